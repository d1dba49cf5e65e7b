package web

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"recourse"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/child"
	"recourse/internal/evidence"
	"recourse/redact"
)

const (
	slipItem   = "000000000000000000000000s1"
	cardItem   = "000000000000000000000000c1"
	twinItem   = "000000000000000000000000t1"
	keysItem   = "000000000000000000000000k1"
	textItem   = "000000000000000000000000t2"
	insideItem = "000000000000000000000000t3"

	slipText = "NALOG ZA PRENOS\nPlatilac: Danijel Primer, JMBG 0101990710008\nRačun platioca: 265-0000000001234-88\nIznos: 6.000,00 RSD\nKontakt: danijel@posta.example\nSvedok: JMBG 0101990\n715019\n"
	readText = "REPUBLIKA SRBIJA\nLIČNA\tKARTA\f<script>druga strana</script>\n"
	twinText = "NALOG ZA PRENOS\nPlatilac: █████, JMBG █████\n"
)

// card is a small picture, half of it grey.
func card() []byte {
	img := image.NewRGBA(image.Rect(0, 0, 600, 400))
	draw.Draw(img, img.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(img, image.Rect(0, 0, 300, 400), image.NewUniform(color.Gray{Y: 120}), image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err) // writing to memory
	}
	return b.Bytes()
}

// keptBytes are the bytes of the sample's items.
func keptBytes() map[string][]byte {
	return map[string][]byte{slipItem: []byte(slipText), cardItem: card(), twinItem: []byte(twinText), textItem: []byte(readText), insideItem: []byte("slika"), keysItem: []byte(`{"recourse_redaction_secrets":1}`)}
}

// keptItems are what the sample's first case keeps.
func keptItems() []evidence.Item {
	list := []evidence.Item{
		{ID: slipItem, Name: "uplatnica 18-11.txt", MediaType: "text/plain", Kind: evidence.PaymentSlip},
		{ID: cardItem, Name: "lična karta.png", MediaType: "image/png", Kind: evidence.Identity},
		{ID: twinItem, Name: "uplatnica 18-11.redacted.txt", MediaType: "text/plain", Kind: evidence.PaymentSlip, Parent: slipItem, Tool: redact.Tool},
		{ID: keysItem, Name: "uplatnica 18-11.txt.00000000.redaction-secrets.json", MediaType: "application/json", Kind: evidence.PaymentSlip, Parent: slipItem, Tool: redact.Tool},
		{ID: textItem, Name: "lična karta.png.txt", MediaType: "text/plain; charset=utf-8", Kind: evidence.Other, Parent: cardItem, Tool: "tesseract/5.3.0+srp_latn+recourse/0.1.0"},
		{ID: insideItem, Name: "lična karta.png!slika.png.txt", MediaType: "text/plain; charset=utf-8", Kind: evidence.Other, Parent: cardItem, Tool: "tesseract/5.3.0+srp_latn+recourse/0.1.0"},
	}
	for i := range list {
		b := keptBytes()[list[i].ID]
		sum := sha256.Sum256(b)
		list[i].Case, list[i].SHA256, list[i].Size, list[i].Door, list[i].By, list[i].At = jobCase, hex.EncodeToString(sum[:]), int64(len(b)), "web", "danijel", now
	}
	return list
}

func (a *sample) Item(_ context.Context, _, caseID, itemID string) (item evidence.Item, related []evidence.Item, err error) {
	all := keptItems()
	i := slices.IndexFunc(all, func(i evidence.Item) bool { return i.ID == itemID && i.Case == caseID })
	if i < 0 {
		return item, nil, recourse.NotFound
	}
	for _, o := range all {
		if o.Parent == itemID || o.ID == all[i].Parent {
			related = append(related, o)
		}
	}
	return all[i], related, nil
}

func (a *sample) Classify(_ context.Context, _, _, itemID string, kind evidence.Kind) error {
	if !kind.Known() {
		return recourse.Invalid
	}
	a.picks = append(a.picks, itemID+" is "+string(kind))
	return nil
}

func (a *sample) ReadAgain(context.Context, string, string, *app.NotWholeError) error { return nil }

func (a *sample) WriteItem(ctx context.Context, who, caseID, itemID string, identity bool, w io.Writer) error {
	item, _, err := a.Item(ctx, who, caseID, itemID)
	switch {
	case err != nil:
		return err
	case app.HoldsIdentity(item) && !identity:
		return app.ErrIdentity
	}
	_, err = w.Write(keptBytes()[itemID])
	return err
}

func (a *sample) Excerpt(_ context.Context, _ string, text evidence.Item, most int) (string, bool, error) {
	a.picks = append(a.picks, "shown "+text.Name)
	b := keptBytes()[text.ID]
	return string(b[:min(len(b), most)]), len(b) > most, nil
}

