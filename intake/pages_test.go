package intake

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// chatWords loads the words of languages that ship.
func chatWords(t testing.TB) *Chats {
	t.Helper()
	c, err := LoadChats(os.DirFS("../knowledge"))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// webPage reads a page that was saved, with all that ships.
func webPage(t testing.TB, name, text string) File {
	t.Helper()
	return Read(t.Context(), memory(name, []byte(text)), Options{Statements: known(t), Chats: chatWords(t)})
}

// state shows the states of payments.
func states(f File) (all []string) {
	for _, p := range f.Payments {
		all = append(all, p.Status)
	}
	return all
}

const paypalTable = `<html><head><title>Activity</title></head><body><table>
<tr><th>Date</th><th>Name</th><th>Status</th><th>Gross</th><th>Fee</th><th>Net</th><th>Currency</th><th>Transaction ID</th></tr>
<tr><td>Nov 18, 2026</td><td><div>Lena Example</div></td><td>Completed</td><td>-$250.00</td><td>$0.00</td><td>-$250.00</td><td>USD</td><td>1AB23456CD789012E</td></tr>
<tr></tr>
<tr><td>Nov 19, 2026</td><td>Lena Example</td><td>Pending</td><td>-$80.00</td><td>$0.00</td><td>-$80.00</td><td>USD</td><td>2AB23456CD789012E</td></tr>
<tr><td>Nov 20, 2026</td><td>Buyer</td><td>Completed</td><td>$40.00</td><td>-$1.66</td><td>$39.00</td><td>USD</td><td>3AB23456CD789012E</td></tr>
</table><table><tr><td>Nov 21, 2026</td><td>Other table</td></tr></table></body></html>`

func TestPayPalActivityAsAPage(t *testing.T) {
	f := webPage(t, "activity.html", paypalTable)
	want := []string{
		"2026-11-18 0000-00-00 out 250,00 USD paypal|/|Lena Example/|1AB23456CD789012E||row 1",
		"2026-11-19 0000-00-00 out 80,00 USD paypal|/|Lena Example/|2AB23456CD789012E||row 2",
		"2026-11-20 0000-00-00 in 40,00 USD paypal|Buyer/|/|3AB23456CD789012E||row 3",
	}
	if d := cmp.Diff(want, paymentLines(f)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	// The third one's fee and net do not fit its gross.
	if got := states(f); !slices.Equal(got, []string{"", "pending", "proposed"}) || f.Kind != KindPage || !slices.Equal(codes(f), []string{"sums-not-confirmed"}) {
		t.Errorf("states %q kind %q problems %v", got, f.Kind, f.Problems)
	}
	for _, p := range f.Payments {
		if s := p.Origins[0].Span.Of(f.Text); !strings.HasPrefix(s, "Nov ") || !strings.HasSuffix(s, p.Reference) {
			t.Errorf("place shows %q, want the row of %q", s, p.Reference)
		}
	}
}

func TestPayPalActivityAsPDF(t *testing.T) {
	const text = `  PayPal account statement
  Date          Name             Status       Gross      Fee      Net        Currency   Transaction ID
  11/18/2026    Lena Example     Completed    -250.00    0.00    -250.00     USD        1AB23456CD789012E
  11/19/2026    Lena Example     Pending       -80.00    0.00     -80.00     USD        2AB23456CD789012E
  11/20/2026    Buyer            Completed      40.00   -1.66      39.00     USD        3AB23456CD789012E
`
	f := pagedText(t, text)
	want := []string{
		"2026-11-18 0000-00-00 out 250,00 USD paypal|/|Lena Example/|1AB23456CD789012E||row 1",
		"2026-11-19 0000-00-00 out 80,00 USD paypal|/|Lena Example/|2AB23456CD789012E||row 2",
		"2026-11-20 0000-00-00 in 40,00 USD paypal|Buyer/|/|3AB23456CD789012E||row 3",
	}
	if d := cmp.Diff(want, paymentLines(f)); d != "" {
		t.Errorf("(-want +got):\n%s", d)
	}
	if got := states(f); !slices.Equal(got, []string{"", "pending", "proposed"}) {
		t.Errorf("states %q", got)
	}
}

const orderDetails = `<html><head><title>Order details - Alibaba.com</title></head><body><h1>Order details</h1>
<dl><dt>Order number:</dt><dd>30012345678</dd><dt>Supplier</dt><dd>Example Lighting Co., Ltd.</dd>
<dt>Order date</dt><dd>May 3, 2026</dd><dt>Promised delivery date</dt><dd>Jun 20, 2026</dd></dl>
<table><tr><td>Order total</td><td>US $4,000.00</td></tr><tr><td>Payment status</td><td>Paid in full</td></tr></table>
<p>Not protected by Trade Assurance.</p></body></html>`

func TestAnOrderOnAPage(t *testing.T) {
	f := webPage(t, "order.html", orderDetails)
	want := []string{
		"order 30012345678, Example Lighting Co., Ltd., placed 2026-05-03, promised 2026-06-20, received 0000-00-00, 4.000,00 USD",
		"booked out 4.000,00 USD 30012345678, Example Lighting Co., Ltd.",
	}
	if d := cmp.Diff(want, f.shown()); d != "" || len(f.Problems) > 0 {
		t.Fatalf("problems %v (-want +got):\n%s", f.Problems, d)
	}
	o := f.Orders[0]
	if o.Protected == nil || *o.Protected || o.Platform != "alibaba" {
		t.Errorf("protected %v platform %q, want not protected on alibaba", o.Protected, o.Platform)
	}
	var places []string
	for _, origin := range o.Origins {
		places = append(places, origin.Span.Of(f.Text))
	}
	if d := cmp.Diff([]string{"Example Lighting Co., Ltd.", "30012345678", "May 3, 2026", "Jun 20, 2026", "US $4,000.00"}, places); d != "" {
		t.Errorf("places (-want +got):\n%s", d)
	}
}

func TestPagesThatAreNotTaken(t *testing.T) {
	tests := []struct{ name, text string }{
		{"saved from elsewhere", "<!-- saved from url=(0030)https://alibaba.com.orders.example/ -->\n" + orderDetails},
		{"no number", strings.Replace(orderDetails, "30012345678", "soon", 1)},
		{"a layout that is not known", "<html><body><p>Alibaba.com order details</p><p>Nr 30012345678 USD 4,000.00</p></body></html>"},
		{"a table without a known header", "<table><tr><th>When</th><th>What</th><th>How much</th></tr><tr><td>2026-11-18</td><td>a</td><td>1.00</td></tr></table>"},
	}
	for _, tt := range tests {
		f := webPage(t, "page.html", tt.text)
		if f.Kind != KindPage || len(f.shown()) > 0 || f.Text == "" {
			t.Errorf("%s: kind %q, read %q, want a page and nothing", tt.name, f.Kind, f.shown())
		}
	}
}

func TestDatesOfAnOrderThatCanBeReadTwice(t *testing.T) {
	page := strings.NewReplacer("May 3, 2026", "03/05/2026", "Jun 20, 2026", "05/06/2026").Replace(orderDetails)
	f := webPage(t, "order.html", page)
	if len(f.Orders) != 1 || !f.Orders[0].ContractedOn.IsZero() || !slices.Equal(codes(f), []string{"dates-ambiguous"}) {
		t.Errorf("orders %+v problems %v, want one without days, dates-ambiguous", f.Orders, f.Problems)
	}
}

func TestCardSlips(t *testing.T) {
	f := webPage(t, "slip.txt", "PRIMER BANKA\nTRGOVINA PRIMER\nPRODAJNI SLIP\nDATUM: 12.11.2026. VREME: 18:05\nVISA 4111 1111 1111 1111\nIZNOS:   1.234,00 RSD\nAUTORIZACIONI KOD: 123456\n")
	want := []string{"2026-11-12T18:05:00 0000-00-00 out 1.234,00 RSD card|/4111 11** **** 1111|TRGOVINA PRIMER/|123456||"}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || len(f.Payments) != 1 || f.Payments[0].CardNetwork != "visa" || f.Payments[0].Status != "proposed" {
		t.Errorf("payments %+v (-want +got):\n%s", f.Payments, d)
	}
	refused := webPage(t, "slip.txt", "SALE\n12/25/2026 18:05\nDINA ************1234\nTOTAL EUR 5.00\nDECLINED\n")
	if got := refused.shown(); !slices.Equal(got, []string{"info out 5,00 EUR , "}) || refused.Payments[0].At.String() != "2026-12-25T18:05:00" {
		t.Errorf("a slip that was declined: %q at %s", got, refused.Payments[0].At)
	}
}

// Titles by which money came back, alone in their line.
func TestCardSlipsOfMoneyThatCameBack(t *testing.T) {
	for _, title := range []string{"POVRAĆAJ", "Повраћај", "REFUNDACIJA", "STORNO", "POVRAĆAJ ROBE"} {
		f := webPage(t, "slip.txt", "TRGOVINA PRIMER\n"+title+"\nDATUM: 12.11.2026. VREME: 18:05\nVISA ************1111\nIZNOS:   1.234,00 RSD\n")
		if len(f.Payments) != 1 || f.Payments[0].Direction != "in" || f.Payments[0].Amount.String() != "1.234,00 RSD" {
			t.Errorf("%s: payments %+v, want one that came in", title, f.Payments)
		}
	}
}

// A table of PayPal's activity for which the person chose no column of transaction IDs.
func TestPayPalActivityWithoutIDs(t *testing.T) {
	const table = `<title>PayPal: Activity</title><table><tr><th>Date</th><th>Type</th><th>Name</th><th>Status</th><th>Gross</th><th>Fee</th><th>Net</th><th>Currency</th></tr>` +
		`<tr><td>Nov 18, 2026</td><td>Payment to</td><td>Lena Example</td><td>Completed</td><td>-250.00</td><td>0.00</td><td>-250.00</td><td>USD</td></tr>` +
		`<tr><td>Nov 19, 2026</td><td>Payment to</td><td>Lena Example</td><td>Pending</td><td>-20.00</td><td>0.00</td><td>-20.00</td><td>USD</td></tr></table>`
	f := webPage(t, "activity.html", table)
	want := []string{"2026-11-18 0000-00-00 out 250,00 USD paypal|/|Lena Example/|||row 1", "2026-11-19 0000-00-00 out 20,00 USD paypal|/|Lena Example/|||row 2"}
	if d := cmp.Diff(want, paymentLines(f)); d != "" || !slices.Equal(states(f), []string{"", "pending"}) {
		t.Errorf("states %q, problems %v (-want +got):\n%s", states(f), f.Problems, d)
	}
}

func FuzzKnownPages(f *testing.F) {
	for _, s := range []string{
		paypalTable, orderDetails, paypalBlocks,
		"Alibaba.com\nMy orders\nOrder number 30012345678   Order date 2026-05-03\nSupplier                       Total\nExample Co., Ltd.     USD 4,000.00\n",
		"PayPal\nTransaction details\nPaid to: Lena\nStatus: Completed\nGross amount: -$250.00 USD\nFee: $0.00 USD\nNet amount: -$250.00 USD\nTransaction ID: 1AB23456CD789012E\n",
		"SALE\nVISA ************1234\nTOTAL EUR 5.00\n",
	} {
		f.Add(s)
	}
	statements, chats := known(f), chatWords(f)
	f.Fuzz(func(t *testing.T, text string) {
		r := &reader{ctx: t.Context(), opt: Options{Statements: statements}, words: chats, lim: DefaultLimits()}
		file := File{Kind: KindPage, SHA256: "ab"}
		r.showPage(&file, htmlText(strings.ToValidUTF8(text, "")))
		r.proposals(&file)
		for _, o := range file.Orders {
			for _, origin := range o.Origins {
				_ = origin.Span.Of(file.Text)
			}
			if o.Number == "" {
				t.Fatalf("order %+v without a number", o)
			}
		}
		for _, p := range file.Payments {
			_ = p.Origins[0].Span.Of(file.Text)
			if p.Amount.Minor < 0 {
				t.Fatalf("payment %+v", p)
			}
		}
	})
}

// An order whose labels and values stand in cells of a row, in columns, or in
// elements of one line that no space parts.
func TestLabelsAndValuesInCells(t *testing.T) {
	const head = `<html><head><title>Order details - Alibaba.com</title></head><body><h1>Order details</h1>`
	want := []string{
		"order 30012345678, Example Lighting Co., Ltd., placed 2026-05-03, promised 0000-00-00, received 0000-00-00, 4.000,00 USD",
		"proposed out 4.000,00 USD 30012345678, Example Lighting Co., Ltd.",
	}
	for name, page := range map[string]string{
		"a label and a value a row": head + `<table><tr><td>Order number</td><td>30012345678</td></tr><tr><th>Supplier</th><td>Example Lighting Co., Ltd.</td></tr><tr><td>Order date</td><td>May 3, 2026</td></tr><tr><td>Order total</td><td>US $4,000.00</td></tr></table>`,
		"two pairs a row":           head + `<table><tr><td>Order number</td><td>30012345678</td><td>Supplier</td><td>Example Lighting Co., Ltd.</td></tr><tr><td>Order date</td><td>May 3, 2026</td><td>Order total</td><td>US $4,000.00</td></tr></table>`,
		"labels above values":       head + `<table><tr><td>Order number</td><td>Supplier</td><td>Order date</td><td>Order total</td></tr><tr><td>30012345678</td><td>Example Lighting Co., Ltd.</td><td>May 3, 2026</td><td>US $4,000.00</td></tr></table>`,
		"elements of one line":      head + `<div><span>Order number</span><span>30012345678</span></div><div><b>Supplier</b><span>Example Lighting Co., Ltd.</span></div><div><span>Order date</span><span>May 3, 2026</span></div><div><span>Order total</span><span>US $4,000.00</span></div>`,
		"copied with tabs":          "Alibaba.com\nOrder details\nOrder number\t30012345678\tSupplier\tExample Lighting Co., Ltd.\nOrder date\tMay 3, 2026\tOrder total\tUS $4,000.00\n",
	} {
		file := "order.html"
		if !strings.HasPrefix(page, "<") {
			file = "order.txt"
		}
		f := webPage(t, file, page)
		if d := cmp.Diff(want, f.shown()); d != "" || len(f.Problems) > 0 {
			t.Errorf("%s: problems %v (-want +got):\n%s", name, f.Problems, d)
		}
		for _, o := range f.Orders {
			if s := o.Origins[0].Span.Of(f.Text); s != "Example Lighting Co., Ltd." {
				t.Errorf("%s: the seller's place shows %q", name, s)
			}
		}
	}
}

const paypalBlocks = `<html><head><title>Activity - PayPal</title></head><body><div>PayPal</div><h1>Activity</h1><div>Filter by</div>
<h2>Nov 2026</h2>
<div><div>Lena Example</div><div>Nov 18 · Money sent</div><div>-$250.00 USD</div><div>Completed</div></div>
<div><div>Shop Example</div><div>Nov 17 · Payment · Pending</div><div>-$9.00 USD</div></div>
<div><div>Buyer Example</div><div>Nov 16 · Payment</div><div>$40.00 USD</div></div>
<h2>Oct 2026</h2>
<div><div>Ms. October</div><div>Oct 2 · Payment</div><div>+$1.50 USD</div><div>Completed</div></div>
<div>Show more</div><div>Help</div></body></html>`

func TestPayPalActivityInBlocks(t *testing.T) {
	f := webPage(t, "activity.html", paypalBlocks)
	want := []string{
		"2026-11-18 out 250,00 USD Lena Example  ", "2026-11-17 out 9,00 USD Shop Example pending ",
		"2026-11-16 in 40,00 USD Buyer Example proposed ", "2026-10-02 in 1,50 USD Ms. October  ",
	}
	var got []string
	for _, p := range f.Payments {
		got = append(got, strings.Join([]string{p.At.String(), p.Direction, p.Amount.String(), counterName(p), p.Status, ""}, " "))
		if s := p.Origins[0].Span.Of(f.Text); !strings.HasPrefix(s, counterName(p)) || p.Rail != "paypal" {
			t.Errorf("rail %q, place shows %q", p.Rail, s)
		}
	}
	if d := cmp.Diff(want, got); d != "" || f.Kind != KindPage || !slices.Equal(codes(f), []string{"sums-not-confirmed"}) {
		t.Errorf("kind %q problems %v (-want +got):\n%s", f.Kind, f.Problems, d)
	}
	bare := webPage(t, "activity.html", strings.NewReplacer("<h2>Nov 2026</h2>", "", "<h2>Oct 2026</h2>", "").Replace(paypalBlocks))
	if len(bare.Payments) != 4 || !bare.Payments[0].At.IsZero() || !slices.Contains(codes(bare), "entries-without-year") {
		t.Errorf("days without a year: payments %+v problems %v", bare.Payments, bare.Problems)
	}
	if other := webPage(t, "activity.html", "<!-- saved from url=(0030)https://paypal.com.activity.example/ -->\n"+paypalBlocks); len(other.Payments) > 0 {
		t.Errorf("a page from elsewhere is read: %v", other.Payments)
	}
}

func TestThePartOfAnOrderThatWasPaid(t *testing.T) {
	for _, paid := range []string{"Paid: USD 384.00 on May 4, 2026", "Paid: USD 384.00</div><div>Paid on: May 4, 2026", "Paid: US $384.00 on 2026-05-04"} {
		page := strings.Replace(orderDetails, "</body>", "<div>Payment plan</div><div>"+paid+"</div></body>", 1)
		f := webPage(t, "order.html", page)
		if len(f.Payments) != 1 || f.Payments[0].Amount.String() != "384,00 USD" || f.Payments[0].Status != "" || f.Payments[0].At.String() != "2026-05-04" {
			t.Errorf("%s: payments %+v", paid, f.Payments)
		}
	}
}

func TestLinesThatEndAsOnOldMacs(t *testing.T) {
	const chat = "3.11.2026. 09:12 - Lena: Dobar dan\r13.11.2026. 09:12 - Vesna: Uplatila sam 500 EUR\r"
	f := Read(t.Context(), memory("razgovor.txt", []byte(chat)), Options{Statements: known(t), Chats: spoken(t)})
	if len(f.Messages) != 2 || f.Messages[1].From != "Vesna" || f.Messages[1].Time.Date().Day != 13 || f.Messages[1].Span.Of(chat) == "" {
		t.Errorf("messages %+v", f.Messages)
	}
	got, _ := readTable(t, "Date,Description,Amount,Currency\r2026-11-13,J. Roe,-850.00,GBP\r2026-11-14,J. Roe,20.00,GBP\r")
	if want := []string{"2026-11-13 -850,00 GBP", "2026-11-14 +20,00 GBP"}; !slices.Equal(got, want) {
		t.Errorf("table %q, want %q", got, want)
	}
}
