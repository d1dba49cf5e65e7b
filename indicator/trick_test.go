package indicator_test

import (
	"encoding/json"
	"errors"
	"testing"

	"recourse"
	"recourse/indicator"

	"github.com/google/go-cmp/cmp"
)

// tricky writes finds as "kind value (tricks)|as written".
func tricky(text string) []string {
	var out []string
	for _, m := range indicator.Find(text) {
		s := string(m.Kind) + " " + m.Value
		if m.Tricks != 0 {
			s += " (" + m.Tricks.String() + ")"
		}
		out = append(out, s+"|"+m.Span.Of(text))
	}
	return out
}

func TestTricks(t *testing.T) {
	for _, tc := range []struct {
		name, text string
		want       []string
	}{
		{"plain address", "https://trade.example/a", []string{"url https://trade.example/a|https://trade.example/a", "domain trade.example|trade.example"}},
		{"name before the host", "https://banka.example@evil.example/x", []string{"url https://banka.example@evil.example/x (userinfo)|https://banka.example@evil.example/x", "domain evil.example|evil.example"}},
		{"punycode", "https://xn--libaba-2nf.com/", []string{"url https://xn--libaba-2nf.com (punycode,mixed-script)|https://xn--libaba-2nf.com/", "domain xn--libaba-2nf.com (punycode,mixed-script)|xn--libaba-2nf.com"}},
		{"punycode of one script", "xn--80aaacb3bu.xn--90a3ac", []string{"domain xn--80aaacb3bu.xn--90a3ac (punycode)|xn--80aaacb3bu.xn--90a3ac"}},
		{"two scripts in a label", "idi na аlibaba.com odmah", []string{"domain xn--libaba-2nf.com (mixed-script)|аlibaba.com"}},
		{"one script in a label", "алибаба.срб i čačak.rs", []string{"domain xn--80aaacb3bu.xn--90a3ac|алибаба.срб", "domain xn--aak-eqab.rs|čačak.rs"}},
		{"IP address", "http://192.0.2.7/a", []string{"url http://192.0.2.7/a (ip-host)|http://192.0.2.7/a", "domain 192.0.2.7 (ip-host)|192.0.2.7"}},
		{"IP address in one number", "http://3221225991/a", []string{"url http://192.0.2.7/a (ip-host,odd-ip)|http://3221225991/a", "domain 192.0.2.7 (ip-host,odd-ip)|3221225991"}},
		{"IP address in hexadecimal", "http://0xC0000207 http://0xC0.0.2.0x7/", []string{"url http://192.0.2.7 (ip-host,odd-ip)|http://0xC0000207", "domain 192.0.2.7 (ip-host,odd-ip)|0xC0000207", "url http://192.0.2.7 (ip-host,odd-ip)|http://0xC0.0.2.0x7/", "domain 192.0.2.7 (ip-host,odd-ip)|0xC0.0.2.0x7"}},
		{"IP address in octal and short", "http://0300.0.02.07/ http://192.519", []string{"url http://192.0.2.7 (ip-host,odd-ip)|http://0300.0.02.07/", "domain 192.0.2.7 (ip-host,odd-ip)|0300.0.02.07", "url http://192.0.2.7 (ip-host,odd-ip)|http://192.519", "domain 192.0.2.7 (ip-host,odd-ip)|192.519"}},
		{"numbers that are no address", "http://2026/x http://192.0.2.999/ http://0x/", nil},
		{"IPv6 address", "http://[2001:DB8::1]:8080/a http://[::ffff:192.0.2.7]/", []string{"url http://[2001:db8::1]:8080/a (ip-host,port)|http://[2001:DB8::1]:8080/a", "url http://[::ffff:192.0.2.7] (ip-host,odd-ip)|http://[::ffff:192.0.2.7]/"}},
		{"port", "https://trade.example:8443/a https://trade.example:443/a", []string{"url https://trade.example:8443/a (port)|https://trade.example:8443/a", "domain trade.example|trade.example", "url https://trade.example/a|https://trade.example:443/a", "domain trade.example|trade.example"}},
		{"host with percent signs", "http://%65vil%2Eexample:81/a. https://trade.ex%61mple.", []string{"url http://evil.example:81/a (port,encoded-host)|http://%65vil%2Eexample:81/a", "domain evil.example (encoded-host)|%65vil%2Eexample", "url https://trade.example (encoded-host)|https://trade.ex%61mple", "domain trade.example (encoded-host)|trade.ex%61mple"}},
		{"many labels", "alibaba.com.login.verify.id7.evil.example", []string{"domain alibaba.com.login.verify.id7.evil.example (deep-host)|alibaba.com.login.verify.id7.evil.example"}},
		{"backslashes", `https:\\evil.example\@banka.example/a http:/\evil.example`, []string{`url https://evil.example/@banka.example/a (backslash)|https:\\evil.example\@banka.example/a`, "domain evil.example|evil.example", `url http://evil.example (backslash)|http:/\evil.example`, "domain evil.example|evil.example"}},
		{"line end that was written out", `https://trade.example\nHvala`, []string{`url https://trade.example\nHvala|https://trade.example\nHvala`, "domain trade.example|trade.example"}},
		{"slash as JSON writes it", `trade.example\/a`, []string{`url http://trade.example/a|trade.example\/a`, "domain trade.example|trade.example"}},
		{"too few or too many slashes", "https:/trade.example/a https:////trade.example/b", []string{"url https://trade.example/a|https:/trade.example/a", "domain trade.example|trade.example", "url https://trade.example/b|https:////trade.example/b", "domain trade.example|trade.example"}},
		{"scheme without its colon", "https//trade.example/a", []string{"url https://trade.example/a (defanged)|https//trade.example/a", "domain trade.example|trade.example"}},
		{"page within a link", "data:text/html;base64,PGI+eDwvYj4= dalje", []string{"url data:text/html;base64,PGI+eDwvYj4= (script)|data:text/html;base64,PGI+eDwvYj4="}},
		{"program within a link", "(JavaScript:alert(1))", []string{"url javascript:alert(1) (script)|JavaScript:alert(1)"}},
		{"words before a colon", "data: 6,000/year; data:6,000 data:image/png;base64,iVBORw0KGgo= JavaScript:React", nil},
		{"host broken by a line", "https://alibaba-vip.exa\nmple/login dalje", []string{"url https://alibaba-vip.example/login (broken-line)|https://alibaba-vip.exa\nmple/login", "domain alibaba-vip.example|alibaba-vip.exa\nmple"}},
		{"host broken at its dot and after the scheme", "https://trade.\r\nexample/a https://\ntrade.example/b", []string{"url https://trade.example/a (broken-line)|https://trade.\r\nexample/a", "domain trade.example|trade.\r\nexample", "url https://trade.example/b (broken-line)|https://\ntrade.example/b", "domain trade.example|trade.example"}},
		{"path broken by a line", "https://trade.example/login?id=\n77&x=1 dalje", []string{"url https://trade.example/login?id=77&x=1 (broken-line)|https://trade.example/login?id=\n77&x=1", "domain trade.example|trade.example"}},
		{"line end behind a link", "https://trade.example/login\nHvala https://trade.example\nHvala https://trade.example/a-\nHvala", []string{"url https://trade.example/login|https://trade.example/login", "domain trade.example|trade.example", "url https://trade.example|https://trade.example", "domain trade.example|trade.example", "url https://trade.example/a-|https://trade.example/a-", "domain trade.example|trade.example"}},
		{"defanged", "hxxps://evil[.]example/a evil(.)example http[:]//evil.example http[://]evil.example", []string{"url https://evil.example/a (defanged)|hxxps://evil[.]example/a", "domain evil.example (defanged)|evil[.]example", "domain evil.example (defanged)|evil(.)example", "url http://evil.example (defanged)|http[:]//evil.example", "domain evil.example|evil.example", "url http://evil.example (defanged)|http[://]evil.example", "domain evil.example|evil.example"}},
		{"dots in brackets and spaces", "evil [dot] example/a, evil (.) example. evil[.] example (.) evil", []string{"url http://evil.example/a (defanged)|evil [dot] example/a", "domain evil.example (defanged)|evil [dot] example", "domain evil.example (defanged)|evil (.) example"}},
		{"hidden characters", "tra\u200bde.exa\U000E0061mple 𝘁𝗿𝗮𝗱𝗲.example ⓣrade.example ｔrade.example", []string{"domain trade.example (hidden-characters)|tra\u200bde.exa\U000E0061mple", "domain trade.example (hidden-characters)|𝘁𝗿𝗮𝗱𝗲.example", "domain trade.example (hidden-characters)|ⓣrade.example", "domain trade.example (hidden-characters)|ｔrade.example"}},
		{"host without scheme broken by a line", "idi na www.alibaba-vip.exa\nmple/login sada www.\nHvala", []string{"url http://www.alibaba-vip.example/login (broken-line)|www.alibaba-vip.exa\nmple/login", "domain www.alibaba-vip.example|www.alibaba-vip.exa\nmple"}},
		{"telephone number in keycaps and styled digits", "0️⃣6️⃣0️⃣ 0️⃣0️⃣0️⃣ 0️⃣0️⃣0️⃣1️⃣ ili 𝟎𝟔𝟎 𝟎𝟎𝟎 𝟎𝟎𝟎𝟐", []string{"phone +381600000001|0️⃣6️⃣0️⃣ 0️⃣0️⃣0️⃣ 0️⃣0️⃣0️⃣1", "phone +381600000002|𝟎𝟔𝟎 𝟎𝟎𝟎 𝟎𝟎𝟎𝟐"}},
		{"hidden character in a telephone number", "+381 60\u200b 000 0001", []string{"phone +381600000001|+381 60\u200b 000 0001"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			if diff := cmp.Diff(tc.want, tricky(tc.text)); diff != "" {
				t.Errorf("Find(%q) (-want +got):\n%s", tc.text, diff)
			}
			check(t, tc.text, indicator.Find(tc.text))
		})
	}
}

