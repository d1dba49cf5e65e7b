package indicator

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"recourse"
)

// Defang writes an address so that no program makes a link of it:
// hxxps://alibaba[.]example/login. Anything without a scheme or a dot is
// returned unchanged, as is what is defanged already.
func Defang(s string) string {
	scheme, rest, ok := strings.Cut(s, "://")
	if ok {
		rest = strings.TrimPrefix(rest, "//")
		scheme = strings.Replace(strings.ToLower(scheme), "http", "hxxp", 1) + "://"
	} else {
		scheme, rest = "", s
	}
	host, path := rest, ""
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		host, path = rest[:i], rest[i:]
	}
	host = strings.ReplaceAll(strings.ReplaceAll(host, "[.]", "."), "[@]", "@")
	host = strings.ReplaceAll(host, ".", "[.]")
	if strings.Contains(host, "[.]") {
		if i := strings.LastIndexByte(host, '@'); i > 0 {
			host = host[:i] + "[@]" + host[i+1:]
		}
	}
	return scheme + host + path
}

// Mask hides most of an indicator, so that its owner knows it again and nobody
// else can use it. It takes a Value of the kind; anything shorter is hidden whole.
func Mask(k Kind, value string) string {
	switch k {
	case Card:
		return maskWritten(value)
	case AccountRS:
		if len(value) == allDigits {
			return value[:bankDigits] + "-" + strings.Repeat("*", 9) + value[12:16] + "-" + value[16:]
		}
	case Email:
		if i := strings.LastIndexByte(value, '@'); i > 0 {
			return firstRunes(value[:i], 1) + "***" + value[i:]
		}
	case Handle:
		i := strings.LastIndexAny(value, ":@") + 1
		return value[:i] + firstRunes(value[i:], 2) + "***"
	case URL, Domain:
		return Defang(value)
	case Phone:
		return hide(value, 6, 2)
	case IBAN, WalletBTC, WalletETH, WalletTRON:
		return hide(value, 4, 4)
	}
	return hide(value, 2, 2)
}

// hide leaves the first and last characters and puts stars for the rest.
func hide(s string, first, last int) string {
	r := []rune(s)
	if len(r) < first+last+3 {
		return strings.Repeat("*", len(r))
	}
	return string(r[:first]) + strings.Repeat("*", len(r)-first-last) + string(r[len(r)-last:])
}

func firstRunes(s string, n int) string {
	i := 0
	for ; n > 0 && i < len(s); n-- {
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s[:i]
}

// Parse reads one indicator of a known kind and returns its Value. The errors
// are those of the kind's own Parse function.
func Parse(k Kind, s string) (value string, err error) {
	switch k {
	case AccountRS:
		return ParseAccountRS(s)
	case IBAN:
		return ParseIBAN(s)
	case Card:
		return ParseCard(s)
	case WalletBTC, WalletETH, WalletTRON:
		kind, v, err := ParseWallet(s)
		if err == nil && kind != k {
			return "", fmt.Errorf("wallet %q is a %s: %w", clip(s), kind, recourse.Invalid)
		}
		return v, err
	case URL:
		return ParseURL(s)
	case Domain:
		return ParseDomain(s)
	case Phone:
		return ParsePhone(s, "")
	case Email:
		return ParseEmail(s)
	case Handle:
		return ParseHandle(s)
	}
	return "", fmt.Errorf("kind %q: %w", k, recourse.Invalid)
}

// Identify tells what s is, where all of it is one indicator.
func Identify(s string) (Indicator, bool) {
	s = strings.TrimSpace(s)
	for _, m := range Find(s) {
		if m.Span.Start == 0 && m.Span.End == len(s) {
			return m, true
		}
	}
	return Indicator{}, false
}
