package intake

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestHoursThatClocksShowTwiceOrNotAtAll(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, text  string
		want, codes []string
	}{
		{
			"twice", "25.10.2026. 01:59 - A: a\n25.10.2026. 02:30 - A: b\n25.10.2026. 03:00 - A: c\n",
			[]string{"2026-10-25T01:59:00+02:00", "2026-10-25T02:30:00+01:00", "2026-10-25T03:00:00+01:00"},
			[]string{"clocks-doubled"},
		},
		{
			"not at all", "29.3.2026. 01:59 - A: a\n29.3.2026. 02:30 - A: b\n29.3.2026. 03:00 - A: c\n",
			[]string{"2026-03-29T01:59:00+01:00", "2026-03-29T02:30:00", "2026-03-29T03:00:00+02:00"},
			[]string{"clocks-skipped"},
		},
		{
			"another day", "26.10.2026. 02:30 - A: a\n26.10.2026. 02:31 - A: b\n",
			[]string{"2026-10-26T02:30:00+01:00", "2026-10-26T02:31:00+01:00"},
			nil,
		},
		{
			"a table", "Date,Time,Sender name,Message\n29/3/2026,02:30,Lena,Da\n25/10/2026,02:30,Lena,Ne\n",
			[]string{"2026-03-29T02:30:00", "2026-10-25T02:30:00+01:00"},
			[]string{"clocks-doubled", "clocks-skipped"},
		},
	} {
		f := Read(t.Context(), memory("chat.txt", []byte(tt.text)), Options{Chats: spoken(t), Statements: known(t), Zone: zone})
		var got []string
		for _, m := range f.Messages {
			got = append(got, m.Time.String())
		}
		if d := cmp.Diff(tt.want, got); d != "" || !slices.Equal(codes(f), tt.codes) {
			t.Errorf("%s: problems %v, want %v (-want +got):\n%s", tt.name, codes(f), tt.codes, d)
		}
	}
}
