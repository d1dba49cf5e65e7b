package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"recourse"
	"recourse/internal/app"
	"recourse/locale"
	"recourse/lookalike"
)

type lookalikeCmd struct {
	Domains []string `arg:"" optional:"" name:"domain" help:"Domains or addresses; - reads them from standard input, one a line."`
	JSONL   bool     `name:"jsonl" help:"One JSON answer a line."`
}

// Help is the long help.
func (lookalikeCmd) Help() string { return "Example: recourse lookalike alibaba-task-vip.example" }

// maxLine is the longest line that is read from a stream, in bytes.
const maxLine = 1 << 20

// Run prints one answer a domain.
func (c lookalikeCmd) Run(env *environment) error {
	if c.JSONL || env.common.JSON {
		return c.stream(env)
	}
	engines, p, err := env.load(app.Words | app.Brands)
	if err != nil {
		return err
	}
	out := bufio.NewWriter(env.out)
	err = c.each(env.in, func(domain string) error {
		_, err := io.WriteString(out, lookalikeLine(p, engines.Brands, engines.Brands.Check(domain)))
		return err
	})
	return errors.Join(err, out.Flush())
}

// stream writes one JSON answer a line.
func (c lookalikeCmd) stream(env *environment) error {
	engines, err := env.engines(app.Brands)
	if err != nil {
		return err
	}
	out := bufio.NewWriterSize(env.out, 64<<10)
	var line []byte
	err = c.each(env.in, func(domain string) error {
		line = append(engines.Brands.Check(domain).AppendJSON(line[:0]), '\n')
		_, err := out.Write(line)
		return err
	})
	return errors.Join(err, out.Flush())
}

// each calls f for the domains of the command line, or those of in.
func (c lookalikeCmd) each(in io.Reader, f func(domain string) error) error {
	var err error
	if len(c.Domains) == 0 || (len(c.Domains) == 1 && c.Domains[0] == "-") {
		err = eachLine(in, func(line string) error { return f(domainOf(line)) })
	}
	for _, d := range c.Domains {
		if d != "-" {
			err = errors.Join(err, f(d))
		}
	}
	return err
}

// domainOf takes a plain line, or a JSON object with a domain or text.
func domainOf(line string) string {
	if !strings.HasPrefix(line, "{") {
		return line
	}
	var v struct{ Domain, Text string }
	if json.Unmarshal([]byte(line), &v) != nil {
		return line
	}
	if v.Domain != "" {
		return v.Domain
	}
	return v.Text
}

// eachLine calls f for each line that is not empty; a line that is too long is an error that names it.
func eachLine(r io.Reader, f func(string) error) error {
	sc := bufio.NewScanner(r)
	sc.Buffer(make([]byte, 64<<10), maxLine)
	n := 0
	for sc.Scan() {
		n++
		if line := strings.TrimSpace(sc.Text()); line != "" {
			if err := f(line); err != nil {
				return err
			}
		}
	}
	if errors.Is(sc.Err(), bufio.ErrTooLong) {
		return fmt.Errorf("line %d is longer than %d bytes: %w", n+1, maxLine, recourse.Invalid)
	}
	return sc.Err()
}

func lookalikeLine(p *locale.Printer, brands *lookalike.Brands, r lookalike.Result) string {
	name := r.Brand
	if b, ok := brands.Get(r.Brand); ok {
		name = b.Name
	}
	var b strings.Builder
	switch {
	case r.Official:
		printf(&b, "%s\n", p.T("cli.lookalike.official", "domain", r.Domain, "brand", name))
	case r.Flagged():
		printf(&b, "%s\n", p.T("cli.lookalike.flagged", "domain", r.Domain, "brand", name))
	default:
		printf(&b, "%s\n", p.T("cli.lookalike.none", "domain", r.Domain))
	}
	for _, how := range r.How {
		printf(&b, "  %s\n", p.Say(how.Phrase(name)))
	}
	return b.String()
}