func (a *sample) Capture(_ context.Context, _, caseID, address string) (evidence.Item, error) {
	if a.err != nil {
		return evidence.Item{}, a.err
	}
	a.picks = append(a.picks, "captured "+address)
	return evidence.Item{ID: slipItem, Case: caseID}, nil
}

func redactor() app.Redactor { return app.Redactor{Random: rand.Reader, Reading: intake.Options{}} }

func (a *sample) Matter(ctx context.Context, _, _, itemID string, words bool) (*app.Matter, error) {
	b := keptBytes()[itemID]
	return redactor().Open(ctx, intake.Source{Path: itemID, Size: int64(len(b)), Open: func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(b)), nil }}, words)
}

func (a *sample) Redact(ctx context.Context, who, caseID, itemID string, w app.Withhold) (evidence.Item, []recourse.Problem, error) {
	m, err := a.Matter(ctx, who, caseID, itemID, true)
	if err != nil {
		return evidence.Item{}, nil, err
	}
	twin, problems, err := redactor().Redact(ctx, m, w)
	if err != nil {
		return evidence.Item{}, problems, err
	}
	a.picks = append(a.picks, fmt.Sprintf("%d parts of %s", len(twin.Record.Withheld), itemID))
	return keptItems()[2], problems, nil
}

func itemPath(id string) string { return "/case/" + jobCase + "/item/" + id }

func TestAPersonCorrectsWhatAFileIs(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en"+itemPath(slipItem), "", ""))
	if got := doc.Find("select[name=kind] option[selected]").AttrOr("value", ""); got != "payment-slip" {
		t.Errorf("the file is proposed as %q", got)
	}
	if doc.Find("option").Length() != len(evidence.Kinds()) {
		t.Errorf("%d kinds are offered", doc.Find("option").Length())
	}
	resp := f.do(t, "POST", "/en"+itemPath(slipItem)+"/kind", formType, "kind=invoice")
	if resp.StatusCode != http.StatusSeeOther || !slices.Equal(f.picks, []string{slipItem + " is invoice"}) {
		t.Errorf("correction: %d, %v", resp.StatusCode, f.picks)
	}
	if resp = f.do(t, "POST", "/en"+itemPath(slipItem)+"/kind", formType, "kind=film"); resp.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("a kind that is none: %d", resp.StatusCode)
	}
	for _, path := range []string{"/en/case/" + jobCase + "/item/nothing", "/en/case/" + supplierCase + "/item/" + slipItem, "/en" + itemPath("000000000000000000000000zz")} {
		if resp = f.do(t, "GET", path, "", ""); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", path, resp.StatusCode)
		}
	}
}

func TestAnIdentityDocumentLeavesOnlyWhereItIsSaidTwice(t *testing.T) {
	f := start(t, true)
	for _, name := range packages {
		resp := f.do(t, "GET", "/en/case/"+jobCase+"/get/"+name, "", "")
		if want := "/en/case/" + jobCase + "/identity/" + name; resp.StatusCode != http.StatusSeeOther || resp.Header.Get("Location") != want {
			t.Errorf("%s: %d to %q, want %q", name, resp.StatusCode, resp.Header.Get("Location"), want)
		}
	}
	doc := document(t, f.do(t, "GET", "/en/case/"+jobCase+"/identity/everything.zip", "", ""))
	if !strings.Contains(doc.Find("main").Text(), "lična karta.png") {
		t.Error("the page does not name the document")
	}
	var to []string
	doc.Find("main a.btn").Each(func(_ int, s *goquery.Selection) { to = append(to, s.AttrOr("href", "")) })
	for i, want := range []string{"everything.zip in en", "everything-with-identity.zip in en"} {
		if resp := f.do(t, "GET", to[i], "", ""); resp.body != want {
			t.Errorf("%s gives %d %q, want %q", to[i], resp.StatusCode, resp.body, want)
		}
	}
	if resp := f.do(t, "GET", "/en/case/"+jobCase+"/identity/report.pdf", "", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("a result that holds no files: %d", resp.StatusCode)
	}
	if resp := f.do(t, "GET", "/en/case/"+supplierCase+"/get/everything.zip", "", ""); resp.StatusCode != http.StatusOK {
		t.Errorf("a case without one: %d", resp.StatusCode)
	}
	if resp := f.do(t, "POST", "/en"+itemPath(cardItem)+"/get", formType, ""); resp.StatusCode != http.StatusForbidden {
		t.Errorf("the document without the tick: %d", resp.StatusCode)
	}
	resp := f.do(t, "POST", "/en"+itemPath(cardItem)+"/get", formType, "identity=yes")
	if resp.body != string(card()) || !strings.HasPrefix(resp.Header.Get("Content-Disposition"), "attachment") {
		t.Errorf("the document with the tick: %d, %d bytes", resp.StatusCode, len(resp.body))
	}
}

