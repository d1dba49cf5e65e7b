package web

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// Where a browser asks for no language that is there, the pages are in the one that the
// program was started with.
func TestPagesOpenInTheLanguageThatWasChosen(t *testing.T) {
	for _, tt := range []struct{ lang, accept, want string }{
		{"", "", "/en/"}, {"sr-Latn", "", "/sr/"}, {"sr-Latn", "de", "/sr/"}, {"sr-Latn", "en-GB", "/en/"}, {"en", "sr", "/sr/"},
	} {
		s, err := New(Config{App: &sample{}, Catalogues: words(t), Now: func() time.Time { return now }, Country: "RS", Lang: tt.lang, Log: slog.New(slog.DiscardHandler)})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/", nil)
		if tt.accept != "" {
			r.Header.Set("Accept-Language", tt.accept)
		}
		w := httptest.NewRecorder()
		s.ServeHTTP(w, r)
		if got := w.Header().Get("Location"); got != tt.want {
			t.Errorf("started with %q and asked for %q: %q, want %q", tt.lang, tt.accept, got, tt.want)
		}
	}
}
