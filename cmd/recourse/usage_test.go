package main

import (
	"bytes"
	"strings"
	"testing"
)

func TestUsageErrorsSpeakTheLanguageOfTheCommand(t *testing.T) {
	for _, tt := range []struct{ args, en, sr string }{
		{"chek", "unexpected argument chek, did you mean \"check\"?", "neočekivan argument chek; da li ste mislili „check“?"},
		{"plan a b", "unexpected argument b", "neočekivan argument b"},
		{"check --nope", "unknown flag --nope", "nepoznata opcija --nope"},
		{"check --langu en", "unknown flag --langu, did you mean \"--lang\"?", "nepoznata opcija --langu; da li ste mislili „--lang“?"},
		{"triage x", "missing flags: --out=DIR", "nedostaju opcije: --out=DIR"},
		{"ladder", "expected \"<amount> ...\"", "očekuje se \"<amount> ...\""},
		{"model", "expected one of \"gather\"", "očekuje se jedna od reči: \"gather\""},
		{"triage --out", "--out: a value is missing", "--out: nedostaje vrednost"},
		{"triage --out --json x", "--out: a value is missing", "--out: nedostaje vrednost"},
		{"verify x --signer=", "--signer: a value is missing", "--signer: nedostaje vrednost"},
		{"verify x --witness=", "--witness: a value is missing", "--witness: nedostaje vrednost"},
		{"seal x --out y --timestamp=", "--timestamp: a value is missing", "--timestamp: nedostaje vrednost"},
		{"restore x --data y --identity z --signer=", "--signer: a value is missing", "--signer: nedostaje vrednost"},
		{"check --model /nowhere", "--model: there is no such file or folder: /nowhere", "--model: nema takvog fajla ni fascikle: /nowhere"},
		{"check --model /", "--model: / is a folder", "--model: / je fascikla"},
		{"lookalike --json=maybe", "--json: maybe is neither true nor false", "--json: maybe nije ni true ni false"},
		{"backup --keep x y", "--keep: x is not a number", "--keep: x nije broj"},
		{"read x --now y", "--now \"y\" is not a time", "--now „y“ nije vreme"},
		{"seal x --out y --now 1969-01-01T00:00:00Z", "is not within the years 1970 to 2099", "nije u godinama od 1970. do 2099."},
		{"read x --country GBR", "--country \"GBR\" is not", "--country „GBR“ nisu dva slova"},
		{"read x --dates chat.txt=x", "--dates \"chat.txt=x\" is not", "--dates „chat.txt=x“ nije"},
		{"check nowhere.txt", "nowhere.txt: there is no such file", "nowhere.txt: nema takvog fajla"},
		{"deadline --from x --add y", "--from: \"x\" has not the form", "--from: „x“ nema oblik"},
		{"serve --addr 8484", "has not the form 127.0.0.1:8484", "nema oblik 127.0.0.1:8484"},
	} {
		said := func(args ...string) string {
			var out, errs bytes.Buffer
			if code := run(t.Context(), append(args, strings.Fields(tt.args)...), strings.NewReader(""), &out, &errs); code != exitInput || out.Len() > 0 {
				t.Errorf("%s: exit %d, stdout %q", tt.args, code, out.String())
			}
			return errs.String()
		}
		if got := said(); !strings.HasPrefix(got, "recourse: ") || !strings.Contains(got, tt.en) {
			t.Errorf("%s: %q, want %q", tt.args, got, tt.en)
		}
		if got := said("--lang=sr-Latn"); !strings.HasPrefix(got, "recourse: ") || !strings.Contains(got, tt.sr) {
			t.Errorf("%s in Serbian: %q, want %q", tt.args, got, tt.sr)
		}
	}
	t.Setenv("LANG", "sr_RS.UTF-8@latin")
	var errs bytes.Buffer
	if run(t.Context(), []string{"chek"}, nil, &errs, &errs); errs.String() != "recourse: neočekivan argument chek; da li ste mislili „check“?\nZa pomoć: 'recourse --help'.\n" {
		t.Errorf("chek on a Serbian system: %q", errs.String())
	}
}

func TestSystemLanguage(t *testing.T) {
	for _, tt := range []struct{ name, value, want string }{
		{"LANG", "", ""},
		{"LANG", "C", ""},
		{"LANG", "C.UTF-8", ""},
		{"LANG", "POSIX", ""},
		{"LANG", "en_US.UTF-8", "en-US"},
		{"LC_ALL", "sr_RS@latin", "sr-Latn-RS"},
		{"LC_MESSAGES", "sr_RS.UTF-8@cyrillic", "sr-Cyrl-RS"},
		{"LANG", "de", "de"},
	} {
		got := systemLanguage(func(name string) string {
			if name == tt.name {
				return tt.value
			}
			return map[string]string{"LANG": "C"}[name]
		})
		if got != tt.want {
			t.Errorf("%s=%s: %q, want %q", tt.name, tt.value, got, tt.want)
		}
	}
}

// What a command answers in is one rule: --lang, else the language of the country that is
// named, else the system's, else English.
func TestOneRuleForTheLanguageOfAnswers(t *testing.T) {
	const text = "Uplatite 6.000 RSD da aktivirate VIP1 zadatke"
	for _, tt := range []struct{ args, env, want string }{
		{"check", "", "likely a scam"},
		{"check --country RS", "", "prevar"},
		{"check --country rs --lang en", "", "likely a scam"},
		{"check", "sr_RS.UTF-8", "prevar"},
		{"check --country GB", "sr_RS.UTF-8", "likely a scam"},
		{"read -", "", "text"},
		{"read - --country RS", "", "tekst"},
		{"read - --country RS --lang en", "", "text"},
		{"read -", "sr_RS.UTF-8", "tekst"},
		{"lookalike alibaba-task-vip.example", "sr_RS.UTF-8", "oponaša"},
	} {
		t.Setenv("LANG", tt.env)
		var out, errs bytes.Buffer
		code := run(t.Context(), strings.Fields(tt.args), strings.NewReader(text), &out, &errs)
		if code != exitDone || !strings.Contains(out.String(), tt.want) {
			t.Errorf("%s, LANG %q: exit %d, %q %q, want %q", tt.args, tt.env, code, out.String(), errs.String(), tt.want)
		}
	}
}

// TestWhatIsEmptyIsNotLeftAway gives what a variable that was never set gives: a check that
// is asked for is made, or refused.
func TestWhatIsEmptyIsNotLeftAway(t *testing.T) {
	for want, args := range map[string][]string{
		"--signer": {"verify", "x", "--signer", ""}, "--authority": {"verify", "x", "--authority", "a.pem", "--authority", ""},
		"--out": {"triage", "x", "--out", ""}, "<path>": {"seal", "x", "", "--out", "y"}, "<package>": {"verify", ""},
	} {
		var out, errs bytes.Buffer
		code := run(t.Context(), append(args, "--lang", "en"), strings.NewReader(""), &out, &errs)
		if code != exitInput || !strings.Contains(errs.String(), want+": a value is missing") {
			t.Errorf("%q ends with %d and says %q", args, code, errs.String())
		}
	}
}
