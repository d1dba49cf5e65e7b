package web

import (
	"net/url"
	"strings"
	"testing"

	"recourse"
	"recourse/incident"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/playbook"
	"recourse/scam"
)

// chatFindings are a case with a chat whose sides are not known.
func chatFindings() app.Findings {
	q := playbook.Question{Fact: "person.name", Of: "chat.txt", Text: recourse.P("ask.person.which")}
	for _, name := range []string{"Lena <b>", "Ana"} {
		q.Options = append(q.Options, playbook.Option{Value: name, Text: recourse.P("ask.person.name", "name", name)})
	}
	q.Options = append(q.Options, playbook.Option{Text: recourse.P("answer.not-sure")})
	return app.Findings{
		Verdict: scam.Verdict{Verdict: scam.Unclear, Language: "sr-Latn"}, Incident: incident.Incident{Recourse: 1}, Ask: []playbook.Question{q},
		Files: []intake.File{{Path: "chat.txt", Name: "chat.txt", SHA256: strings.Repeat("cd", 32), Kind: intake.KindChat}},
	}
}

func TestWhichNameIsThePersonsIsAskedInButtons(t *testing.T) {
	f := start(t, true)
	for prefix, words := range map[string][2]string{"en": {"Which of these names is you?", "I am not sure"}, "sr": {"Koje od ovih imena je Vaše?", "Ne znam sigurno"}} {
		path := "/" + prefix + "/case/" + chatCase
		a := f.do(t, "GET", path+"/evidence", "", "")
		for _, want := range []string{words[0], words[1], `action="` + path + `/names"`, `name="name" value="Ana"`, `value="Lena &lt;b&gt;"`, `name="name" value=""`} {
			if !strings.Contains(a.body, want) {
				t.Errorf("%s: the page does not have %q", prefix, want)
			}
		}
		if strings.Contains(a.body, "choice on") {
			t.Errorf("%s: an answer is marked that nobody gave", prefix)
		}
	}
	path := "/en/case/" + chatCase
	for _, name := range []string{"", "Ana"} { // not sure, and then sure
		a := f.do(t, "POST", path+"/names", "application/x-www-form-urlencoded", url.Values{"fact": {"person.name"}, "chat": {"chat.txt"}, "name": {name}}.Encode())
		if a.StatusCode != 303 || a.Header.Get("Location") != path+"/evidence#names" {
			t.Fatalf("%q: %d to %q", name, a.StatusCode, a.Header.Get("Location"))
		}
		if a := f.do(t, "GET", path+"/evidence", "", ""); strings.Count(a.body, `class="choice on" type="submit" name="name" value="`+name+`"`) != 1 || strings.Count(a.body, "choice on") != 1 {
			t.Errorf("%q is not marked as what was said", name)
		}
	}
	if got := strings.Join(f.sample.names, "|"); got != "chat.txt |chat.txt Ana" {
		t.Errorf("named %q", got)
	}
	if a := f.do(t, "GET", "/en/case/"+tableCase+"/evidence", "", ""); strings.Contains(a.body, `id="names"`) {
		t.Error("it is asked where no chat is")
	}
}
