package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/capture"
	"recourse/internal/child"
	"recourse/internal/durable"
	"recourse/internal/guard"
)

type captureCmd struct {
	URL string `arg:"" name:"url" help:"Address of the page, as in the browser; https:// where nothing else is said."`
	Out string `required:"" help:"Folder to write; it must not exist yet." placeholder:"DIR"`
}

// Help is the long help.
func (captureCmd) Help() string {
	return "Example: recourse capture https://shop.example/listing/17 --out listing\n\n" +
		"Writes page.mhtml (the page with its parts), page.png, page.pdf, and response.json: the redirects, the server's headers and " +
		"certificate, and the digest of what it sent. Needs Chromium. The page's owner sees that somebody opened it, and this " +
		"machine's address. No address in a private network is reached. 'recourse seal listing --out evidence' keeps the proof."
}

// Run captures the page.
func (c captureCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	if _, err := os.Lstat(c.Out); err == nil {
		return misused(recourse.Conflict, "exists", "path", c.Out)
	}
	if err := app.NotInPackage(c.Out); err != nil {
		return err
	}
	durable.SweepLeft(os.TempDir(), time.Now())
	got, err := capture.Browser{}.Capture(env, c.URL)
	var missing *child.NotInstalledError
	if errors.As(err, &missing) {
		return fmt.Errorf("%s: %w", p.T("cli.capture.missing", "program", missing.Program, "command", capture.Install), recourse.Unavailable)
	}
	var failed *app.CaptureError
	if errors.As(err, &failed) {
		return said{p.Say(failed.Phrase()), err}
	}
	if err != nil {
		return err
	}
	if err := c.write(got); err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Out       string   `json:"out"`
			URL       string   `json:"url"`
			Title     string   `json:"title"`
			Redirects []string `json:"redirects"`
			Refused   []string `json:"refused"`
			Finished  bool     `json:"finished"`
			Cut       bool     `json:"cut"`
		}{c.Out, got.URL, got.Title, append([]string{}, got.Redirects...), append([]string{}, got.Refused...), got.Finished, got.Cut})
	}
	for _, r := range got.Redirects {
		env.printf("%s\n", p.T("cli.capture.redirect", "hop", r))
	}
	env.printf("%s\n", p.T("cli.capture.done", "url", got.URL, "path", c.Out))
	if !got.Finished {
		env.printf("%s\n", p.T("cli.capture.unfinished"))
	}
	if got.Cut {
		env.printf("%s\n", p.T("cli.capture.cut"))
	}
	for _, r := range got.Refused {
		host, why, _ := strings.Cut(r, ": ")
		key := "cli.capture.refused"
		if why == guard.WhyPort {
			key = "cli.capture.refused.port"
		}
		env.printf("%s\n", p.T(key, "host", host))
	}
	return nil
}

// write writes the parts into a folder that gets its name once it is whole.
func (c captureCmd) write(got app.Captured) error {
	durable.SweepLeft(filepath.Dir(c.Out), time.Now())
	temp, held, folder, err := makeFolder(c.Out, "capture")
	if err != nil {
		return err
	}
	defer held.Close()
	defer os.RemoveAll(temp)
	for _, f := range []struct {
		name  string
		bytes []byte
	}{{"page.mhtml", got.Page}, {"page.png", got.Picture}, {"page.pdf", got.PDF}, {"response.json", got.Response}} {
		w, err := folder.Create(f.name)
		if err != nil {
			return err
		}
		_, err = w.Write(f.bytes)
		if err := errors.Join(err, w.Close()); err != nil {
			return fmt.Errorf("write %s: %w", f.name, err)
		}
	}
	return errors.Join(folder.Close(), os.Rename(temp, c.Out))
}
