package intake

import "fmt"

// codePages are the code pages of Windows whose character sets have names that do
// not follow from their numbers
// (https://learn.microsoft.com/windows/win32/intl/code-page-identifiers).
var codePages = map[int]string{
	932: "shift_jis", 936: "gbk", 949: "euc-kr", 950: "big5", 1200: "utf-16le", 1201: "utf-16be", 10000: "macintosh", 10007: "x-mac-cyrillic",
	20127: "us-ascii", 20866: "koi8-r", 20932: "euc-jp", 20936: "gb2312", 21866: "koi8-u", 50220: "iso-2022-jp", 50221: "iso-2022-jp", 50222: "iso-2022-jp",
	51932: "euc-jp", 51936: "gb2312", 51949: "euc-kr", 52936: "hz-gb-2312", 54936: "gb18030", 65000: "utf-7", 65001: "utf-8",
}

// codePage returns the label of a code page's character set; "" for none.
func codePage(n int) string {
	switch name := codePages[n]; {
	case name != "" || n == 0:
		return name
	case n == 874 || n >= 1250 && n <= 1258:
		return fmt.Sprintf("windows-%d", n)
	case n >= 28591 && n <= 28606:
		return fmt.Sprintf("iso-8859-%d", n-28590)
	default:
		return fmt.Sprintf("cp%d", n) // as those of DOS are called
	}
}
