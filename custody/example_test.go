package custody_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"testing/fstest"
	"time"

	"recourse"
	"recourse/custody"
)

// folder is a custody.Folder in memory; a program writes to a disk instead.
type folder struct{ files fstest.MapFS }

func (f folder) Create(name string) (io.WriteCloser, error) {
	file := &fstest.MapFile{Mode: 0o644}
	f.files[name] = file
	return writer{file}, nil
}

type writer struct{ file *fstest.MapFile }

func (w writer) Write(p []byte) (int, error) {
	w.file.Data = append(w.file.Data, p...)
	return len(p), nil
}

func (w writer) Close() error { return nil }

// plain says keys as they are; a program passes a *locale.Printer.
type plain struct{}

func (plain) Say(p recourse.Phrase) string { return p.Key }
func (plain) Lang() string                 { return "en" }

func Example() {
	secret, err := custody.GenerateKey(rand.Reader, "desk.example/evidence")
	if err != nil {
		fmt.Println(err)
		return
	}
	signer, err := custody.NewSigner(secret)
	if err != nil {
		fmt.Println(err)
		return
	}
	out := folder{make(fstest.MapFS)}
	_, err = custody.Seal(context.Background(), out, custody.Package{
		Items: []custody.Item{{Path: "chat.txt", Open: func(context.Context) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("Lena: the task is easy\n")), nil
		}}},
		Signer: signer, Now: time.Date(2026, 11, 22, 19, 5, 0, 0, time.UTC), Speaker: plain{},
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	expected := custody.VerifyOptions{Signer: signer.Key().String()}
	report, err := custody.Verify(context.Background(), out.files, expected)
	fmt.Println(report.OK, report.Items, report.Log.Size, err)

	out.files["data/chat.txt"].Data[0] = 'l'
	report, err = custody.Verify(context.Background(), out.files, expected)
	fmt.Println(report.OK, report.Problems[0].Code, report.Problems[0].Path, err)
	// Output:
	// true 1 2 <nil>
	// false bag-changed data/chat.txt <nil>
}
