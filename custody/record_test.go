package custody

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The vectors of references to records hold here and in the second implementation.
func TestRecordRefs(t *testing.T) {
	name := filepath.Join("testdata", "records.json")
	b, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct{ Salt, Name, Kind, Origin, Media_type, Ref string }
	if err := json.Unmarshal(b, &rows); err != nil || len(rows) < 4 {
		t.Fatalf("%d vectors, %v", len(rows), err)
	}
	seen := make(map[string]bool)
	for _, r := range rows {
		got := Record{Name: r.Name, Kind: r.Kind, Origin: r.Origin, MediaType: r.Media_type}.Ref(r.Salt)
		if got != r.Ref || !IsRecordRef(got) || !isWord(got) || seen[got] {
			t.Errorf("Ref of %+v = %s", r, got)
		}
		seen[got] = true
	}
	for _, no := range []string{"", Again, "record:", "record:" + strings.Repeat("A", 64), "kind/chat"} {
		if IsRecordRef(no) {
			t.Errorf("IsRecordRef(%q) = true", no)
		}
	}
	if _, err := exec.LookPath("python3"); err != nil {
		t.Skip("python3 is not on this machine")
	}
	second := func(file string) string {
		out, _ := exec.CommandContext(t.Context(), "python3", filepath.Join("testdata", "verify.py"), "--records", file).CombinedOutput()
		said := strings.Split(strings.TrimSpace(string(out)), "\n")
		return said[len(said)-1]
	}
	if got := second(name); got != "ok" {
		t.Errorf("the second implementation says %q", got)
	}
	altered := filepath.Join(t.TempDir(), "records.json")
	if err := os.WriteFile(altered, []byte(strings.Replace(string(b), "chat.txt", "chat.tx", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := second(altered); got != "not ok" {
		t.Errorf("the second implementation says %q of an altered record", got)
	}
}
