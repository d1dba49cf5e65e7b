package legal

import (
	"cmp"
	"strings"

	"recourse/incident"
	"recourse/rule"
)

// contractAccount says whether money went to another account than the papers
// name. Papers that name several accounts, as one that was changed, agree with
// a payment to any of them.
func (v *viewer) contractAccount() {
	if _, ordered := v.order(); !ordered && v.inc.Branch != incident.ChangedBankDetails {
		return // nothing was agreed
	}
	var named []string
	for _, c := range v.found {
		if account := c.Values["account"]; c.Kind == kindAccount && account != "" {
			named = append(named, account)
		}
	}
	if len(named) == 0 {
		return
	}
	differs, any := false, false
	for _, p := range v.inc.Payments {
		if p.Direction == "in" || p.To.Account == "" || p.Rail == "card" {
			continue
		}
		any = true
		if !sameAsAny(p.To.Account, named) {
			differs = true
			v.show("paid.account-differs", cmpOrigins(p))
		}
	}
	if any {
		v.situation.Values["paid.account-differs"] = rule.YesNo(differs)
		for _, c := range v.found {
			if c.Kind == kindAccount {
				v.showClause("paid.account-differs", c)
			}
		}
	}
}

func cmpOrigins(p incident.Payment) incident.Origins {
	if len(p.Origins) == 0 {
		return incident.Origins{incident.Told}
	}
	return p.Origins
}

func sameAsAny(account string, named []string) bool {
	for _, n := range named {
		x, y := plainAccount(account), plainAccount(n)
		if incident.SameAccount(account, n) || cmp.Or(x, y) != "" && (strings.HasSuffix(x, y) || strings.HasSuffix(y, x)) {
			return true
		}
	}
	return false
}

// plainAccount is an account's letters and digits alone.
func plainAccount(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' {
			return r
		}
		return -1
	}, strings.ToUpper(s))
}
