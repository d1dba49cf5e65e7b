package indicator

import (
	"encoding/hex"
	"fmt"
	"strings"

	"recourse"

	"github.com/btcsuite/btcd/btcutil/base58"
	"github.com/btcsuite/btcd/btcutil/bech32"
	"golang.org/x/crypto/sha3"
)

// ParseWallet reads a Bitcoin, Ethereum or TRON address and returns its kind
// and its form: base58 as written, bech32 and hexadecimal in lower case. It is
// an error of kind Invalid if it is none or its checksum does not fit; an
// Ethereum address in one case has no checksum.
func ParseWallet(s string) (Kind, string, error) {
	s = strings.TrimSpace(s)
	kind, value, valid := readWallet(s)
	if kind == "" || !valid {
		return "", "", fmt.Errorf("wallet %q: no known form, or a wrong checksum: %w", clip(s), recourse.Invalid)
	}
	return kind, value, nil
}

// readWallet tells which wallet a run of letters and digits is. The kind is ""
// where the form is none; valid says whether the checksum fits.
func readWallet(s string) (kind Kind, value string, valid bool) {
	n := len(s)
	switch {
	case n < 26 || n > 90:
		return "", "", false
	case n == 42 && s[0] == '0' && s[1]|0x20 == 'x':
		return ethereum(s)
	case n == 34 && s[0] == 'T':
		return tron(s)
	case n >= 42 && (strings.HasPrefix(s, "bc1") || strings.HasPrefix(s, "BC1")):
		return segwit(s)
	case n <= 35 && (s[0] == '1' || s[0] == '3'):
		if _, version, err := base58.CheckDecode(s); err == nil && (version == 0 || version == 5) {
			return WalletBTC, s, true
		}
	}
	return "", "", false
}

func ethereum(s string) (Kind, string, bool) {
	low := strings.ToLower(s[2:])
	if _, err := hex.DecodeString(low); err != nil {
		return "", "", false
	}
	value := "0x" + low
	if s[2:] == low || s[2:] == strings.ToUpper(low) {
		return WalletETH, value, true
	}
	h := sha3.NewLegacyKeccak256()
	h.Write([]byte(low)) // a hash never fails
	sum := h.Sum(nil)
	for i := range low {
		nibble := sum[i/2] >> 4
		if i%2 == 1 {
			nibble = sum[i/2] & 15
		}
		if isAlpha(low[i]) && (nibble >= 8) != (s[2+i] < 'a') {
			return WalletETH, value, false
		}
	}
	return WalletETH, value, true
}

func tron(s string) (Kind, string, bool) {
	if raw, version, err := base58.CheckDecode(s); err == nil {
		return WalletTRON, s, version == 0x41 && len(raw) == 20
	}
	// Without its checksum only a mixture of digits and both cases is
	// unmistakable.
	digit, upper, lower := false, false, false
	for i := range len(s) {
		c := s[i]
		if c == '0' || c == 'O' || c == 'I' || c == 'l' || !isAlnum(c) {
			return "", "", false
		}
		digit, upper, lower = digit || isDigit(c), upper || i > 0 && 'A' <= c && c <= 'Z', lower || 'a' <= c
	}
	if digit && upper && lower {
		return WalletTRON, s, false
	}
	return "", "", false
}

// segwit checks a bech32 (version 0) or bech32m address.
func segwit(s string) (Kind, string, bool) {
	low := strings.ToLower(s)
	if low != s && strings.ToUpper(s) != s {
		return "", "", false
	}
	for i := 3; i < len(low); i++ {
		if strings.IndexByte("qpzry9x8gf2tvdw0s3jn54khce6mua7l", low[i]) < 0 {
			return "", "", false
		}
	}
	_, data, version, err := bech32.DecodeGeneric(low)
	if err != nil {
		return WalletBTC, low, false
	}
	want := bech32.VersionM
	if len(data) > 0 && data[0] == 0 {
		want = bech32.Version0
	}
	program := []byte(nil)
	if len(data) > 0 && data[0] <= 16 {
		program, err = bech32.ConvertBits(data[1:], 5, 8, false)
	}
	ok := err == nil && version == want && len(program) >= 2 && len(program) <= 40
	if ok && data[0] == 0 {
		ok = len(program) == 20 || len(program) == 32
	}
	return WalletBTC, low, ok
}
