package lookalike

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"pgregory.net/rapid"

	"recourse"
	"recourse/knowledge"
)

func shipped(t testing.TB) *Brands {
	t.Helper()
	b, err := Load(knowledge.Files())
	if err != nil {
		t.Fatalf("Load(shipped): %v", err)
	}
	return b
}

func TestCheck(t *testing.T) {
	b := shipped(t)
	for _, tt := range []struct {
		domain, brand string
		kind          Kind
	}{
		{"alibaba-task-vip.example", "alibaba", Affix},
		{"alibabavip.example", "alibaba", Affix},
		{"task-alibaba88.example", "alibaba", Affix},
		{"alibaba.xyz", "alibaba", TLD},
		{"ali-baba.example", "alibaba", Hyphenation},
		{"alibbaa.com", "alibaba", Typo},
		{"alibab.com", "alibaba", Typo},
		{"aliibaba-jobs.com", "alibaba", Typo},
		{"аlibaba.com", "alibaba", Homoglyph}, // first letter Cyrillic
		{"xn--libaba-2nf.com", "alibaba", Homoglyph},
		{"a1ibaba.com", "alibaba", Homoglyph},
		{"aIibaba.com", "alibaba", Homoglyph}, // capital i
		{"alíbaba.com", "alibaba", Homoglyph},
		{"al1baba-vip.com", "alibaba", Homoglyph},
		{"alibaba.com.vip-302912.top", "alibaba", Subdomain},
		{"alibaba.login-verify.com", "alibaba", Subdomain},
		{"www.alibaba.com.example", "alibaba", Subdomain},
		{"alibaba.blogspot.com", "alibaba", FreeHost},
		{"aliexpress-posao.rs", "aliexpress", Affix},
		{"aliexonpre.com", "", ""},
		{"bit.ly", "", Shortener},
		{"https://forms.gle/abc", "", FormHost},
		{"docs.google.com", "", FormHost},
		{"alibaba-isplata.weebly.com", "alibaba", Affix},
		{"alibaba.weebly.com", "alibaba", FreeHost},
		{"shop77.weebly.com", "", FreeHost},
		{"weebly.com", "", FreeHost},
		{"l.facebook.com", "", Redirector},
		{"arnazon.com", "amazon", Homoglyph},
		{"posta-rs.com", "posta", Affix},
		{"telegramorg.org", "telegram", Affix},
		{"paypal-com.login-verify.example", "paypal", Subdomain},
		{"xn--80aa5bbq6d.example", "taobao", Homoglyph},
		{"google.ki.example", "google", Subdomain},
		{"https://alibaba.com@evil.example", "alibaba", Userinfo},
		{"https://alibaba.com:443@192.0.2.7/x", "alibaba", IP},
		{"https://ana@evil.example", "", Userinfo},
		{"http://192.0.2.7/pay", "", IP},
		{"http://3221225991/pay", "", IP},
		{"http://0xc0.0.2.7/", "", IP},
		{"http://[2001:db8::1]:8080/", "", IP},
		{"čokolada.rs", "", Punycode},
		{"http:\\\\alibaba-vip.example\\x", "alibaba", Affix},
		{"https://www.alibaba.com@evil-alibaba.example/login", "alibaba", Affix},
	} {
		r := b.Check(tt.domain)
		if r.Brand != tt.brand || r.Official || (tt.brand != "") != r.Flagged() {
			t.Errorf("Check(%q) = %+v, want brand %q", tt.domain, r, tt.brand)
			continue
		}
		if tt.kind != "" && !hasKind(r, tt.kind) {
			t.Errorf("Check(%q).How = %v, want %s", tt.domain, r.How, tt.kind)
		}
	}
}

func hasKind(r Result, k Kind) bool {
	for _, h := range r.How {
		if h.Kind == k {
			return true
		}
	}
	return false
}

func TestOfficialIsNeverFlagged(t *testing.T) {
	b := shipped(t)
	for _, br := range b.List() {
		for _, d := range br.Own() {
			for _, host := range []string{d, "www." + d, strings.ToUpper(d), "alibaba-vip." + d, "https://service." + d + "/a?b=c", "//" + d, d + ":443", d + "."} {
				r := b.Check(host)
				if strings.HasPrefix(host, "//") {
					r = b.Check("https:" + host)
				}
				open := slices.Contains(br.Contacts, d)
				if !r.Official || r.Brand != br.ID || r.Flagged() || r.Score != 0 || hasKind(r, Contact) != open || len(r.How) > 0 && !open {
					t.Errorf("Check(%q) = %+v, want official of %s", host, r, br.ID)
				}
			}
		}
		for _, z := range br.Zones {
			if r := b.Check("www.any-name." + z); !r.Official || r.Flagged() {
				t.Errorf("Check of a name below .%s = %+v, want official of %s", z, r, br.ID)
			}
		}
	}
}

