package main

import (
	"bufio"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"recourse"
	"recourse/custody"
	"recourse/internal/app"
	"recourse/internal/durable"
	"recourse/internal/stamp"
	"recourse/locale"
)

type sealCmd struct {
	Paths []string `arg:"" name:"path" help:"Files and folders to keep."`
	Out   string   `required:"" help:"The package to write; it must not exist yet." placeholder:"PACKAGE"`
	Zip   bool     `help:"One zip file instead of a folder."`
	// Authorities are asked one after the other.
	Timestamp []string `help:"Address of an authority that stamps the time (RFC 3161). None is asked unless named. May be given more than once." placeholder:"URL"`
	Authority []string `help:"Certificates that complete the authority's chain, its root among them, as PEM. May be given more than once." placeholder:"FILE"`
	// Witnesses are asked one after the other; each needs its key.
	Witness    []string `help:"Address of a witness that signs the log beside its own key (c2sp.org/tlog-witness). None is asked unless named. May be given more than once." placeholder:"URL"`
	WitnessKey []string `help:"Public key of the witness, one for each --witness, in the same order." placeholder:"KEY"`
}

// Help is the long help.
func (sealCmd) Help() string { return "Example: recourse seal chat.txt slips/ --out evidence" }

// Run seals the files into a package.
func (c sealCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	_, p, err := env.load(app.Words)
	if err != nil {
		return err
	}
	sources, problems := app.Sources(c.Paths)
	items, more := app.Fingerprint(env, sources, now)
	problems = append(problems, more...)
	printProblems(&environment{out: env.err}, p, problems)
	if err := env.Err(); err != nil {
		return err
	}
	if len(items) == 0 {
		return nothingToRead(p)
	}
	signer, err := env.signer(p)
	if err != nil {
		return err
	}
	stampers, err := c.stampers(env)
	if err != nil {
		return err
	}
	witnesses, err := c.witnesses()
	if err != nil {
		return err
	}
	pkg := custody.Package{Items: items, Signer: signer, Now: now, Who: "owner", Door: "cli", Speaker: p, Stampers: stampers, Witnesses: witnesses}
	result, err := c.write(env, pkg)
	if err != nil {
		return err
	}
	if env.common.JSON {
		return env.printJSON(struct {
			Out      string            `json:"out"`
			Items    int               `json:"items"`
			Signer   string            `json:"signer"`
			Result   any               `json:"result"`
			Problems []app.ProblemJSON `json:"problems"`
		}{c.Out, len(items), signer.Key().String(), result, app.ProblemsJSON(p, problems)})
	}
	env.printf("%s\n", p.T("cli.seal.done", "n", len(items), "path", c.Out, "signer", signer.Key().String()))
	return nil
}

// stampers are the authorities that were named.
func (c sealCmd) stampers(env *environment) ([]custody.Stamper, error) {
	chain, err := env.certificates(c.Authority)
	if err != nil {
		return nil, err
	}
	var list []custody.Stamper
	for _, address := range c.Timestamp {
		a, err := stamp.New(address, chain)
		if err != nil {
			return nil, fmt.Errorf("--timestamp: %w", err)
		}
		list = append(list, a)
	}
	return list, nil
}

// witnesses are those that were named.
func (c sealCmd) witnesses() ([]custody.Witness, error) {
	if len(c.Witness) != len(c.WitnessKey) {
		return nil, fmt.Errorf("%d --witness and %d --witness-key: each witness needs its key: %w", len(c.Witness), len(c.WitnessKey), recourse.Invalid)
	}
	var list []custody.Witness
	for i, address := range c.Witness {
		w, err := stamp.NewWitness(address, c.WitnessKey[i])
		if err != nil {
			return nil, fmt.Errorf("--witness: %w", err)
		}
		list = append(list, w)
	}
	return list, nil
}

// certificates reads the certificates of --authority.
func (e *environment) certificates(files []string) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	for _, name := range files {
		text, err := e.readText(name)
		if err != nil {
			return nil, fmt.Errorf("--authority: %w", err)
		}
		before := len(list)
		for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("--authority %s: %v: %w", name, err, recourse.Invalid)
			}
			list = append(list, c)
		}
		if len(list) == before {
			return nil, fmt.Errorf("--authority %s: no certificate in PEM form is in it: %w", name, recourse.Invalid)
		}
	}
	return list, nil
}

