package voice

import (
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"testing"

	"recourse"
	"recourse/intake"
)

func TestParse(t *testing.T) {
	tests := []struct {
		command string
		args    []string
	}{
		{"whisper-cli", []string{"{}"}},
		{"/opt/w/whisper-cli -m '/opt/my models/a.bin' -f {} -nt", []string{"-m", "/opt/my models/a.bin", "-f", "{}", "-nt"}},
		{`/opt/w/x --file={} ""`, []string{"--file={}", ""}},
	}
	for _, tt := range tests {
		p, err := Parse(tt.command)
		if err != nil || !slices.Equal(p.args, tt.args) {
			t.Errorf("Parse(%q) = %q, %v, want %q", tt.command, p.args, err, tt.args)
		}
	}
	for _, bad := range []string{"", "  ", "./whisper {}", "whisper 'x"} {
		if p, err := Parse(bad); !errors.Is(err, recourse.Invalid) {
			t.Errorf("Parse(%q) = %+v, %v, want an error of kind invalid", bad, p, err)
		}
	}
}

// script makes a transcriber in a folder of its own, as a person would install it.
func script(t *testing.T, body string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("the transcriber of this test is a shell script")
	}
	dir := t.TempDir()
	path := filepath.Join(dir, "write-down")
	if err := errors.Join(os.Chmod(filepath.Dir(dir), 0o755), os.Chmod(dir, 0o755), os.WriteFile(path, []byte("#!/bin/sh\n"+body), 0o755)); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheProgramGetsTheRecordingAndItsModel(t *testing.T) {
	path := script(t, `printf 'model %s, recording %s: ' "$(cat "$1")" "$2"; cat "$2"`)
	model := filepath.Join(filepath.Dir(path), "model.bin")
	if err := os.WriteFile(model, []byte("srpski"), 0o644); err != nil {
		t.Fatal(err)
	}
	p, err := Parse(path + " " + model + " {}")
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Transcribe(t.Context(), strings.NewReader("dobar dan"), "PTT-1.OPUS")
	if want := "model srpski, recording recording.opus: dobar dan"; err != nil || got != want {
		t.Errorf("Transcribe = %q, %v, want %q", got, err, want)
	}
}

func TestAMissingProgramIsUnavailable(t *testing.T) {
	for _, command := range []string{"no-such-transcriber", "/no/such/transcriber"} {
		p, err := Parse(command)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := p.Transcribe(t.Context(), strings.NewReader("x"), "a.opus"); !errors.Is(err, recourse.Unavailable) {
			t.Errorf("%s: %v, want an error of kind unavailable", command, err)
		}
	}
}

func TestAProgramThatFailsSaysSo(t *testing.T) {
	p, err := Parse(script(t, "echo no model >&2; exit 1"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Transcribe(t.Context(), strings.NewReader("x"), "a.opus"); err == nil || !strings.Contains(err.Error(), "no model") {
		t.Errorf("Transcribe = %v, want what the program says", err)
	}
}

func TestNamesGiveNoMoreThanAnExtension(t *testing.T) {
	for name, want := range map[string]string{"a.opus": ".opus", "a.MP4": ".mp4", "a.$(id)": "", "a": "", "a.": "", "../b.wav": ".wav"} {
		if got := extension(name); got != want {
			t.Errorf("extension(%q) = %q, want %q", name, got, want)
		}
	}
}

func FuzzParse(f *testing.F) {
	f.Add(`/opt/w/x -m "a b" {}`)
	f.Fuzz(func(t *testing.T, command string) {
		p, err := Parse(command)
		if err != nil {
			return
		}
		if !strings.Contains(strings.Join(p.args, " "), file) || p.path == "" {
			t.Fatalf("Parse(%q) = %+v", command, p)
		}
	})
}

func TestTheProgramIsNamedByItsFile(t *testing.T) {
	path := script(t, "echo reči")
	name := func() string {
		p, err := Parse(path)
		if err != nil {
			t.Fatal(err)
		}
		name, err := p.ToolName(t.Context(), intake.ByVoices)
		if err != nil {
			t.Fatal(err)
		}
		return name
	}
	first := name()
	if !regexp.MustCompile(`^write-down/sha256:[0-9a-f]{16}$`).MatchString(first) {
		t.Errorf("ToolName = %q", first)
	}
	if err := os.WriteFile(path, []byte("#!/bin/sh\necho drugo\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	if second := name(); second == first {
		t.Errorf("another file has the same name %q", second)
	}
	for in, want := range map[string]string{"zapiši reči": "zapi-i-re-i", "...": "transcriber", strings.Repeat("a", 99): strings.Repeat("a", 40)} {
		if got := plain(in); got != want {
			t.Errorf("plain(%q) = %q, want %q", in, got, want)
		}
	}
}
