package lookalike

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

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
		for _, d := range br.Domains {
			for _, host := range []string{d.Domain, "www." + d.Domain, strings.ToUpper(d.Domain), "alibaba-vip." + d.Domain, "https://service." + d.Domain + "/a?b=c"} {
				if r := b.Check(host); !r.Official || r.Brand != br.ID || r.Flagged() || r.Score != 0 {
					t.Errorf("Check(%q) = %+v, want official of %s", host, r, br.ID)
				}
			}
		}
	}
}

func TestHarmlessIsNotFlagged(t *testing.T) {
	b := shipped(t)
	for _, d := range []string{"example.com", "google.com", "politika.rs", "baba.com", "alibi.com", "small.com", "mall.com", "tall.com", "uvozizkine.com", "posta.rs", "calibration.org", "taboo.com", "", ".", "a", "..", "xn--", "co.uk", "no host at all"} {
		if r := b.Check(d); r.Flagged() {
			t.Errorf("Check(%q) = %+v, want no imitation", d, r)
		}
	}
}

func TestLoadRefuses(t *testing.T) {
	good := "id: acme\nname: Acme\ngroup: Acme\nnames: [Acme]\nlabels: [acme]\ndomains:\n  - {domain: acme.com, verified: \"yes\", source: {title: t, seen: undated, confidence: high}}\n"
	for _, tt := range []struct{ name, file, body, want string }{
		{"an id that is not the file's name", "brands/other.yaml", good, "file's name"},
		{"an unknown field", "brands/acme.yaml", good + "colour: red\n", "colour"},
		{"a second document", "brands/acme.yaml", good + "---\nid: b\n", "second document"},
		{"a domain that is a host", "brands/acme.yaml", strings.Replace(good, "acme.com", "www.acme.com", 1), "registrable"},
		{"a public suffix", "brands/acme.yaml", strings.Replace(good, "acme.com", "co.uk", 1), "registrable"},
		{"no word on how sure it is", "brands/acme.yaml", strings.Replace(good, `"yes"`, "maybe", 1), "verified"},
		{"a source without confidence", "brands/acme.yaml", strings.Replace(good, ", confidence: high", "", 1), "confidence"},
		{"a short label", "brands/acme.yaml", strings.Replace(good, "labels: [acme]", "labels: [ac]", 1), "label"},
		{"an unknown kind of host", "brands/hosts/odd.yaml", "kind: odd\ndomains: [a.com]\nsource: {title: t, seen: undated, confidence: high}\n", "odd"},
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

func TestDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b  string
		limit int
		want  int
	}{
		{"alibaba", "alibaba", 2, 0},
		{"alibbaa", "alibaba", 2, 1},
		{"alibab", "alibaba", 2, 1},
		{"alobabq", "alibaba", 2, 2},
		{"abc", "xyz", 2, 3},
		{"", "", 1, 0},
		{"abcdef", "a", 2, 3},
	} {
		if got := distance(tt.a, tt.b, tt.limit); got != tt.want {
			t.Errorf("distance(%q, %q, %d) = %d, want %d", tt.a, tt.b, tt.limit, got, tt.want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	b := shipped(f)
	for _, s := range []string{"alibaba.com", "xn--libaba-2nf.com", "https://a@b:80/c", "аlibaba.com", strings.Repeat("a", 300), "\xff.com", "-..-"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r := b.Check(s)
		if r.Score < 0 || r.Score > 1 || r.Official && r.Flagged() || r.How == nil {
			t.Errorf("Check(%q) = %+v", s, r)
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	brands := shipped(b)
	b.ReportAllocs()
	for b.Loop() {
		brands.Check("alibaba-task-vip.example")
		brands.Check("uvozizkine.com")
	}
}
