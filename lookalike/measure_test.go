package lookalike

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// mostHarmless is the largest share of harmless domains that may be flagged.
const mostHarmless = 0.001

// TestHarmlessDomainsOfLabelledData counts false alarms on the harmless domains
// of the set in the folder that RECOURSE_DATA names, dev part only. Rules were
// set on the train part.
func TestHarmlessDomainsOfLabelledData(t *testing.T) {
	dir := os.Getenv("RECOURSE_DATA")
	if dir == "" {
		t.Skip("RECOURSE_DATA is not set: false alarms on labelled domains are not measured")
	}
	file, err := os.Open(filepath.Join(dir, "domain_scam.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	unzipped, err := gzip.NewReader(file)
	if err != nil {
		t.Fatal(err)
	}
	b := shipped(t)
	flagged, n := 0, 0
	lines := bufio.NewScanner(unzipped)
	for lines.Scan() {
		var row struct{ Label, Text, Split string }
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatal(err)
		}
		if row.Split != "dev" || row.Label != "benign" {
			continue
		}
		n++
		if b.Check(row.Text).Flagged() {
			flagged++
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if n == 0 {
		t.Fatal("the set has no harmless dev rows")
	}
	share := float64(flagged) / float64(n)
	t.Logf("%d of %d harmless domains flagged (%.3f %%)", flagged, n, 100*share)
	if share > mostHarmless {
		t.Errorf("%.3f %% of harmless domains flagged, want at most %.1f %%", 100*share, 100*mostHarmless)
	}
}

// fakes makes look-alikes of a brand's label under one of its own endings, by kind.
func fakes(label, suffix string) map[string][]string {
	all := make(map[string][]string)
	add := func(kind, name string) { all[kind] = append(all[kind], name+"."+suffix) }
	for i := 1; i < len(label); i++ {
		head, tail := label[:i], label[i:]
		add("hyphenation", head+"-"+tail)
		add("omission", head+label[i+1:])
		add("repetition", head+label[i-1:])
		add("insertion", head+string('a'+(label[i]-'a'+7)%26)+tail)
		add("replacement", head+string('a'+(label[i]-'a'+11)%26)+label[i+1:])
		if label[i] != label[i-1] {
			add("transposition", label[:i-1]+string(label[i])+string(label[i-1])+label[i+1:])
		}
	}
	for _, r := range []struct{ from, to string }{{"a", "а"}, {"e", "е"}, {"o", "о"}, {"i", "і"}, {"o", "0"}, {"l", "1"}, {"a", "á"}, {"s", "ѕ"}, {"n", "ñ"}, {"t", "ţ"}, {"m", "rn"}} {
		if strings.Contains(label, r.from) {
			add("homoglyph", strings.Replace(label, r.from, r.to, 1))
		}
	}
	for _, w := range []string{"login", "support", "secure", "vip", "isplata", "bonus"} {
		add("affix", label+"-"+w)
		add("affix", w+"-"+label)
		add("affix", label+w)
	}
	for _, end := range []string{"top", "xyz", "vip", "shop", "online", "site"} {
		all["tld"] = append(all["tld"], label+"."+end)
	}
	for _, rest := range []string{"login-7.top", "vip-302912.xyz", "account-verify.info"} {
		all["in front"] = append(all["in front"], label+"."+suffix+"."+rest)
	}
	return all
}

// TestLookalikesOfEveryBrand makes look-alikes of the first label of every
// brand that has a domain of that name. Brands whose name is another word are
// asked only for what keeps the name whole.
func TestLookalikesOfEveryBrand(t *testing.T) {
	b := shipped(t)
	found, all := make(map[string]int), make(map[string]int)
	for _, tg := range b.index.targets {
		br := b.list[tg.brand]
		if tg.label != br.Labels[0] || len(tg.main) == 0 || strings.ContainsAny(tg.label, "0123456789") {
			continue
		}
		for kind, domains := range fakes(tg.label, tg.main[0]) {
			whole := slices.Contains([]string{"in front", "tld"}, kind)
			if !whole && (br.Exact || br.Common || len(tg.label) < 6) {
				continue
			}
			for _, d := range domains {
				if r := b.Check(d); !r.Official { // not another brand's own
					all[kind]++
					if r.Flagged() && r.Brand == br.ID {
						found[kind]++
					}
				}
			}
		}
	}
	sum, of := 0, 0
	for kind, n := range all {
		t.Logf("%-14s %d of %d mapped to the right brand (%.2f %%)", kind, found[kind], n, 100*float64(found[kind])/float64(n))
		sum, of = sum+found[kind], of+n
		if share := float64(found[kind]) / float64(n); share < 0.95 {
			t.Errorf("%s: %.2f %% mapped to the right brand, want at least 95 %%", kind, 100*share)
		}
	}
	if share := float64(sum) / float64(of); share < 0.98 || of < 10_000 {
		t.Errorf("%.2f %% of %d look-alikes mapped to the right brand, want at least 98 %% of 10,000", 100*share, of)
	}
}
