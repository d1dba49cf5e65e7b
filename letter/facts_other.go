package letter

import (
	"slices"
	"strings"

	"recourse/document"
	"recourse/incident"
	"recourse/indicator"
)

// official are hosts of the platforms themselves: whoever names them in a
// message is not found there.
var official = []string{"alibaba.com", "aliexpress.com", "1688.com", "alipay.com", "taobao.com", "tmall.com", "whatsapp.com", "telegram.org"}

func isOfficial(ptr incident.Pointer) bool {
	host := strings.ToLower(ptr.Value)
	if _, rest, ok := strings.Cut(host, "://"); ok {
		host = rest
	}
	if ptr.Kind == indicator.Email {
		_, host, _ = strings.Cut(host, "@")
	}
	host, _, _ = strings.Cut(host, "/")
	return slices.ContainsFunc(official, func(o string) bool { return host == o || strings.HasSuffix(host, "."+o) })
}

// others are the parties of the other side that say anything. With a seller
// they are the sellers and their people: a platform or a service that sends
// notices did nothing. In whose name somebody else wrote is none of them.
func (pg *page) others() []incident.Party {
	return slices.DeleteFunc(slices.Clone(pg.data.Incident.Parties), func(p incident.Party) bool {
		bystander := pg.dispute() && (p.Role == "other" || p.Role == "platform" || p.Role == "")
		return bystander || pg.data.Incident.Imitated(p) || p.Name == "" && len(pg.theirs(p)) == 0
	})
}

// payee is where a payment went, with what the parties show where the payment
// itself does not say it: only where one account can be meant. The name by which a
// mentor is known in a chat is not what was entered as the payee.
func (pg *page) payee(pay incident.Payment) incident.Account {
	to := pay.To
	if railGroup(pay.Rail) != "bank" {
		return to
	}
	var accounts []string
	names := make(map[string]string)
	for _, party := range pg.data.Incident.Parties {
		if to.Party != "" && party.ID != to.Party || to.Party == "" && pg.data.Incident.Imitated(party) {
			continue
		}
		if to.Party != "" && to.Name == "" && party.Role != "mentor" {
			to.Name = nameAlone(party.Name)
		}
		for _, ptr := range party.Indicators {
			isAccount := ptr.Kind == indicator.AccountRS || ptr.Kind == indicator.IBAN
			if isAccount && !incident.SameAccount(ptr.Value, pay.From.Account) && !slices.Contains(accounts, ptr.Value) {
				accounts = append(accounts, ptr.Value)
				if party.Role != "mentor" {
					names[ptr.Value] = nameAlone(party.Name)
				}
			}
		}
	}
	if to.Account == "" && len(accounts) == 1 {
		to.Account = accounts[0]
		if to.Name == "" {
			to.Name = names[accounts[0]]
		}
	}
	return to
}

// nameAlone is a name without the address by which two of one name are told apart.
func nameAlone(s string) string {
	if i := strings.LastIndex(s, " <"); i > 0 && strings.HasSuffix(s, ">") {
		return s[:i]
	}
	return s
}

// abroad reports whether money went to an account outside Serbia.
func (pg *page) abroad() bool {
	return slices.ContainsFunc(pg.paid("bank"), func(p incident.Payment) bool {
		to := pg.payee(p)
		if to.Country != "" {
			return to.Country != "RS"
		}
		iban, err := indicator.ParseIBAN(to.Account)
		return err == nil && !strings.HasPrefix(iban, "RS") || p.Rail == "swift" || p.Rail == "sepa"
	})
}

// chatAccounts lists by what names and numbers the other side is found in a
// chat. A number that an export does not show stays to be filled in.
func (pg *page) chatAccounts() mark {
	var k document.KeyValues
	var names []string
	for _, p := range pg.others() {
		if p.Name != "" && p.Role != "platform" && !slices.Contains(names, p.Name) {
			names = append(names, p.Name)
		}
	}
	if len(names) > 0 {
		k.Pairs = append(k.Pairs, document.Pair{Key: pg.p.T("letter.chat_name"), Value: document.T(strings.Join(names, "\n"))})
	}
	if pg.pointer(indicator.Handle, indicator.Phone) == "" {
		k.Pairs = append(k.Pairs, document.Pair{Key: pg.p.T("letter.chat_number"), Value: orGap(nil, false)})
	}
	k.Pairs = append(k.Pairs, pg.identifiers()...)
	return pg.block(k)
}