func TestWhatShips(t *testing.T) {
	b := shipped(t)
	if n := len(b.List()); n < 300 {
		t.Errorf("%d brands, want at least 300", n)
	}
	for _, br := range b.List() {
		if got, ok := b.Get(br.ID); !ok || got.Name != br.Name {
			t.Errorf("Get(%q) = %+v, %v", br.ID, got, ok)
		}
		if len(br.Domains) > 0 && br.Source.URL == "" {
			t.Errorf("%s: domains that the source names need a source that can be opened", br.ID)
		}
		if br.Source.URL == "" && br.Source.Sure() && br.Source.Confidence == "high" {
			t.Errorf("%s: what is recalled is not of high confidence", br.ID)
		}
	}
}

func TestTarget(t *testing.T) {
	b := shipped(t)
	for _, tt := range []struct {
		name, address, target string
		result                string // the brand, with a ! where it is flagged
	}{
		{"a search engine's redirect to an imitation", "https://www.google.com/url?sa=t&q=https://alibaba-vip.example/x", "https://alibaba-vip.example/x", "alibaba!"},
		{"a redirect to the true site", "https://www.google.rs/url?q=https%3A%2F%2Fwww.alibaba.com%2F", "https://www.alibaba.com/", "alibaba"},
		{"a redirect to somebody else", "https://l.facebook.com/l.php?u=https%3A%2F%2Fshop.example%2F&h=AT0", "https://shop.example/", ""},
		{"the whole query", "https://href.li/?https://alibaba.com.evil.example/", "https://alibaba.com.evil.example/", "alibaba!"},
		{"the rest of the path", "https://www.google.com/amp/s/alibaba-vip.example/a", "alibaba-vip.example/a", "alibaba!"},
		{"one inside the other", "https://www.google.com/url?q=https%3A%2F%2Fl.facebook.com%2Fl.php%3Fu%3Dhttps%253A%252F%252Falibaba-vip.example", "https://l.facebook.com/l.php?u=https%3A%2F%2Falibaba-vip.example", "alibaba!"},
		{"the redirector's own page", "https://www.google.com/search?q=https://alibaba-vip.example", "", "google"},
		{"a target that is no address", "https://www.google.com/url?q=alibaba", "", "google"},
		{"a parameter on a host that does not redirect", "https://www.politika.rs/url?q=https://alibaba-vip.example", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			target, via, ok := b.Target(tt.address)
			if target != tt.target || ok != (tt.target != "") || via == "" {
				t.Errorf("Target(%q) = %q, %q, %v; want %q", tt.address, target, via, ok, tt.target)
			}
			r := b.Check(tt.address)
			if want, flagged := strings.CutSuffix(tt.result, "!"); r.Brand != want || r.Flagged() != flagged || r.Domain != tt.address {
				t.Errorf("Check(%q) = %+v, want %q", tt.address, r, tt.result)
			}
			if hasKind(r, Redirector) != ok {
				t.Errorf("Check(%q).How = %v, want a redirector: %v", tt.address, r.How, ok)
			}
		})
	}
}

func TestRedirectsEnd(t *testing.T) {
	address := "https://alibaba-vip.example"
	for range 12 {
		address = "https://href.li/?" + address
	}
	if r := shipped(t).Check(address); len(r.How) != maxHops+1 || r.ASCII != "href.li" {
		t.Errorf("a dozen redirectors = %+v, want %d followed", r, maxHops)
	}
}

