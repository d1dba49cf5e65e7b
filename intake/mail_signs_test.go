package intake

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/indicator"
	"recourse/lookalike"

	"github.com/google/go-cmp/cmp"
)

func brands(t testing.TB) *lookalike.Brands {
	t.Helper()
	b, err := lookalike.Load(os.DirFS("../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func boxes(t testing.TB) *Mailboxes {
	t.Helper()
	m, err := LoadMailboxes(os.DirFS("../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestMailboxFilesThatAreWrong(t *testing.T) {
	const source = "source: {title: x, seen: undated, confidence: low}\n"
	for name, text := range map[string]string{
		"no source":              "domains: [a.example]\n",
		"a host and no domain":   "domains: [www.a.example]\n" + source,
		"a field nobody knows":   "domains: [a.example]\nfree: true\n" + source,
		"a suffix and no domain": "domains: [co.rs]\n" + source,
	} {
		_, err := LoadMailboxes(fstest.MapFS{"mailboxes/a.yaml": {Data: []byte(text)}})
		if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), "mailboxes/a.yaml") {
			t.Errorf("%s: %v, want an error of kind Invalid that names the file", name, err)
		}
	}
}

func TestLinksBetweenTheSitesOfOneOwner(t *testing.T) {
	own := Options{Brands: brands(t), Mailboxes: boxes(t)}.owners()
	for _, tt := range []struct {
		shows, href string
		sign        bool
	}{
		{"www.alibaba.com", "https://img.alicdn.com/x", false},
		{"www.alibaba.com", "https://www.aliexpress.com/x", false},
		{"www.alibaba.com", "https://x.aliyun.com/x", true},
		{"www.alibaba.com", "https://alibaba-task-vip.example", true},
	} {
		if s, ok := (anchor{tt.shows, tt.href}).sign(own); ok != tt.sign {
			t.Errorf("%s to %s: %+v, want a sign: %v", tt.shows, tt.href, s, tt.sign)
		}
	}
}

func TestWhatDoesNotFitTogether(t *testing.T) {
	f := fixture(t, "znaci.eml", Options{Brands: brands(t)})
	want := []MailSign{
		{Kind: SignNameBrand, Shows: "AliExpress <podrska@aliexpress.com>", Leads: "nalog-potvrda.example", Brand: "aliexpress", Name: "AliExpress"},
		{Kind: SignNameAddress, Shows: "podrska@aliexpress.com", Leads: "obavestenje@nalog-potvrda.example"},
		{Kind: SignReply, Shows: "obavestenje@nalog-potvrda.example", Leads: "vip@druga-posta.example"},
		{Kind: SignReturn, Shows: "nalog-potvrda.example", Leads: "masovno.example"},
		{Kind: SignLink, Shows: "www.aliexpress.com", Leads: "nalog-potvrda.example"},
		{Kind: SignLink, Shows: "aliexpress.com", Leads: "druga-posta.example"},
		{Kind: SignThrough, Shows: "www.kupac.example", Leads: "broji.example"},
	}
	quotes := []string{"", "", "", "", "https://www.aliexpress.com/potvrda", "podrska@aliexpress.com", "www.kupac.example"}
	for i, s := range f.Signs {
		got := ""
		for _, span := range s.Spans {
			got = span.Of(f.Text)
		}
		if i < len(quotes) && got != quotes[i] {
			t.Errorf("%s is shown as %q, want %q", s.Kind, got, quotes[i])
		}
		f.Signs[i].Spans = nil
	}
	if d := cmp.Diff(want, f.Signs); d != "" {
		t.Errorf("signs (-want +got):\n%s", d)
	}
	for _, leads := range []string{"nalog-potvrda.example", "druga-posta.example", "broji.example"} {
		if !slices.ContainsFunc(f.Indicators, func(i indicator.Indicator) bool { return strings.Contains(i.Value, leads) && i.Span.End <= len(f.Text) }) {
			t.Errorf("%s, where a link leads, is not among the indicators", leads)
		}
	}
	inside := "From: a@drugi.example\nTo: b@kupac.example\nSubject: x\nContent-Type: text/html\n\n<p><a href=\"https://uplata-potvrda.example/a\">https://www.alibaba.com</a></p>\n"
	for name, text := range map[string]string{"a.eml": inside, "a.mbox": "From a@drugi.example Wed Nov 18 18:05:00 2026\n" + inside + "\nFrom a@drugi.example Wed Nov 18 18:06:00 2026\n" + inside} {
		g := Read(t.Context(), memory(name, []byte(text)), Options{Brands: brands(t)})
		for len(g.Files) > 0 {
			g = g.Files[0]
		}
		if !slices.ContainsFunc(g.Indicators, func(i indicator.Indicator) bool {
			return i.Value == "https://uplata-potvrda.example/a" && i.Span.Of(g.Text) == "https://www.alibaba.com"
		}) {
			t.Errorf("%s: indicators %+v", name, g.Indicators)
		}
	}
}

func TestSendersThatFit(t *testing.T) {
	known := brands(t)
	for _, tt := range []struct{ name, head, want string }{
		{"a brand from its own domain", "From: AliExpress <a@aliexpress.com>", ""},
		{"a brand from a domain of its group", "From: AliExpress <a@notice.alibaba.com>", ""},
		{"answers to another domain of one owner", "From: a@notice.alibaba.com\nReply-To: b@aliexpress.com\nReturn-Path: <c@mail.alibaba.com>", SignReply},
		{"a brand from a domain of its group where anybody has a mailbox", "From: Alibaba <a@aliyun.com>", SignNameBrand},
		{"a brand in Cyrillic look-alikes", "From: =?utf-8?B?0JBsaWJhYmE=?= <a@drugi.example>", SignNameBrand},
		{"a brand's name inside another word", "From: Alibabarova Zorka <a@drugi.example>", ""},
		{"a person", "From: Zorka Primer <zorka@drugi.example>\nReply-To: zorka@posta.drugi.example\nReturn-Path: <z@drugi.example>", ""},
		{"her own address in her name", "From: \"zorka@drugi.example\" <zorka@drugi.example>", ""},
		{"two senders", "From: a@banka.example\nFrom: b@drugi.example", SignSeveralFrom},
		{"no address", "From: nobody", ""},
		{"failures that go nowhere", "From: a@drugi.example\nReturn-Path: <>", ""},
	} {
		f := Read(t.Context(), memory("a.eml", []byte(tt.head+"\nTo: b@kupac.example\nSubject: x\n\ny\n")), Options{Brands: known, Mailboxes: boxes(t)})
		var kinds []string
		for _, s := range f.Signs {
			kinds = append(kinds, s.Kind)
		}
		if got := strings.Join(kinds, " "); got != tt.want {
			t.Errorf("%s: signs %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestWhereALinkLeads(t *testing.T) {
	for _, tt := range []struct{ href, want string }{
		{"https://a.example/x", "a.example"},
		{" HTTPS://A.example:8443?x", "a.example"},
		{"http:\\\\a.example\\x", "a.example"},
		{"ht\ntp://a.exa\tmple", "a.example"},
		{"https://banka.example@a.example/", "a.example"},
		{"https://banka.example%2F@a.example/", "a.example"},
		{"//a.example/x", "a.example"},
		{"https:a.example", "a.example"},
		{"https://b\u0430nka.example/", "xn--bnka-53d.example"},
		{"mailto:a@b.example?subject=c@d.example", "b.example"},
		{"/x", ""},
		{"#x", ""},
		{"javascript:alert(1)", ""},
		{"cid:a@b.example", ""},
		{"", ""},
	} {
		if got, _ := linkHost(tt.href); got != tt.want {
			t.Errorf("linkHost(%q) = %q, want %q", tt.href, got, tt.want)
		}
	}
}

func TestAMailOfAMillionLinksIsBounded(t *testing.T) {
	head := "From: a@drugi.example\nTo: b@kupac.example\nSubject: x\nDate: Mon, 19 Oct 2026 10:00:00 +0200\nContent-Type: text/html\n\n"
	var b strings.Builder
	for i := range 200_000 {
		fmt.Fprintf(&b, "<a href=https://b%d.example>www.a.example", i)
	}
	began := time.Now()
	f := Read(t.Context(), memory("a.eml", []byte(head+b.String())), Options{})
	if d := time.Since(began); len(f.Signs) != maxSigns || d > 20*time.Second {
		t.Errorf("%d signs in %v, want %d", len(f.Signs), d, maxSigns)
	}
	if got := codes(f); len(got) != 1 || got[0] != "mail-links-cut" {
		t.Errorf("problems = %v, want mail-links-cut", got)
	}
}

func TestWhoseWordAResultIs(t *testing.T) {
	const (
		outside = "Received: from x.example (x.example [203.0.113.9]) by mx.kupac.example; Mon, 19 Oct 2026 10:00:00 +0200\n"
		inside  = "Received: from mx.kupac.example (mx.kupac.example [192.0.2.5]) by imap.kupac.example; Mon, 19 Oct 2026 10:00:01 +0200\n"
		forged  = "Received: from mx.kupac.example (mx.kupac.example [192.0.2.5]) by mx.kupac.example; Mon, 19 Oct 2026 09:59:00 +0200\n"
		pass    = "Authentication-Results: mx.kupac.example; spf=pass\n"
		fail    = "Authentication-Results: mx.kupac.example; spf=fail\n"
		foreign = "Authentication-Results: mx.x.example; spf=pass\n"
		spf     = "Received-SPF: softfail (mx.kupac.example: x) envelope-from=a@x.example\n"
	)
	for _, tt := range []struct {
		name, head string
		standing   Standing
		spf        string
	}{
		{"above the line of the receiving server", fail + outside, Receiver, "fail"},
		{"between two lines of the receiving side", inside + fail + outside, Receiver, "fail"},
		{"above it without a name", "Authentication-Results: spf=fail\n" + outside, Receiver, "fail"},
		{"above it in another's name, as a filter does", foreign + outside, Receiver, "pass"},
		{"directly below it in its name", outside + fail, Claimed, "fail"},
		{"a sender's own below the real one", fail + outside + pass, Receiver, "fail"},
		{"two directly below it: the upper one", outside + fail + pass, Claimed, "fail"},
		{"directly below it in another's name", outside + foreign, SenderSide, "pass"},
		{"below a line of the sender's server", outside + "Received: from a by out.x.example; Mon, 19 Oct 2026 09:59:00 +0200\n" + pass, SenderSide, "pass"},
		{"above a line that imitates the receiving side", outside + pass + forged, Claimed, "pass"},
		{"a greeting in the receiving server's name", "Received: from mx.kupac.example (unknown [203.0.113.9]) by mx.kupac.example; Mon, 19 Oct 2026 10:00:00 +0200\n" + pass + forged, Claimed, "pass"},
		{"a greeting with an address from inside", "Received: from [10.0.0.1] (unknown [203.0.113.9]) by mx.kupac.example; Mon, 19 Oct 2026 10:00:00 +0200\n" + pass + forged, Claimed, "pass"},
		{"the same as another program writes it", "Received: from [203.0.113.9] (helo=[10.0.0.1]) by mx.kupac.example; Mon, 19 Oct 2026 10:00:00 +0200\n" + pass + forged, Claimed, "pass"},
		{"a name that may be forged", "Received: from mx.kupac.example (mx.kupac.example [203.0.113.9] (may be forged)) by mx.kupac.example; Mon, 19 Oct 2026 10:00:00 +0200\n" + pass + forged, Claimed, "pass"},
		{"the receiving server seals above its line and writes below it", "ARC-Authentication-Results: i=1; mx.kupac.example; spf=fail\n" + outside + pass, Receiver, "fail"},
		{"a server on the way sealed", outside + "ARC-Authentication-Results: i=1; mx.x.example; spf=pass\n", "", ""},
		{"no line of any server", pass, SenderSide, "pass"},
		{"Received-SPF alone", outside + spf, Claimed, "softfail"},
		{"Received-SPF over results without SPF", outside + spf + "Authentication-Results: mx.kupac.example; dkim=pass\n", Claimed, "softfail"},
	} {
		f := Read(t.Context(), memory("a.eml", []byte(tt.head+"From: a@x.example\nTo: b@kupac.example\nSubject: x\n\ny\n")), Options{})
		if a := f.Auth; a == nil || a.Standing != tt.standing || a.SPF != tt.spf || a.Matched != (tt.standing != SenderSide && tt.standing != "") {
			t.Errorf("%s: %+v, want %s, spf %s", tt.name, a, tt.standing, tt.spf)
		}
	}
}

func TestResultsAreReadWithTheirCommentsAndQuotations(t *testing.T) {
	got := results(`mx.kupac.example 1; spf=pass (a; "b (c; dkim=pass) \) d) smtp.mailfrom="x;y"@A.example; DKIM/1=Fail reason="bad; dkim=pass" header.d = b.example; x=y; dmarc=<b>; arc= none`)
	want := []Record{
		{Method: "spf", Result: "pass", Of: "a.example", By: "mx.kupac.example"},
		{Method: "dkim", Result: "fail", Of: "b.example", By: "mx.kupac.example"},
		{Method: "arc", Result: "none", By: "mx.kupac.example"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("results (-want +got):\n%s", d)
	}
}

func TestThePathOfAMail(t *testing.T) {
	mail := "Received: from b.example (b.example [IPv6:2001:db8::7]) by c.example; Mon, 19 Oct 2026 10:00:00 +0200\n" +
		"Received: from a.example by b.example; Mon, 19 Oct 2026 10:20:00 +0200\n" +
		"Received: from [10.0.0.1] by a.example; Mon, 19 Oct 2026 07:59:00 +0000\n" +
		"From: a@a.example\nTo: b@c.example\nSubject: x\n\ny\n"
	at := func(h, m int) time.Time { return time.Date(2026, 10, 19, h, m, 0, 0, time.UTC) }
	want := []Hop{
		{From: "[10.0.0.1]", IP: "10.0.0.1", By: "a.example", Time: at(7, 59), Standing: SenderSide},
		{From: "a.example", By: "b.example", Time: at(8, 20), Delay: 21 * 60, Standing: SenderSide},
		{From: "b.example", IP: "2001:db8::7", By: "c.example", Time: at(8, 0), Delay: -20 * 60, Earlier: true, Standing: Receiver},
	}
	f := Read(t.Context(), memory("a.eml", []byte(mail)), Options{})
	if d := cmp.Diff(want, f.Auth.Path); d != "" || f.Auth.PathCut {
		t.Errorf("path (-want +got):\n%s", d)
	}
	f = Read(t.Context(), memory("a.eml", []byte(strings.Repeat("Received: from a by b; x\n", 70)+mail)), Options{})
	if len(f.Auth.Path) != maxHops || !f.Auth.PathCut {
		t.Errorf("path of %d, cut %v; want %d and cut", len(f.Auth.Path), f.Auth.PathCut, maxHops)
	}
}

func TestFromWhereAServerTookAMail(t *testing.T) {
	for _, tt := range []struct{ value, ip, host string }{
		{"from a.example (b.example [203.0.113.9]) by c.example", "203.0.113.9", "b.example"},
		{"from a.example (unknown [203.0.113.9]) by c.example", "203.0.113.9", ""},
		{"from [198.51.100.1] (b.example [203.0.113.9]) by c.example", "203.0.113.9", "b.example"},
		{"from [203.0.113.9] (helo=[198.51.100.1]) by c.example", "203.0.113.9", ""},
		{"from unknown (HELO 198.51.100.1) (203.0.113.9) by c.example", "203.0.113.9", ""},
		{"from a.example (2001:db8::1) by c.example (2001:db8::2)", "2001:db8::1", ""},
		{"from a.example ([IPv6:::ffff:10.0.0.1]) by c.example", "::ffff:10.0.0.1", ""},
		{"from a.example by c.example (c.example [203.0.113.9])", "", ""},
		{"by c.example with LMTP", "", ""},
	} {
		if ip, host := taken(tt.value); ip != tt.ip || host != tt.host {
			t.Errorf("taken(%q) = %q, %q; want %q, %q", tt.value, ip, host, tt.ip, tt.host)
		}
	}
}

// A button names nobody, and leads somewhere all the same.
func TestWhereTheLinksOfAMailLead(t *testing.T) {
	const head = "From: <a@shop.example>\nDate: Wed, 18 Nov 2026 18:05:11 +0100\nContent-Type: text/html; charset=utf-8\n\n"
	for _, tt := range []struct{ name, body, want string }{
		{"a word", `Pay <a href="https://pay.example/x">here</a>`, "url https://pay.example/x,domain pay.example"},
		{"a picture", `<a href="https://pay.example/x"><img src="b.png"></a>`, "url https://pay.example/x,domain pay.example"},
		{"a place on the page and a script", `<a href="#end">end</a> <a href="javascript:go('a.example')">go</a>`, ""},
		{"the same twice", `<a href="https://pay.example/x">here</a> <a href="https://pay.example/x">or here</a>`, "url https://pay.example/x,domain pay.example"},
	} {
		f := Read(t.Context(), memory("a.eml", []byte(head+tt.body)), Options{})
		var got []string
		for _, i := range f.Indicators {
			if i.Value != "a@shop.example" && i.Value != "shop.example" {
				got = append(got, string(i.Kind)+" "+i.Value)
			}
		}
		if strings.Join(got, ",") != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func FuzzMailHead(f *testing.F) {
	for _, name := range []string{"arc.eml", "znaci.eml", "supplier.eml"} {
		b, err := os.ReadFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(b))
	}
	f.Add("Received: from (by ([ by x;\nReceived: from a ([::1]) by b.;;\nAuthentication-Results: \"(;\\\nARC-Seal: i=50\nFrom: <a@>\n\n")
	_, keys := arcMail(f)
	f.Fuzz(func(t *testing.T, text string) {
		m := headerFields(text, true)
		r := reader{opt: Options{Keys: keys}, lim: DefaultLimits()}
		a := r.auth(&m, "firma.example")
		if a == nil {
			return
		}
		if len(a.Path) > maxHops || len(a.Records) > maxRecords || len(a.Signatures) > 2*maxSignatures+1 {
			t.Errorf("more than the bounds: %d hops, %d records, %d signatures", len(a.Path), len(a.Records), len(a.Signatures))
		}
		for _, one := range a.Records {
			if one.Standing == "" || one.Result == "" || one.Header == "" {
				t.Errorf("record %+v is not whole", one)
			}
		}
		for _, s := range a.Signatures {
			if s.Result == "" || s.Result != SignatureGood && s.Why == "" {
				t.Errorf("signature %+v is not whole", s)
			}
		}
	})
}

func FuzzMailLinks(f *testing.F) {
	f.Add("<a href='https://a.example@b.example/%2'>www.a.example</a><a href=\\\\x>b</a>")
	f.Add("<A HREF=mailto:%20a@b.example><br>banka.rs<a href=//c")
	f.Fuzz(func(t *testing.T, page string) {
		anchors, _ := anchorsOf(page, 100)
		if len(anchors) > 100 {
			t.Errorf("%d links, want at most 100", len(anchors))
		}
		for _, a := range anchors {
			if s, ok := a.sign(owners{}); ok && (s.Shows == "" || s.Leads == "" || sameSite(s.Shows, s.Leads)) {
				t.Errorf("%q to %q gives %+v", a.text, a.href, s)
			}
		}
	})
}