func TestTricksInJSON(t *testing.T) {
	want := indicator.Find("hxxp://banka.example@evil.example:81/")[0]
	b, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	var got indicator.Indicator
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatalf("Unmarshal(%s): %v", b, err)
	}
	if diff := cmp.Diff(want, got); diff != "" || want.Tricks != indicator.Userinfo|indicator.Port|indicator.Defanged {
		t.Errorf("%s read again (-want +got):\n%s", b, diff)
	}
	for _, bad := range []string{`["no-such"]`, `7`} {
		if err := got.Tricks.UnmarshalJSON([]byte(bad)); !errors.Is(err, recourse.Invalid) {
			t.Errorf("UnmarshalJSON(%s) = %v, want Invalid", bad, err)
		}
	}
	plain, err := json.Marshal(indicator.Find("trade.example")[0])
	if err != nil {
		t.Fatal(err)
	}
	if want := `{"kind":"domain","text":"trade.example","value":"trade.example","valid":true,"span":[0,13]}`; string(plain) != want {
		t.Errorf("Marshal = %s, want %s", plain, want)
	}
}

func TestAppend(t *testing.T) {
	first := indicator.Find("trade.example")
	all := indicator.Append(first, "a.example lena@posao.example +381 60 000 0001")
	if diff := cmp.Diff([]string{"domain trade.example", "domain a.example", "email lena@posao.example", "phone +381600000001"}, show(all)); diff != "" {
		t.Errorf("Append (-want +got):\n%s", diff)
	}
	buf := make([]indicator.Indicator, 0, 8)
	quiet := "Dear customer, we’ll call you back at 12:30 - your order no. 483920 of 12.11.2026 is on its way. Vidimo se!"
	if n := testing.AllocsPerRun(50, func() { buf = indicator.Append(buf[:0], quiet) }); n > 0 || len(buf) > 0 {
		t.Errorf("Append allocates %v times for quiet text and finds %v, want nothing", n, buf)
	}
}
