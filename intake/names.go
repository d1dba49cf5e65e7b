package intake

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding"
)

const (
	longestPart = 255
	longestName = 4096
)

// safeName returns the name of a nested file in a form that cannot leave its
// folder or mislead who reads it, and why it had to be changed.
func safeName(name string) (safe, why string) { return safeNameIn(nil, name) }

// safeNameIn is [safeName] for a name in a code page; nil guesses one.
func safeNameIn(page encoding.Encoding, name string) (safe, why string) {
	name = decodeName(page, name)
	note := func(s string) {
		if why == "" {
			why = s
		}
	}
	if strings.ContainsRune(name, '\\') {
		name = strings.ReplaceAll(name, "\\", "/") // as some archivers write folders
	}
	if strings.HasPrefix(name, "/") {
		note("absolute path")
	}
	var parts []string
	for part := range strings.SplitSeq(name, "/") {
		clean := strings.Map(visible, part)
		if clean != part {
			note("control characters")
		}
		for hasDrive(clean) {
			note("absolute path")
			clean = clean[2:]
		}
		if clean == "" || clean == "." {
			continue
		}
		if clean == ".." {
			note("leaves its folder")
			continue
		}
		if short := strings.TrimRight(clean, " ."); short != clean {
			note("ends in a space or a point")
			clean = short + "_"
		}
		if isDevice(clean) {
			note("device name")
			clean = "_" + clean
		}
		if len(clean) > longestPart {
			note("too long")
			clean = strings.TrimRight(clean[:runeStart(clean, longestPart)], " .")
		}
		parts = append(parts, clean)
	}
	safe = strings.Join(parts, "/")
	if len(safe) > longestName {
		note("too long")
		safe = strings.TrimRight(safe[:runeStart(safe, longestName)], " ./")
	}
	if safe == "" {
		note("no name")
		safe = "_"
	}
	return safe, why
}

// visible drops control characters and the marks that turn the direction of
// what follows, so that "gpj.exe" cannot show as "exe.jpg".
func visible(r rune) rune {
	if unicode.IsControl(r) || isMark(r) || r == 0x2028 || r == 0x2029 {
		return -1
	}
	return r
}

// decodeName returns a name as UTF-8. One that is not was written by an older
// system, in its code page.
func decodeName(page encoding.Encoding, name string) string {
	if utf8.ValidString(name) {
		return name
	}
	if page == nil {
		page = guessPage([]string{name})
	}
	out, err := page.NewDecoder().String(name)
	if err != nil {
		return strings.ToValidUTF8(name, "\uFFFD")
	}
	return out
}

// hasDrive reports whether a part of a name begins with a drive such as "C:".
func hasDrive(part string) bool {
	return len(part) > 1 && part[1] == ':' && (part[0]|0x20 >= 'a' && part[0]|0x20 <= 'z')
}

// isDevice reports whether Windows takes the name for a device, whatever its
// extension.
func isDevice(name string) bool {
	base, _, _ := strings.Cut(strings.ToUpper(name), ".")
	base = strings.TrimRight(base, " ")
	switch base {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$":
		return true
	}
	if len(base) < 4 || (base[:3] != "COM" && base[:3] != "LPT") {
		return false
	}
	switch base[3:] {
	case "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "¹", "²", "³":
		return true
	}
	return false
}
