package custody

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"

	"recourse"

	"github.com/google/go-cmp/cmp"
)

func TestStreamedItemsGiveTheSameBytesAsListedOnes(t *testing.T) {
	listed := testPackage(t)
	listed.Items[2].Of, listed.Items[2].Tool = sumOf(sha256Alg, []byte("parent")), "tool/1"
	want, _ := seal(t, listed)
	texts := map[string]string{}
	streamed := listed
	streamed.Items = listed.Items[:1]
	streamed.Stream = func(yield func(Item, error) bool) {
		for i := 2; i > 0; i-- {
			it := listed.Items[i]
			text := []string{"", "1;2;3\n", ""}[i]
			it.SHA256, it.Size, it.Open, it.Ref = sumOf(sha256Alg, []byte(text)), int64(len(text)), nil, "place of "+it.Path
			texts[it.SHA256] = text
			if !yield(it, nil) {
				return
			}
		}
	}
	streamed.Open = func(_ context.Context, it Item) (io.ReadCloser, error) {
		if it.Ref != "place of "+it.Path {
			t.Errorf("item %q is to be opened at %q", it.Path, it.Ref)
		}
		return io.NopCloser(strings.NewReader(texts[it.SHA256])), nil
	}
	got, _ := seal(t, streamed)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("listed and streamed items differ (-listed +streamed):\n%s", diff)
	}
}

func TestSealRefusesAStreamThatFails(t *testing.T) {
	gone := errors.New("gone")
	digest := sumOf(sha256Alg, []byte("x"))
	for name, tt := range map[string]struct {
		item Item
		err  error
		want error
	}{
		"with an error":                   {err: gone, want: gone},
		"with an item that nobody opens":  {item: Item{Path: "a", SHA256: digest, Size: 1}, want: recourse.Invalid},
		"with a digest in capitals":       {item: Item{Path: "a", SHA256: strings.ToUpper(digest), Size: 1, Open: textItem("a", "x").Open}, want: recourse.Invalid},
		"with a path that is there twice": {item: textItem("chat.txt", "x"), want: recourse.Invalid},
	} {
		t.Run(name, func(t *testing.T) {
			p := testPackage(t)
			p.Stream = func(yield func(Item, error) bool) { yield(tt.item, tt.err) }
			m := make(memFolder)
			if _, err := Seal(t.Context(), m, p); !errors.Is(err, tt.want) || len(m) > 0 {
				t.Errorf("Seal: err = %v with %d files written, want %v and none", err, len(m), tt.want)
			}
		})
	}
}
