package intake

// camtTag is an element that is looked at.
type camtTag uint8

const (
	tagOther camtTag = iota
	tagReport
	tagAcct
	tagEntry
	tagDetails
	tagAmt
	tagCredit
	tagReversal
	tagStatus
	tagCode
	tagProprietary
	tagBooked
	tagValue
	tagDay
	tagInstant
	tagAmounts
	tagInstructed
	tagBooking // TxAmt
	tagID
	tagIBAN
	tagOthr
	tagName
	tagParty
	tagCurrency
	tagOwner
	tagServicer
	tagDebtor
	tagCreditor
	tagLastDebtor
	tagLastCreditor
	tagDebtorAcct
	tagCreditorAcct
	tagDebtorAgent
	tagCreditorAgent
	tagAgent
	tagBIC
	tagRefs
	tagEndToEnd
	tagServicerRef
	tagRemittance
	tagFree
	tagStructured
	tagStructuredRef
	tagRef
	tagDocument
	tagNumber
	tagMore
	tagTxText
	tagEntryText
	tagBankCode
	tagDomain
	tagFamily
	tagSubFamily
	tagDates
	tagBatch
)

// camtTags are the elements by their names.
var camtTags = map[string]camtTag{
	"Stmt": tagReport, "Rpt": tagReport, "Ntfctn": tagReport, "Acct": tagAcct, "Ntry": tagEntry, "TxDtls": tagDetails,
	"Amt": tagAmt, "CdtDbtInd": tagCredit, "RvslInd": tagReversal, "Sts": tagStatus, "Cd": tagCode, "Prtry": tagProprietary,
	"BookgDt": tagBooked, "ValDt": tagValue, "Dt": tagDay, "DtTm": tagInstant, "AmtDtls": tagAmounts, "InstdAmt": tagInstructed,
	"TxAmt": tagBooking, "Id": tagID, "IBAN": tagIBAN, "Othr": tagOthr, "Nm": tagName, "Pty": tagParty, "Ccy": tagCurrency,
	"Ownr": tagOwner, "Svcr": tagServicer, "Dbtr": tagDebtor, "Cdtr": tagCreditor, "UltmtDbtr": tagLastDebtor,
	"UltmtCdtr": tagLastCreditor, "DbtrAcct": tagDebtorAcct, "CdtrAcct": tagCreditorAcct, "DbtrAgt": tagDebtorAgent,
	"CdtrAgt": tagCreditorAgent, "FinInstnId": tagAgent, "BIC": tagBIC, "BICFI": tagBIC, "Refs": tagRefs,
	"EndToEndId": tagEndToEnd, "AcctSvcrRef": tagServicerRef, "RmtInf": tagRemittance, "Ustrd": tagFree, "Strd": tagStructured,
	"CdtrRefInf": tagStructuredRef, "Ref": tagRef, "RfrdDocInf": tagDocument, "Nb": tagNumber, "AddtlRmtInf": tagMore,
	"AddtlTxInf": tagTxText, "AddtlNtryInf": tagEntryText, "BkTxCd": tagBankCode, "Domn": tagDomain, "Fmly": tagFamily,
	"SubFmlyCd": tagSubFamily, "RltdDts": tagDates, "Btch": tagBatch,
}
