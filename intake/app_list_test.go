package intake

import (
	"strings"
	"testing"
	"time"

	"recourse/incident"
	"recourse/picture"
)

// rowsAt is a picture's file whose lines stand at heights, in pixels.
func rowsAt(text string, heights ...int) File {
	f := File{Path: "list.png", Name: "list.png", Kind: KindImage, SHA256: strings.Repeat("ab", 32), Text: text}
	if len(heights) == 0 {
		return f
	}
	f.Picture = &Picture{}
	at := 0
	for line := range strings.Lines(text) {
		w := PictureWord{Text: line, Box: picture.Box{X: 20, Y: heights[0], Width: 400, Height: 20}}
		w.Span.Start, w.Span.End = at, at+len(line)-1
		at += len(line)
		heights = heights[1:]
		f.Picture.Words = append(f.Picture.Words, w)
	}
	return f
}

func TestPicturesOfListsOfPayments(t *testing.T) {
	const lines = "Promet po računu\n18.11.2026. LENA UZORAK PR -6.000,00 RSD\n18.11.2026. LENA UZORAK PR -6.000,00 RSD\n17.11.2026. MAXI -1.250,00 RSD\n"
	const headed = "Transakcije\n18. novembar 2026.\nLENA UZORAK PR -6.000,00 RSD\nPlaćanje\nMAXI –1.250,00 RSD >\n17.11.2026.\nPLATA DOO +90.000,00 RSD\n"
	const turns = "Transactions\nLena K -€150.00\n18 November 2026, 18:07\nJohn Roe -€20.00\n17 November 2026, 09:00\nEva R - €30.00\n16 November 2026\n"
	const three = "18.11.2026 out 6.000,00 RSD LENA UZORAK PR; 18.11.2026 out 6.000,00 RSD LENA UZORAK PR; 17.11.2026 out 1.250,00 RSD MAXI"
	const read = "18.11.2026 out 150,00 EUR Lena K; 17.11.2026 out 20,00 EUR John Roe; 16.11.2026 out 30,00 EUR Eva R"
	for _, tt := range []struct {
		name          string
		file          File
		want, problem string
	}{
		{"a day in each row", rowsAt(lines), three, ""},
		{"without a title", rowsAt(strings.Replace(lines, "Promet po računu\n", "", 1)), three, ""},
		{"the day behind the name", rowsAt("Lena K 18.11.2026. -€150.00\nEva R 17 November 2026 -€20.00\n"), "18.11.2026 out 150,00 EUR Lena K; 17.11.2026 out 20,00 EUR Eva R", ""},
		{"days above their rows", rowsAt(headed), "18.11.2026 out 6.000,00 RSD LENA UZORAK PR; 18.11.2026 out 1.250,00 RSD MAXI; 17.11.2026 in 90.000,00 RSD PLATA DOO", ""},
		{"days below their rows", rowsAt(turns, 0, 100, 125, 200, 225, 300, 325), read, ""},
		{"days above one row each, cut off at the top", rowsAt(turns, 0, 100, 180, 205, 280, 305, 380), "18.11.2026 out 20,00 EUR John Roe; 17.11.2026 out 30,00 EUR Eva R", "app-list-unread 1 of 3"},
		{"days between rows", rowsAt(turns, 0, 100, 150, 200, 250, 300, 350), "", "app-list-unread 3 of 3"},
		{"days between rows, places unknown", rowsAt(turns), "", "app-list-unread 3 of 3"},
		{"days above, no title", rowsAt(strings.Replace(headed, "Transakcije\n", "", 1)), "", "app-list-unread 3 of 3"},
		{"today", rowsAt("Transakcije\nDanas\nLENA UZORAK PR -6.000,00 RSD\nMAXI -1.250,00 RSD\n"), "", "app-list-unread 2 of 2"},
		{"a day without its year", rowsAt("Transactions\n18 November\nLena K -€150.00\nEva R -€20.00\n"), "", "app-list-unread 2 of 2"},
		{"a day that can be two", rowsAt("11/10/2026 Lena K -€150.00\n11/10/2026 Eva R -€20.00\n"), "", "app-list-unread 2 of 2"},
		{"sums apart from names", rowsAt("Transactions\nLena K\nEva R\n-€150.00\n-€20.00\n"), "", "app-list-unread 2 of 2"},
		{"one is pending", rowsAt(strings.Replace(lines, "RSD\n17", "RSD\nNa čekanju\n17", 1)), "18.11.2026 out 6.000,00 RSD LENA UZORAK PR; 17.11.2026 out 1.250,00 RSD MAXI", "app-list-unread 1 of 3"},
		{"all are pending", rowsAt("Na čekanju\n" + lines), "", "app-list-unread 3 of 3"},
		{"a sum without its sign", rowsAt(strings.Replace(lines, "-1.250", "1.250", 1)), three[:strings.LastIndex(three, ";")], "app-list-unread 1 of 3"},
		{"a sum whose currency was not read", rowsAt("18.11.2026. Lena K -6150.00\n17.11.2026. Eva R -€20.00\n16.11.2026. Lena K -£30.00\n"), "17.11.2026 out 20,00 EUR Eva R; 16.11.2026 out 30,00 GBP Lena K", "app-list-unread 1 of 3"},
		{"a balance beside them", rowsAt("18.11.2026. Raspoloživo stanje 4.000,00 RSD\n" + lines), three, ""},
		{"between own accounts", rowsAt(strings.Replace(lines, "MAXI", "MILAN PRIMER", 1)), three[:strings.LastIndex(three, ";")], ""},
		{"a false dashboard", rowsAt("18.11.2026. Withdrawal -500,00 USD\n17.11.2026. Profit -30,00 USD\n"), "", ""},
		{"a receipt with discounts", rowsAt("18.11.2026. 18:07\nMLEKO 200,00 RSD\nSIR -20,00 RSD\nHLEB -30,00 RSD\n"), "", ""},
		{"a list of prices", rowsAt("Transakcije\n18.11.2026. MLEKO 200,00 RSD\n18.11.2026. HLEB 90,00 RSD\n"), "", ""},
		{"one row", rowsAt("18.11.2026. LENA UZORAK PR -6.000,00 RSD\n"), "", ""},
	} {
		r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Chats: spoken(t), Zone: time.UTC, Person: []string{"Milan Primer"}}, lim: DefaultLimits()}
		f := tt.file
		r.proposals(&f)
		var got []string
		for _, p := range f.Payments {
			got = append(got, p.At.Date().In(time.UTC).Format("02.01.2006")+" "+p.Direction+" "+p.Amount.String()+" "+p.To.Name+p.From.Name)
			if p.Status != incident.Proposed || p.Origins[0].Place == "" {
				t.Errorf("%s: status %q, origin %v", tt.name, p.Status, p.Origins)
			}
		}
		problem := ""
		for _, p := range f.Problems {
			problem += p.Code
			if p.Code == "app-list-unread" {
				problem += " " + string(rune('0'+p.Args["n"].(int))) + " of " + string(rune('0'+p.Args["of"].(int)))
			}
		}
		if strings.Join(got, "; ") != tt.want || problem != tt.problem {
			t.Errorf("%s: %q, %q; want %q, %q", tt.name, strings.Join(got, "; "), problem, tt.want, tt.problem)
		}
	}
	r := &reader{ctx: t.Context(), opt: Options{Statements: known(t), Chats: spoken(t)}, lim: DefaultLimits()}
	if _, ok := r.appList(&File{Kind: KindText, Text: lines}); ok {
		t.Error("a text is read as a picture of an app")
	}
}