func (c sealCmd) write(env *environment, pkg custody.Package) (custody.SealResult, error) {
	if c.Zip {
		return c.writeZip(env, pkg)
	}
	if _, err := os.Lstat(c.Out); err == nil {
		return custody.SealResult{}, fmt.Errorf("%s exists already; choose another name: %w", c.Out, recourse.Conflict)
	}
	temp := filepath.Join(filepath.Dir(c.Out), ".seal-"+recourse.NewID())
	folder, err := durable.NewFolder(temp)
	if err != nil {
		return custody.SealResult{}, fmt.Errorf("make folder beside %s: %v: %w", c.Out, err, recourse.Invalid)
	}
	defer os.RemoveAll(temp)
	result, err := custody.Seal(env, folder, pkg)
	if err := errors.Join(err, folder.Close()); err != nil {
		return result, err
	}
	return result, os.Rename(temp, c.Out)
}

// writeZip writes the package as one file, beside its name first.
func (c sealCmd) writeZip(env *environment, pkg custody.Package) (result custody.SealResult, err error) {
	if _, err := os.Lstat(c.Out); err == nil {
		return result, fmt.Errorf("%s exists already; choose another name: %w", c.Out, recourse.Conflict)
	}
	temp, err := os.CreateTemp(filepath.Dir(c.Out), ".seal-*")
	if err != nil {
		return result, fmt.Errorf("make file beside %s: %v: %w", c.Out, err, recourse.Invalid)
	}
	defer os.Remove(temp.Name())
	defer temp.Close()
	w := bufio.NewWriterSize(temp, 256<<10)
	z, err := custody.NewZip(w, strings.TrimSuffix(filepath.Base(c.Out), ".zip"), pkg.Now)
	if err != nil {
		return result, err
	}
	if result, err = custody.Seal(env, z, pkg); err != nil {
		return result, err
	}
	if err := errors.Join(z.Close(), w.Flush(), temp.Sync(), temp.Chmod(0o644)); err != nil {
		return result, fmt.Errorf("write %s: %w", c.Out, err)
	}
	return result, os.Rename(temp.Name(), c.Out)
}

type verifyCmd struct {
	Package string `arg:"" help:"The package: a folder, or a zip file."`
	Signer  string `help:"The public key that you expect, as it was told to you." placeholder:"KEY"`
	// Authority adds to the roots that the machine trusts.
	Authority  []string `help:"Certificate of an authority whose time stamps you trust, beside those that this machine trusts, as PEM. May be given more than once." placeholder:"FILE"`
	Witness    []string `help:"Public key of a witness that you trust. May be given more than once." placeholder:"KEY"`
	Succession []string `help:"Statement by which a signing key took the place of another, beside those in the package. May be given more than once." placeholder:"FILE"`
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
	report, err := c.verify(env)
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

func (c verifyCmd) verify(env *environment) (custody.Report, error) {
	info, err := os.Stat(c.Package)
	if err != nil {
		return custody.Report{}, inputError(c.Package, err)
	}
	roots, err := x509.SystemCertPool()
	if err != nil {
		roots = x509.NewCertPool()
	}
	trusted, err := env.certificates(c.Authority)
	if err != nil {
		return custody.Report{}, err
	}
	for _, cert := range trusted {
		roots.AddCert(cert)
	}
	opt := custody.VerifyOptions{Signer: c.Signer, Roots: roots, Witnesses: c.Witness}
	for _, name := range c.Succession {
		text, err := env.readText(name)
		if err != nil {
			return custody.Report{}, fmt.Errorf("--succession: %w", err)
		}
		opt.Successions = append(opt.Successions, []byte(text))
	}
	if info.IsDir() {
		return custody.Verify(env, os.DirFS(c.Package), opt)
	}
	f, err := os.Open(c.Package)
	if err != nil {
		return custody.Report{}, inputError(c.Package, err)
	}
	defer f.Close()
	return custody.VerifyZip(env, f, info.Size(), opt)
}

func printReport(env *environment, p *locale.Printer, r custody.Report) {
	switch {
	case r.OK && r.Log == nil:
		env.printf("%s\n", p.T("cli.verify.unsigned", "n", r.Items))
	case r.OK && len(r.VouchedBy) == 0:
		env.printf("%s\n", p.T("cli.verify.unknown", "n", r.Items))
	case r.OK:
		env.printf("%s\n", p.T("cli.verify.ok", "n", r.Items))
	default:
		env.printf("%s\n", p.T("cli.verify.not_ok"))
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
