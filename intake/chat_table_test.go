package intake

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// tableChat are the messages of a table and the codes of its problems.
func tableChat(t *testing.T, text string) (messages, problems []string) {
	t.Helper()
	f := Read(t.Context(), memory("messages.csv", []byte(text)), Options{Chats: spoken(t), Statements: known(t)})
	checkSpans(t, f)
	for _, m := range f.Messages {
		messages = append(messages, m.Time.Time.Format("15:04")+"|"+m.From+"|"+m.Text)
	}
	return messages, codes(f)
}

func TestTablesOfMessagesKeepEveryWord(t *testing.T) {
	const head = "Date,Time,Sender name,Sender phone,Message\n"
	const day = "17/11/2026,"
	for _, tt := range []struct {
		name, text     string
		want, problems []string
	}{
		{
			"commas in no quotation", head + day + "10:02:07,Lena,+381641234567,Dobar dan, ja sam \"Lena\", iz tima\n" + day + "10:03,Me,,\"Da, ko?\"\n",
			[]string{"10:02|Lena|Dobar dan, ja sam \"Lena\", iz tima", "10:03|Me|Da, ko?"},
			nil,
		},
		{
			"a line that goes on", head + day + "10:02,Lena,,Samo lajkujte.\nPrvi zadatak, kažu, je besplatan.\nUplatite\n" + day + "10:03,Me,,Da\n",
			[]string{"10:02|Lena|Samo lajkujte.\nPrvi zadatak, kažu, je besplatan.\nUplatite", "10:03|Me|Da"},
			nil,
		},
		{
			"a quotation of two lines with more behind it", head + day + "10:02,Lena,,\"jedan\ndva\",tri\n",
			[]string{"10:02|Lena|jedan\ndva,tri"},
			nil,
		},
		{
			"a text that is not the last column", "Date,Time,Message,Sender name\n" + day + "10:02,Dobar dan, da,Lena\n",
			[]string{"10:02|da|Dobar dan"},
			[]string{"chat-cells-surplus"},
		},
	} {
		messages, problems := tableChat(t, tt.text)
		if d := cmp.Diff(tt.want, messages); d != "" || !slices.Equal(problems, tt.problems) {
			t.Errorf("%s: problems %v, want %v (-want +got):\n%s", tt.name, problems, tt.problems, d)
		}
	}
}

// A column may say which way a message went; what the person sent is nobody else's word.
func TestTablesThatSayWhichWay(t *testing.T) {
	for name, text := range map[string]string{
		"the contact in both ways":   "Message Type,Date,Time,Phone,Contact,Text\nReceived,18/11/2026,18:05,+381640000000,Lena,Uplatite 150 EUR\nSent,18/11/2026,18:06,+381640000000,Lena,Uplatila sam\n",
		"nobody beside what is sent": "Chat Session,Message Date,Type,Sender ID,Sender Name,Status,Text,Attachment\nLena,2026-11-18 18:05:00,Incoming,+381640000000,Lena,Read,Uplatite 150 EUR,\nLena,2026-11-18 18:06:00,Outgoing,,,Read,Uplatila sam,\n",
		"whoever wrote":              "Datum i vreme;Smer;Pošiljalac;Poruka\n18.11.2026. 18:05;Dolazna;Lena;Uplatite 150 EUR\n18.11.2026. 18:06;Odlazna;Vesna;Uplatila sam\n",
		"only a type of content":     "Date and time,Type,From,Text\n18.11.2026. 18:05,text,Lena,Uplatite 150 EUR\n18.11.2026. 18:06,text,Vesna,Uplatila sam\n",
	} {
		f := handed(t, "messages.csv", text, Options{Person: []string{"Vesna"}})
		want := []string{"2026-11-18T18:05:00|Lena|Uplatite 150 EUR", "2026-11-18T18:06:00|Vesna|Uplatila sam"}
		if d := cmp.Diff(want, told(f)); d != "" || !slices.Equal(f.Other, []string{"Lena"}) || len(f.Problems) != 0 {
			t.Errorf("%s: other %q, %v (-want +got):\n%s", name, f.Other, codes(f), d)
		}
	}
	f := handed(t, "messages.csv", "Type,Date,Time,Contact,Text\nSent,18/11/2026,18:05,Lena,Zdravo\nSent,18/11/2026,18:06,Lena,Uplatila sam\n", Options{})
	if got := f.Speakers(); !slices.Equal(got, []string{"me"}) {
		t.Errorf("only sent ones are by %q, want me", got)
	}
}
