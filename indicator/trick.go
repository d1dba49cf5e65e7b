package indicator

import (
	"encoding/json"
	"fmt"
	"math/bits"
	"strings"

	"recourse"
)

// Tricks is a set of the ways in which an address deceives the eye, or is made
// unfit to be followed.
type Tricks uint16

// The tricks.
const (
	Userinfo  Tricks = 1 << iota // a name before the host: https://bank.example@evil.example
	Punycode                     // a host written xn--
	Mixed                        // a label of the host in letters of two scripts
	IPHost                       // a number for a host
	OddIP                        // an IP address in one number, hexadecimal, octal or within IPv6
	Port                         // another port than the scheme's
	Encoded                      // a host with percent signs
	Deep                         // six labels or more
	Backslash                    // \ where / belongs
	Script                       // no address, but a page or a program in itself (data:, javascript:)
	Broken                       // broken over two lines and put together
	Defanged                     // made unfit to be followed (hxxp, [.]), as those do who warn
	Hidden                       // with characters that nobody sees, or letters in another style
)

var trickNames = [...]string{
	"userinfo", "punycode", "mixed-script", "ip-host", "odd-ip", "port", "encoded-host", "deep-host", "backslash",
	"script", "broken-line", "defanged", "hidden-characters",
}

// Has reports whether all of the tricks are in the set.
func (t Tricks) Has(all Tricks) bool { return t&all == all }

// Names returns the names of the tricks, as JSON has them.
func (t Tricks) Names() []string {
	var names []string
	for ; t != 0; t &= t - 1 {
		if i := bits.TrailingZeros16(uint16(t)); i < len(trickNames) {
			names = append(names, trickNames[i])
		}
	}
	return names
}

// String returns the names with commas between.
func (t Tricks) String() string { return strings.Join(t.Names(), ",") }

// MarshalJSON writes the names.
func (t Tricks) MarshalJSON() ([]byte, error) { return json.Marshal(t.Names()) }

// UnmarshalJSON reads the names.
func (t *Tricks) UnmarshalJSON(b []byte) error {
	var names []string
	if err := json.Unmarshal(b, &names); err != nil {
		return fmt.Errorf("tricks: %v: %w", err, recourse.Invalid)
	}
	*t = 0
next:
	for _, name := range names {
		for i, n := range trickNames {
			if n == name {
				*t |= 1 << i
				continue next
			}
		}
		return fmt.Errorf("trick %q: %w", name, recourse.Invalid)
	}
	return nil
}