func TestHarmlessIsNotFlagged(t *testing.T) {
	b := shipped(t)
	for _, d := range []string{"example.com", "google.com", "politika.rs", "baba.com", "alibi.com", "small.com", "mall.com", "tall.com", "uvozizkine.com", "posta.rs", "calibration.org", "taboo.com", "apple.stackexchange.com", "moneywise.co.uk", "finance.cz", "akbank.com.tr", "posta.sk", "wordpress.com", "newstarget.com", "cooking.com", "", ".", "a", "..", "xn--", "co.uk", "no host at all"} {
		if r := b.Check(d); r.Flagged() {
			t.Errorf("Check(%q) = %+v, want no imitation", d, r)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	good := "id: acme\nname: Acme\ngroup: Acme\nnames: [Acme]\nlabels: [acme]\ndomains: [acme.com]\nrecalled: [acme.org]\nsuffixes: [rs, co.uk]\nsource: {title: t, seen: undated, confidence: high}\n"
	for _, tt := range []struct{ name, file, body, want string }{
		{"an id that is not the file's name", "brands/other.yaml", good, "file's name"},
		{"an unknown field", "brands/acme.yaml", good + "colour: red\n", "colour"},
		{"a second document", "brands/acme.yaml", good + "---\nid: b\n", "second document"},
		{"a domain that is a host", "brands/acme.yaml", strings.Replace(good, "acme.com", "www.acme.com", 1), "registrable"},
		{"a public suffix", "brands/acme.yaml", strings.Replace(good, "acme.com", "co.uk", 1), "registrable"},
		{"a domain in upper case", "brands/acme.yaml", strings.Replace(good, "acme.com", "Acme.com", 1), "lower case"},
		{"a domain given twice", "brands/acme.yaml", strings.Replace(good, "acme.org", "acme.co.uk", 1), "already"},
		{"a zone that is no ending", "brands/acme.yaml", good + "zones: [acme.net]\n", "no ending"},
		{"a contact that is not the brand's", "brands/acme.yaml", good + "contacts: [acme.net]\n", "not among"},
		{"a source without confidence", "brands/acme.yaml", strings.Replace(good, ", confidence: high", "", 1), "confidence"},
		{"no source", "brands/acme.yaml", good[:strings.Index(good, "source")], "source"},
		{"no domain", "brands/acme.yaml", strings.Replace(strings.Replace(good, "domains: [acme.com]\n", "", 1), "recalled: [acme.org]\n", "", 1), "domains"},
		{"a short label", "brands/acme.yaml", strings.Replace(good, "labels: [acme]", "labels: [ac]", 1), "label"},
		{"a label with a hyphen", "brands/acme.yaml", strings.Replace(good, "labels: [acme]", "labels: [ac-me]", 1), "label"},
		{"an unknown kind of host", "brands/hosts/odd.yaml", "kind: odd\ndomains: [a.com]\nsource: {title: t, seen: undated, confidence: high}\n", "odd"},
		{"a host given twice", "brands/hosts/shortener.yaml", "kind: shortener\ndomains: [a.com, a.com]\nsource: {title: t, seen: undated, confidence: high}\n", "already"},
		{"a redirect without a place for the target", "brands/hosts/redirector.yaml", "kind: redirector\ntargets: [{host: a.com}]\nsource: {title: t, seen: undated, confidence: high}\n", "where the target is"},
		{"a redirect of no brand", "brands/hosts/redirector.yaml", "kind: redirector\ntargets: [{brand: nobody, params: [u]}]\nsource: {title: t, seen: undated, confidence: high}\n", "no brand"},
		{"a list of words for nothing", "brands/words/odd.yaml", "use: odd\nwords: [a]\nsource: {title: t, seen: undated, confidence: high}\n", "odd"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := Load(fstest.MapFS{tt.file: {Data: []byte(tt.body)}})
			if !errors.Is(err, recourse.Invalid) || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), tt.file) {
				t.Errorf("Load = %v, want kind Invalid, %q and %q", err, tt.file, tt.want)
			}
		})
	}
	if _, err := Load(fstest.MapFS{"brands/acme.yaml": {Data: []byte(good)}}); err != nil {
		t.Errorf("Load(good) = %v", err)
	}
}

func TestCost(t *testing.T) {
	for _, tt := range []struct {
		name, label string
		limit       int
		want        int
	}{
		{"alibaba", "alibaba", 2, 0},
		{"alibbaa", "alibaba", 2, oneEdit},
		{"alibab", "alibaba", 2, oneEdit},
		{"alobabq", "alibaba", 4, 2 * oneEdit},
		{"a1ibaba", "alibaba", 2, lookEdit},
		{"arnazon", "amazon", 2, lookEdit},
		{"abc", "xyz", 2, 3},
		{"", "", 1, 0},
		{"abcdef", "a", 2, 3},
		{strings.Repeat("a", 64), strings.Repeat("a", 64), 2, 3},
	} {
		if got := cost(tt.name, tt.label, tt.limit); got != tt.want {
			t.Errorf("cost(%q, %q, %d) = %d, want %d", tt.name, tt.label, tt.limit, got, tt.want)
		}
	}
}

// The index finds every label that comparing with each label in turn finds.
func TestIndexMissesNothing(t *testing.T) {
	b := shipped(t)
	rapid.Check(t, func(t *rapid.T) {
		target := b.index.targets[rapid.IntRange(0, len(b.index.targets)-1).Draw(t, "target")]
		text := []byte(target.label)
		for range rapid.IntRange(0, 2).Draw(t, "edits") {
			i := rapid.IntRange(0, len(text)).Draw(t, "at")
			c := byte(rapid.IntRange('a', 'z').Draw(t, "letter"))
			switch {
			case i < len(text) && rapid.Bool().Draw(t, "change"):
				text[i] = c
			case i < len(text) && len(text) > 2 && rapid.Bool().Draw(t, "drop"):
				text = slices.Delete(text, i, i+1)
			default:
				text = slices.Insert(text, i, c)
			}
		}
		var n name
		n.set(string(text))
		found := make(map[int32]bool)
		n.without(maxEdit, func(h uint64) {
			if b.index.mayEdit.has(h) {
				for _, id := range b.index.edits[h] {
					found[id] = true
				}
			}
		})
		for id, tg := range b.index.targets {
			if tg.depth == maxEdit && cost(string(text), tg.label, oneEdit) <= oneEdit && !found[int32(id)] {
				t.Fatalf("%q is near %q and not found", text, tg.label)
			}
		}
	})
}

