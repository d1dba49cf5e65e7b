package main

import (
	"crypto/x509"
	"fmt"
	"os"

	"recourse/custody"
	"recourse/internal/app"
	"recourse/locale"
)

type verifyCmd struct {
	Package string `arg:"" help:"The package: a folder, a zip file, or an ASiC-E container."`
	Signer  string `help:"The public key that you expect, as it was told to you." placeholder:"KEY"`
	// Authority adds to the roots that the machine trusts.
	Authority  []string `sep:"none" help:"Certificate of an authority whose time stamps, or whose certificates on a container, you trust, beside those that this machine trusts, as PEM. May be given more than once." placeholder:"FILE"`
	Witness    []string `sep:"none" help:"Public key of a witness that you trust. May be given more than once." placeholder:"KEY"`
	Succession []string `sep:"none" help:"Statement by which a signing key took the place of another, beside those in the package. May be given more than once." placeholder:"FILE"`
}

// Help is the long help.
func (verifyCmd) Help() string {
	return "Example: recourse verify result/evidence\nExit status 1 says that the package does not verify."
}

// Run verifies the package; a package that does not is the answer no.
func (c verifyCmd) Run(env *environment) error {
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	report, err := c.verify(env, env.meter(p, 0))
	if err != nil {
		return err
	}
	if env.common.JSON {
		err = env.printJSON(report.Said(p.Say))
	} else {
		printReport(env, p, report)
	}
	if err == nil && !report.OK {
		return errNo
	}
	return err
}

func (c verifyCmd) verify(env *environment, far *meter) (custody.Report, error) {
	info, err := os.Stat(c.Package)
	if err != nil {
		return custody.Report{}, inputError(c.Package, err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	trusted, err := env.certificates("--authority", c.Authority)
	if err != nil {
		return custody.Report{}, err
	}
	for _, cert := range trusted {
		roots.AddCert(cert)
	}
	opt := custody.VerifyOptions{Scratch: app.Scratch, Signer: c.Signer, Roots: roots, Witnesses: c.Witness}
	for _, name := range c.Succession {
		text, err := env.readText(name)
		if err != nil {
			return custody.Report{}, fmt.Errorf("--succession: %w", err)
		}
		opt.Successions = append(opt.Successions, []byte(text))
	}
	if info.IsDir() {
		return custody.Verify(env, meteredFS{os.DirFS(c.Package), far}, opt)
	}
	f, err := os.Open(c.Package)
	if err != nil {
		return custody.Report{}, inputError(c.Package, err)
	}
	defer f.Close()
	return custody.VerifyZip(env, meteredAt{f, far}, info.Size(), opt)
}

func printReport(env *environment, p *locale.Printer, r custody.Report) {
	switch {
	case r.OK && r.Items == 0:
		env.printf("%s\n", p.T("cli.verify.empty"))
	case r.OK && r.Log == nil:
		env.printf("%s\n", p.T("cli.verify.unsigned", "n", r.Items))
	case r.OK && len(r.VouchedBy) == 0:
		env.printf("%s\n", p.T("cli.verify.unknown", "n", r.Items))
	case r.OK:
		env.printf("%s\n", p.T("cli.verify.ok", "n", r.Items))
	default:
		env.printf("%s\n", p.T("cli.verify.not_ok"))
	}
	if r.Within != "" {
		env.printf("%s\n", p.T("cli.verify.within", "folder", r.Within))
	}
	for _, pr := range r.Problems {
		env.printf("! %s\n", p.Say(pr.Phrase()))
	}
	if r.Log != nil {
		env.printf("%s\n", p.T("cli.verify.log", "n", int(r.Log.Size), "signer", r.Log.Signer))
	}
	if len(r.Proves) > 0 {
		env.printf("\n%s\n", p.T("cli.verify.proves"))
	}
	for _, ph := range r.Proves {
		env.printf("  · %s\n", p.Say(ph))
	}
	env.printf("\n%s\n", p.T("cli.verify.does_not_prove"))
	for _, ph := range r.DoesNotProve {
		env.printf("  · %s\n", p.Say(ph))
	}
}
