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