func TestJSONIsWhatTheLibraryWrites(t *testing.T) {
	b := shipped(t)
	same := func(t interface{ Fatalf(string, ...any) }, r Result) {
		var want bytes.Buffer
		enc := json.NewEncoder(&want)
		enc.SetEscapeHTML(false)
		if err := enc.Encode(r); err != nil {
			t.Fatalf("encode %+v: %v", r, err)
		}
		if got := string(r.AppendJSON(nil)) + "\n"; got != want.String() {
			t.Fatalf("AppendJSON = %s, want %s", got, want.String())
		}
	}
	for _, s := range []string{"", "alibaba-vip.example", "https://a\"b\\@evil.example/\x00\b\f\n\r\t<&>", "\xff\u2028\u2029\ufffd", "аlibaba.com", "https://www.google.com/url?q=http://192.0.2.1"} {
		same(t, b.Check(s))
	}
	rapid.Check(t, func(t *rapid.T) { same(t, b.Check(rapid.String().Draw(t, "domain"))) })
}

// The public suffix list tries each name as an address first, and net/netip
// allocates its error: that one is not ours to save.
func TestHarmlessNamesAllocateNothingOfOurs(t *testing.T) {
	b := shipped(t)
	for _, d := range []string{"politika.rs", "www.uvozizkine.com", "some-long-name.co.uk", "alibaba.com"} {
		if n := testing.AllocsPerRun(100, func() { b.Check(d) }); n > 1 {
			t.Errorf("Check(%q) allocates %v times", d, n)
		}
	}
}

func FuzzCheck(f *testing.F) {
	b := shipped(f)
	for _, s := range []string{"alibaba.com", "xn--libaba-2nf.com", "https://a@b:80/c", "аlibaba.com", strings.Repeat("a", 300), "\xff.com", "-..-"} {
		f.Add(s)
	}
	f.Add("https://href.li/?https://a@[::1]/")
	f.Add("HTTP:\\\\0x7f.1\\")
	f.Fuzz(func(t *testing.T, s string) {
		r := b.Check(s)
		if r.Score < 0 || r.Score > 1 || r.Official && r.Flagged() || r.How == nil || !isASCII(r.ASCII) || !json.Valid(r.AppendJSON(nil)) {
			t.Errorf("Check(%q) = %+v", s, r)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	brands := shipped(b)
	for _, bb := range []struct{ name, domain string }{
		{"harmless", "uvozizkine.com"},
		{"hyphens", "some-long-name.co.uk"},
		{"official", "service.alibaba.com"},
		{"typo", "alibbaa.com"},
		{"affix", "alibaba-task-vip.example"},
		{"front", "alibaba.com.vip-302912.top"},
	} {
		b.Run(bb.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				brands.Check(bb.domain)
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "domains/s")
		})
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load(knowledge.Files()); err != nil {
			b.Fatal(err)
		}
	}
}

// What a name costs does not grow with the brands that are known.
func BenchmarkBrands(b *testing.B) {
	for _, n := range []int{50, 500, 5000} {
		fsys := fstest.MapFS{}
		state := uint32(7)
		for i := range n {
			label := make([]byte, 6+i%8)
			for j := range label {
				state = state*1664525 + 1013904223
				label[j] = "etaoinshrdlucmfwypvbgkjqxz"[min(state>>24%26, state>>16%26)]
			}
			id := fmt.Sprintf("%s%d", label, i)
			doc := fmt.Sprintf("id: %s\nname: X\nlabels: [%s]\nrecalled: [%s.com]\nsource: {title: t, seen: undated, confidence: low}\n", id, label, id)
			fsys["brands/"+id+".yaml"] = &fstest.MapFile{Data: []byte(doc)}
		}
		brands, err := Load(fsys)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			names := []string{"uvozizkine.com", "www.politika.rs", "calibration.org", "some-long-name.co.uk"}
			for b.Loop() {
				for _, d := range names {
					brands.Check(d)
				}
			}
			b.ReportMetric(float64(len(names)*b.N)/b.Elapsed().Seconds(), "domains/s")
		})
	}
}
