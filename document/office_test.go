package document

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestOfficeOpensDOCX has LibreOffice turn the sample into a PDF and reads it:
// what the word processor shows is what was written. It runs where LibreOffice
// is installed, in the full suite.
func TestOfficeOpensDOCX(t *testing.T) {
	office, err := exec.LookPath("soffice")
	if err != nil || os.Getenv("RECOURSE_GATE") == "" {
		t.Skip("LibreOffice is not installed or this is not the full suite: DOCX was checked as XML only")
	}
	dir := t.TempDir()
	f, err := os.Create(filepath.Join(dir, "sample.docx"))
	if err != nil {
		t.Fatal(err)
	}
	if err := DOCX(f, sample()); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, office, "-env:UserInstallation=file://"+filepath.Join(dir, "profile"), "--headless", "--convert-to", "pdf", "--outdir", dir, f.Name())
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("soffice: %v: %s", err, out)
	}
	pdf, err := os.ReadFile(filepath.Join(dir, "sample.pdf"))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Join(strings.Fields(pdfText(t, bytes.Clone(pdf))), " ")
	for _, want := range []string{"Ne šaljite 150.638 RSD.", "Шта у поруци то показује: ђшжчћ љњџ", "265-0000000001234-97", "svojeručni potpis", "Druga strana"} {
		if !strings.Contains(text, want) {
			t.Errorf("LibreOffice does not show %q:\n%s", want, text)
		}
	}
}