func TestWordsAreWithheldFromAText(t *testing.T) {
	f := start(t, true)
	page := "/en" + itemPath(slipItem) + "/redact"
	doc := document(t, f.do(t, "GET", page, "", ""))
	var offered []string
	doc.Find("input[name=find]").Each(func(_ int, s *goquery.Selection) { offered = append(offered, s.AttrOr("value", "")) })
	if want := []string{"0101990710008", "0101990 715019", "265-0000000001234-88", "danijel@posta.example"}; !slices.Equal(offered, want) {
		t.Errorf("offered %q, want %q", offered, want)
	}
	if doc.Find("input[type=image]").Length() != 0 {
		t.Error("a text has areas to choose")
	}
	resp := f.do(t, "POST", page, formType, url.Values{"find": {"0101990710008"}, "other": {"Danijel Primer\r\n\r\nNobody"}}.Encode())
	if got, want := resp.Header.Get("Location"), "/en"+itemPath(twinItem)+"?warn=redaction-not-found"; got != want || !slices.Equal(f.picks, []string{"2 parts of " + slipItem}) {
		t.Errorf("to %q, want %q; made %v", got, want, f.picks)
	}
	doc = document(t, f.do(t, "GET", resp.Header.Get("Location"), "", ""))
	if text := doc.Find("main").Text(); !strings.Contains(text, "was not found") || !strings.Contains(text, "Platilac: █████") {
		t.Errorf("the page of the twin says %q", text)
	}
	for form, want := range map[string]string{"": "Choose first", "other=Nobody": "Nothing of what you named was found", "box=1,2,3,4,5": "cannot be blacked out"} {
		resp := f.do(t, "POST", page, formType, form)
		if resp.StatusCode != http.StatusUnprocessableEntity || !strings.Contains(resp.body, want) {
			t.Errorf("%q: %d, says %q: %v", form, resp.StatusCode, want, strings.Contains(resp.body, want))
		}
	}
	if resp := f.do(t, "GET", "/en"+itemPath(keysItem)+"/redact", "", ""); resp.StatusCode != http.StatusNotFound {
		t.Errorf("what opens a redaction can be redacted: %d", resp.StatusCode)
	}
}

// Two taps choose an area; the choice travels in the address and needs no script.
func TestAreasAreChosenByTwoTaps(t *testing.T) {
	f := start(t, true)
	page := "/en" + itemPath(cardItem) + "/redact"
	doc := document(t, f.do(t, "GET", page, "", ""))
	in := doc.Find("form[method=get] input[type=image]")
	if in.AttrOr("width", "") != "300" || in.AttrOr("height", "") != "200" {
		t.Fatalf("the picture is %s x %s", in.AttrOr("width", ""), in.AttrOr("height", ""))
	}
	first := f.do(t, "GET", page+"?at.x=100&at.y=50", "", "").Header.Get("Location")
	if want := page + "?corner=200%2C100"; first != want {
		t.Fatalf("after the first tap: %q, want %q", first, want)
	}
	if doc = document(t, f.do(t, "GET", first, "", "")); !strings.Contains(doc.Find("#ar-t").Text(), "across") {
		t.Errorf("the page says %q", doc.Find("#ar-t").Text())
	}
	second := f.do(t, "GET", first+"&at.x=20&at.y=90", "", "").Header.Get("Location")
	if want := page + "?box=1%2C40%2C100%2C160%2C80"; second != want {
		t.Fatalf("after the second tap: %q, want %q", second, want)
	}
	doc = document(t, f.do(t, "GET", second, "", ""))
	shown := f.do(t, "GET", doc.Find("input[type=image]").AttrOr("src", ""), "", "")
	img, err := png.Decode(strings.NewReader(shown.body))
	if err != nil {
		t.Fatal(err)
	}
	if r, _, _, _ := img.At(60, 70).RGBA(); r != 0 || img.Bounds().Dx() != 300 {
		t.Errorf("the chosen area is not black on the picture of %v", img.Bounds())
	}
	if r, _, _, _ := img.At(60, 30).RGBA(); r == 0 {
		t.Error("more than the area is black")
	}
	if to := doc.Find("main ul.lines a").AttrOr("href", ""); strings.Contains(to, "box") {
		t.Errorf("the area cannot be removed: %q", to)
	}
	box := doc.Find("form[method=post] input[name=box]").AttrOr("value", "")
	resp := f.do(t, "POST", page, formType, url.Values{"box": {box}}.Encode())
	if resp.StatusCode != http.StatusSeeOther || !slices.Equal(f.picks, []string{"1 parts of " + cardItem}) {
		t.Errorf("made: %d, %v", resp.StatusCode, f.picks)
	}
	for _, bad := range []string{"?box=1,2,3&corner=x&page=99&w=9999999", "?at.x=-1&at.y=x", "?box=" + strings.Repeat("9", 40)} {
		if resp := f.do(t, "GET", page+bad, "", ""); resp.StatusCode != http.StatusOK && resp.StatusCode != http.StatusSeeOther {
			t.Errorf("%s: %d", bad, resp.StatusCode)
		}
	}
	for _, bad := range []string{"/page/2", "/page/0", "/page/x"} {
		if resp := f.do(t, "GET", "/en"+itemPath(cardItem)+bad, "", ""); resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %d", bad, resp.StatusCode)
		}
	}
}

