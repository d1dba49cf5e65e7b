// Package indicator finds what identifies the other side in a text: accounts,
// IBANs, cards, wallets, URLs, domains, phones, e-mail addresses and handles.
//
// Call [Find] for all of them in a text, with the byte span of each, [ReadQR]
// for the content of a QR code; the Parse functions check and normalise a single one.
package indicator

import "recourse"

// Kind is what sort of indicator it is.
type Kind string

// The kinds.
const (
	AccountRS  Kind = "account-rs"
	IBAN       Kind = "iban"
	Card       Kind = "card"
	WalletBTC  Kind = "wallet-btc"
	WalletETH  Kind = "wallet-eth"
	WalletTRON Kind = "wallet-tron"
	URL        Kind = "url"
	Domain     Kind = "domain"
	Phone      Kind = "phone"
	Email      Kind = "email"
	Handle     Kind = "handle"
)

// Indicator is one find.
type Indicator struct {
	Kind  Kind          `json:"kind"`
	Text  string        `json:"text"`  // as written; a card's middle digits are masked
	Value string        `json:"value"` // normalised: what two finds of the same thing share
	Valid bool          `json:"valid"` // its own check (check digits, length, form) holds
	Span  recourse.Span `json:"span"`
	// Tricks are how an address deceives the eye; only a URL and a Domain have them.
	Tricks Tricks `json:"tricks,omitzero"`
}
