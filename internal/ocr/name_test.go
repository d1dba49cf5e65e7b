package ocr

import (
	"errors"
	"regexp"
	"testing"

	"recourse"
	"recourse/intake"
)

func TestProgramsAreNamedWithTheirVersion(t *testing.T) {
	for _, tt := range []struct {
		program string
		maker   intake.Maker
		form    string
	}{
		{"pdftotext", intake.ByPages, `^pdftotext/[0-9]+[0-9.]*$`},
		{"tesseract", intake.ByPictures, `^tesseract/[0-9]+[0-9A-Za-z.-]*(\+[a-z_]+)+$`},
		{"heif-convert", intake.ByConverter, `^heif-(convert|dec)/[0-9]+[0-9.]*$`},
	} {
		t.Run(tt.program, func(t *testing.T) {
			need(t, tt.program)
			cached := NewCached(Reader{}, t.TempDir())
			for _, r := range []intake.ToolNamer{Reader{}, cached} {
				if name, err := r.ToolName(t.Context(), tt.maker); err != nil || !regexp.MustCompile(tt.form).MatchString(name) {
					t.Errorf("ToolName(%q) = %q, %v, want %s", tt.maker, name, err, tt.form)
				}
			}
		})
	}
	if name, err := (Reader{}).ToolName(t.Context(), intake.ByVoices); !errors.Is(err, recourse.Unavailable) {
		t.Errorf("ToolName of what is none of its programs = %q, %v, want unavailable", name, err)
	}
}

func TestPictureTool(t *testing.T) {
	for state, want := range map[string]string{
		"tesseract 5.3.0\nsrp_latn+srp+eng+chi_sim+eng": "tesseract/5.3.0+srp_latn+srp+eng+chi_sim",
		"tesseract v5.4.0.20240606\neng+eng":            "tesseract/5.4.0.20240606+eng",
		"something else\neng":                           "",
	} {
		if name, err := pictureTool(state); name != want || (err == nil) != (want != "") {
			t.Errorf("pictureTool(%q) = %q, %v, want %q", state, name, err, want)
		}
	}
}