func TestWhatToKeepIsOnTheCasesPage(t *testing.T) {
	f := start(t, true)
	for path, want := range map[string]bool{"/case/" + jobCase: true, "/case/" + quietCase: false} {
		doc := document(t, f.do(t, "GET", "/en"+path, "", ""))
		if got := strings.Contains(doc.Find("main section").Text(), "Keep the packaging."); got != want {
			t.Errorf("%s says what to keep: %v, want %v", path, got, want)
		}
	}
}

func TestAPageIsCapturedOnlyWhereThePersonAsks(t *testing.T) {
	f := start(t, true)
	to := "/en/case/" + jobCase + "/capture"
	resp := f.do(t, "POST", to, formType, "address=shop.example%2F17")
	if resp.Header.Get("Location") != "/en"+itemPath(slipItem) || !slices.Equal(f.picks, []string{"captured shop.example/17"}) {
		t.Errorf("capture: %d to %q, %v", resp.StatusCode, resp.Header.Get("Location"), f.picks)
	}
	for _, tt := range []struct {
		err  error
		want string
	}{
		{&app.CaptureError{Reason: app.CapturePrivate, Address: "https://x.example", Kind: recourse.Denied}, "is not on the public internet"},
		{&app.CaptureError{Reason: app.CaptureAddress, Address: "x", Kind: recourse.Invalid}, "not the address"},
		{&app.CaptureError{Reason: app.CaptureCertificate, Address: "https://x.example", Detail: "ERR_CERT_DATE_INVALID", Kind: recourse.Unavailable}, "could not prove that it is this site"},
		{recourse.Unavailable, "x.example could not be opened"},
		{&child.NotInstalledError{Program: "chromium"}, "apt-get install chromium"},
	} {
		f.err = tt.err
		doc := document(t, f.do(t, "POST", to, formType, "address=x.example"))
		if got := doc.Find("[role=alert] a[href='#address']").Text(); !strings.Contains(got, tt.want) || doc.Find("#address").AttrOr("value", "") != "x.example" {
			t.Errorf("%v: the page says %q", tt.err, got)
		}
	}
	if resp := f.do(t, "GET", to, "", ""); resp.StatusCode == http.StatusOK || len(f.picks) != 1 {
		t.Errorf("a page is captured by a link: %d", resp.StatusCode)
	}
}

// The text that a program read out of a picture stands under it, and what was read out of
// something in it in a list that is closed; the text's own page asks as the picture's does.
func TestATextStandsUnderItsPicture(t *testing.T) {
	f := start(t, true)
	doc := document(t, f.do(t, "GET", "/en"+itemPath(cardItem), "", ""))
	if got := doc.Find("pre.read").Text(); got != "REPUBLIKA SRBIJA\nLIČNA KARTA\n\n<script>druga strana</script>\n" {
		t.Errorf("the picture's page shows %q", got)
	}
	if doc.Find(`details a[href$="`+insideItem+`"]`).Length() != 1 || doc.Find("details[open]").Length() != 0 || doc.Find("#ma-h").Length() != 0 {
		t.Error("the page does not list what was read inside, or crowds what was made from it")
	}
	if !strings.Contains(doc.Text(), "tesseract/5.3.0+srp_latn+recourse/0.1.0") {
		t.Error("the page does not name the program")
	}
	doc = document(t, f.do(t, "GET", "/en"+itemPath(textItem), "", ""))
	if doc.Find("pre.read").Length() != 1 || doc.Find(`input[name="identity"][required]`).Length() != 1 || doc.Find(`select[name="kind"]`).Length() != 0 || doc.Find(`a[href$="/redact"]`).Length() != 0 {
		t.Error("the text's page does not show it, does not ask, or offers a kind or a copy of its own")
	}
	if doc.Find(`a[href$="`+itemPath(cardItem)+`"]`).Length() != 1 {
		t.Error("the text's page does not lead to its picture")
	}
	doc = document(t, f.do(t, "GET", "/en/case/"+jobCase+"/evidence", "", ""))
	if strings.Contains(doc.Text(), ".png.txt") {
		t.Error("the evidence page lists a text among what was handed in")
	}
}
