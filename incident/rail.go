package incident

import "slices"

// kindsOf are the rails that are a kind of another one: a statement that says "transfer"
// means what another calls a SEPA transfer. Instant transfers in euro are SEPA's too.
var kindsOf = map[string][]string{
	"bank-transfer": {"instant", "sepa", "swift"},
	"sepa":          {"instant"},
	"e-money":       {"paypal"},
}

// agreeRails reports whether two records can name one way to pay: the same one, or one of
// them a kind of the other's.
func agreeRails(a, b string) bool {
	return agree(a, b) || slices.Contains(kindsOf[a], b) || slices.Contains(kindsOf[b], a)
}

// closerRail returns which of two rails that agree says more; of others the first.
func closerRail(a, b string) string {
	if a == "" || slices.Contains(kindsOf[a], b) {
		return b
	}
	return a
}
