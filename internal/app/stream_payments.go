package app

import (
	"strconv"

	"recourse/incident"
	"recourse/money"
)

// AppendPayment appends a payment of the statement at path as a line of JSON: "path" and
// the fields that [intake.File] writes of a payment.
func AppendPayment(b []byte, path string, p *incident.Payment) []byte {
	b = appendString(append(b, `{"path":`...), path)
	if !p.At.IsZero() {
		b = append(append(append(b, `,"date":"`...), p.At.String()...), '"')
	}
	if !p.ValueDate.IsZero() {
		b = append(append(append(b, `,"value_date":"`...), p.ValueDate.String()...), '"')
	}
	b = appendAmount(append(b, `,"amount":`...), p.Amount)
	if p.Original != (money.Amount{}) {
		b = appendAmount(append(b, `,"original":`...), p.Original)
	}
	b = appendString(append(b, `,"direction":`...), p.Direction)
	b = appendField(b, `,"rail":`, p.Rail)
	b = appendAccount(b, `,"from":{`, &p.From)
	b = appendAccount(b, `,"to":{`, &p.To)
	b = appendField(b, `,"reference":`, p.Reference)
	b = appendField(b, `,"end_to_end":`, p.EndToEnd)
	b = appendField(b, `,"text":`, p.Text)
	b = appendField(b, `,"status":`, p.Status)
	if p.Reversal {
		b = append(b, `,"reversal":true`...)
	}
	b = appendField(b, `,"currency_from":`, p.CurrencyFrom)
	b = appendOrigins(b, `,"origin":`, p.Origins)
	return append(b, '}', '\n')
}

// appendField appends a field, whose name is given with what stands before it, unless it
// is empty.
func appendField(b []byte, name, v string) []byte {
	if v == "" {
		return b
	}
	return appendString(append(b, name...), v)
}

func appendAmount(b []byte, a money.Amount) []byte {
	b = strconv.AppendInt(append(b, `{"minor":`...), a.Minor, 10)
	b = appendString(append(b, `,"currency":`...), string(a.Currency))
	return append(appendField(b, `,"text":`, a.String()), '}')
}

func appendAccount(b []byte, name string, a *incident.Account) []byte {
	if *a == (incident.Account{}) {
		return b
	}
	b = append(b, name...)
	from := len(b)
	b = appendField(b, `,"party":`, a.Party)
	b = appendField(b, `,"name":`, a.Name)
	b = appendField(b, `,"account":`, a.Account)
	b = appendField(b, `,"bank":`, a.Bank)
	b = appendField(b, `,"country":`, a.Country)
	return append(append(b[:from], b[from+1:]...), '}') // without the first comma
}

func appendOrigins(b []byte, name string, list incident.Origins) []byte {
	if len(list) == 0 {
		return b
	}
	b = append(b, name...)
	if len(list) == 1 {
		return appendOrigin(b, list[0])
	}
	for i, o := range list {
		b = appendOrigin(append(b, "[,"[min(i, 1)]), o)
	}
	return append(b, ']')
}

func appendOrigin(b []byte, o incident.Origin) []byte {
	if o.Told {
		return append(b, `"told"`...)
	}
	b = appendString(append(b, `{"item":`...), o.Item)
	if o.Span.Start != 0 || o.Span.End != 0 {
		b = strconv.AppendInt(append(b, `,"span":[`...), int64(o.Span.Start), 10)
		b = append(strconv.AppendInt(append(b, ','), int64(o.Span.End), 10), ']')
	}
	return append(appendField(b, `,"place":`, o.Place), '}')
}
