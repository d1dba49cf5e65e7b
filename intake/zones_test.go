package intake

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func belgrade(t *testing.T) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Belgrade")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// The zone behind a clock in a cell counts; one that can be several, or is not known,
// leaves the clock without a zone, which is said.
func TestTheZoneInACellOfATable(t *testing.T) {
	for _, tt := range []struct {
		cell, want string
		unclear    string
	}{
		{"2026-11-18T23:45:00", "2026-11-18T23:45:00+01:00", ""},
		{"2026-11-18T23:45:00Z", "2026-11-18T23:45:00Z", ""},
		{"2026-11-18T23:45:00.000Z", "2026-11-18T23:45:00Z", ""},
		{"2026-11-18 23:45:00 UTC", "2026-11-18T23:45:00Z", ""},
		{"2026-11-18T23:45:00+00:00", "2026-11-18T23:45:00Z", ""},
		{"2026-11-18T23:45:00-05:00", "2026-11-18T23:45:00-05:00", ""},
		{"2026-11-18T23:45:00−05:00", "2026-11-18T23:45:00-05:00", ""},
		{"2026-11-18 23:45:00 +0530", "2026-11-18T23:45:00+05:30", ""},
		{"2026-11-18 23:45 (UTC+2)", "2026-11-18T23:45:00+02:00", ""},
		{"2026-11-18 23:45 GMT -3", "2026-11-18T23:45:00-03:00", ""},
		{"18.11.2026 23:45 UTC", "2026-11-18T23:45:00Z", ""},
		{"2026-07-18 23:45 CEST", "2026-07-18T23:45:00+02:00", ""},
		{"2026-11-18 23:45 America/New_York", "2026-11-18T23:45:00-05:00", ""},
		{"11/18/2026 11:45:00 PM UTC", "2026-11-18T23:45:00Z", ""},
		{"18.11.2026 23:45 h", "2026-11-18T23:45:00+01:00", ""},
		{"18.11.2026 23:45 Uhr", "2026-11-18T23:45:00+01:00", ""},
		{"18.11.2026 23:45 UHR", "2026-11-18T23:45:00+01:00", ""},
		{"2026-11-18T23:45:00,123", "2026-11-18T23:45:00+01:00", ""},
		{"11/18/2026 11:45:00 PM EST", "2026-11-18T23:45:00", "EST"},
		{"2026-11-18 23:45 IST", "2026-11-18T23:45:00", "IST"},
		{"2026-11-18 23:45 PST", "2026-11-18T23:45:00", "PST"}, // the Philippines' too
		{"2026-07-18 23:45 CET", "2026-07-18T23:45:00", "CET"}, // clocks in Berlin show CEST then
		{"2026-11-18 23:45 QQT", "2026-11-18T23:45:00", "QQT"},
		{"2026-11-18 23:45 Europe/Atlantis", "2026-11-18T23:45:00", "Europe/Atlantis"},
		{"2026-11-18 23:45 +15:00", "2026-11-18T23:45:00", "+15:00"}, // no clock has that offset
	} {
		text := "Date,Description,Amount,Currency\n\"" + tt.cell + "\",Ann,-350.00,EUR\n"
		f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t), Zone: belgrade(t)})
		if len(f.Payments) != 1 || f.Payments[0].At.String() != tt.want || unclearOf(f) != tt.unclear {
			t.Errorf("%s: payments %v, unclear %q, want %s, %q", tt.cell, f.Payments, unclearOf(f), tt.want, tt.unclear)
		}
	}
}

// unclearOf are the zones that the problem names.
func unclearOf(f File) string {
	for _, p := range f.Problems {
		if p.Code == "zones-unclear" {
			return p.Detail
		}
	}
	return ""
}

// A column may name the zone of the clock in its row: PayPal's does, in words that are
// its own.
func TestAColumnNamesTheZone(t *testing.T) {
	const paypal = "Date,Time,TimeZone,Name,Type,Status,Currency,Gross,Fee,Net,From Email Address,To Email Address,Transaction ID\n" +
		"11/18/2026,18:05:00,ZONE,Petar Uzorak,General Payment,Completed,EUR,-250.00,0.00,-250.00,tom@mail.example,petar@mail.example,1AB\n"
	const german = "Datum,Uhrzeit,Zeitzone,Name,Typ,Status,Währung,Brutto,Gebühr,Netto,Absender E-Mail-Adresse,Empfänger E-Mail-Adresse,Transaktionscode\n" +
		"18.11.2026,18:05:00,ZONE,Petar Uzorak,Zahlung,Abgeschlossen,EUR,\"-250,00\",\"0,00\",\"-250,00\",tom@mail.example,petar@mail.example,1AB\n"
	const english = "Date,Time,Time Zone,Description,Amount,Currency\n2026-11-18,18:05,ZONE,Ann,-250.00,EUR\n"
	const serbian = "Datum;Vreme;Vremenska zona;Opis;Iznos;Valuta\n18.11.2026;18:05;ZONE;Ana;-250,00;EUR\n"
	for _, tt := range []struct{ table, zone, want, unclear string }{
		{paypal, "America/Los_Angeles", "2026-11-18T18:05:00-08:00", ""},
		{paypal, "PST", "2026-11-18T18:05:00-08:00", ""},
		{paypal, "UTC", "2026-11-18T18:05:00Z", ""},
		{paypal, "CET", "2026-11-18T18:05:00+01:00", ""},
		{paypal, "", "2026-11-18T18:05:00+01:00", ""},
		{paypal, "EST", "2026-11-18T18:05:00", "EST"},
		{paypal, "PDT", "2026-11-18T18:05:00", "PDT"}, // not in November
		{paypal, "Pacific Time", "2026-11-18T18:05:00", "Pacific Time"},
		{german, "PST", "2026-11-18T18:05:00-08:00", ""},
		{english, "Asia/Manila", "2026-11-18T18:05:00+08:00", ""},
		{english, "PST", "2026-11-18T18:05:00", "PST"},
		{english, "../../etc/passwd", "2026-11-18T18:05:00", "../../etc/passwd"},
		{serbian, "GMT", "2026-11-18T18:05:00Z", ""},
	} {
		text := strings.Replace(tt.table, "ZONE", tt.zone, 1)
		f := Read(t.Context(), memory("a.csv", []byte(text)), Options{Statements: known(t), Zone: belgrade(t)})
		if len(f.Payments) != 1 || f.Payments[0].At.String() != tt.want || unclearOf(f) != tt.unclear {
			t.Errorf("%s in %q: payments %v, unclear %q, want %s, %q", tt.zone, tt.table[:20], f.Payments, unclearOf(f), tt.want, tt.unclear)
		}
	}
}

// What stands behind a clock in a page is often the next column.
func TestAWordBehindAClockInAPageIsNoZone(t *testing.T) {
	c := zoneCache{all: known(t).zones, paged: true}
	got := []string{c.behindClock(" POS 123"), c.behindClock(" EST"), c.behindClock(" CET"), c.behindClock("Z"), c.behindClock(" AB/12")}
	if want := []string{"", "EST", "CET", "Z", ""}; !slices.Equal(got, want) {
		t.Errorf("zones %q, want %q", got, want)
	}
}
