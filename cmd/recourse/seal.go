package main

import (
	"bufio"
	"cmp"
	"context"
	"crypto"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"time"

	"recourse"
	"recourse/custody"
	"recourse/intake"
	"recourse/internal/app"
	"recourse/internal/durable"
)

type sealCmd struct {
	Paths    []string `arg:"" name:"path" help:"Files and folders to keep."`
	Out      string   `required:"" help:"The package to write; it must not exist yet." placeholder:"PACKAGE"`
	Zip      bool     `help:"One zip file instead of a folder." xor:"form"`
	ASiC     bool     `name:"asic" help:"One ASiC-E container (ETSI EN 319 162-1) instead of a folder; it needs --timestamp, or --sign-certificate." xor:"form"`
	vouchers `embed:""`

	SignCertificate string `help:"Sign the ASiC-E container with this certificate, as PEM; those that vouch for it may follow in the file." placeholder:"FILE"`
	SignKey         string `help:"The certificate's key, as PEM (PKCS #8; RSA or ECDSA)." placeholder:"FILE"`
	kindFlags
}

// Help is the long help.
func (sealCmd) Help() string { return "Example: recourse seal chat.txt slips/ --out evidence" }

// Run seals the files into a package.
func (c sealCmd) Run(env *environment) error {
	now, err := env.now()
	if err != nil {
		return err
	}
	engines, p, err := env.load(app.Words | app.Statements | app.Brands)
	if err != nil {
		return err
	}
	if err := app.Apart(c.Out, c.Paths...); err != nil {
		return err
	}
	files, problems, err := app.List(c.Paths)
	if err != nil {
		return err
	}
	defer files.Close()
	if files.Len() == 0 {
		printProblems(&environment{out: env.err}, p, problems)
		return nothingLeft(p, problems)
	}
	kinds, err := c.read(c.Paths, foundNames(files))
	if err != nil {
		return err
	}
	signer, err := env.signer(p)
	if err != nil {
		return err
	}
	far := env.meter(p, files.Len())
	source := func(f app.Found) intake.Source { return far.source(f.Source()) }
	gathered, more, err := app.Gather(env, files, source)
	if err != nil {
		return err
	}
	defer gathered.Close()
	problems = append(problems, more...)
	far.set(0, 0) // they are read again to tell what they are, and while they are written
	more, err = c.describe(env, engines, files, source, gathered, kinds)
	if err != nil {
		return err
	}
	problems = append(problems, more...)
	far.set(0, 0)
	printProblems(&environment{out: env.err}, p, problems)
	if none, err := noItem(gathered.Items(now)); err != nil || none {
		return cmp.Or(err, nothingLeft(p, problems))
	}
	stampers, err := c.stampers(env)
	if err != nil {
		return err
	}
	witnesses, err := c.witnesses()
	if err != nil {
		return err
	}
	pkg := custody.Package{
		Scratch: app.Scratch, Stream: gathered.Items(now), Signer: signer, Now: now, Who: "owner", Door: "cli", Speaker: p, Stampers: stampers, Witnesses: witnesses,
		Open: func(ctx context.Context, it custody.Item) (io.ReadCloser, error) {
			r, err := app.OpenFound(ctx, it)
			if err != nil {
				return nil, err
			}
			return far.reader(r), nil
		},
	}
	certified, err := c.certified(env)
	if err != nil {
		return err
	}
	result, err := c.write(env, pkg, certified)
	if err != nil {
		return err
	}
	if env.common.JSON {
		sums, err := sumsOf(gathered.Items(now))
		if err != nil {
			return err
		}
		return env.printJSON(sealedJSON{
			c.Out, result.Items, result.Bytes, signer.Key().String(), result.LogID, result.Head.Size, result.Head.Last, string(result.Checkpoint),
			sums, app.ProblemsJSON(p, problems),
		})
	}
	env.printf("%s\n", p.T("cli.seal.done", "n", result.Items, "path", c.Out, "signer", signer.Key().String()))
	return nil
}

// noItem reports whether there is no item.
func noItem(items iter.Seq2[custody.Item, error]) (bool, error) {
	for _, err := range items {
		return false, err
	}
	return true, nil
}

// sealedJSON is the package that was written.
type sealedJSON struct {
	Out        string            `json:"out"`
	Items      int               `json:"items"`
	Bytes      int64             `json:"bytes"` // of the items
	Signer     string            `json:"signer"`
	Log        string            `json:"log"` // its ID
	Entries    int64             `json:"entries"`
	SealedAt   time.Time         `json:"sealed_at"`
	Checkpoint string            `json:"checkpoint"`
	SHA256     map[string]string `json:"sha256"` // of the items, by their paths
	Problems   []app.ProblemJSON `json:"problems"`
}

func sumsOf(items iter.Seq2[custody.Item, error]) (map[string]string, error) {
	m := make(map[string]string)
	for i, err := range items {
		if err != nil {
			return nil, err
		}
		m[i.Path] = i.SHA256
	}
	return m, nil
}

// foundNames are the names that files have here.
func foundNames(files *app.Listing) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for f, err := range files.All() {
			if !yield(f.Name, err) {
				return
			}
		}
	}
}

// certificates reads the certificates in the files of a flag.
func (e *environment) certificates(flag string, files []string) ([]*x509.Certificate, error) {
	var list []*x509.Certificate
	for _, name := range files {
		text, err := e.readText(name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", flag, err)
		}
		before := len(list)
		for block, rest := pem.Decode([]byte(text)); block != nil; block, rest = pem.Decode(rest) {
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return nil, fmt.Errorf("%s %s: %v: %w", flag, name, err, recourse.Invalid)
			}
			list = append(list, c)
		}
		if len(list) == before {
			return nil, misused(recourse.Invalid, "certificate", "flag", flag, "path", name)
		}
	}
	return list, nil
}

func (c sealCmd) write(env *environment, pkg custody.Package, certified *custody.CertificateSigner) (custody.SealResult, error) {
	if c.Zip || c.ASiC {
		return c.writeZip(env, pkg, certified)
	}
	if _, err := os.Lstat(c.Out); err == nil {
		return custody.SealResult{}, misused(recourse.Conflict, "exists", "path", c.Out)
	}
	durable.SweepLeft(filepath.Dir(c.Out), time.Now())
	temp, held, folder, err := makeFolder(c.Out, "seal")
	if err != nil {
		return custody.SealResult{}, err
	}
	defer held.Close()
	defer os.RemoveAll(temp)
	result, err := custody.Seal(env, folder, pkg)
	if err := errors.Join(err, folder.Close()); err != nil {
		return result, err
	}
	return result, os.Rename(temp, c.Out)
}

// makeFolder makes a folder beside out, and holds it, until it is whole and gets that
// name.
func makeFolder(out, command string) (temp string, held io.Closer, folder *durable.Folder, err error) {
	temp, held, err = durable.MakeHeld(filepath.Dir(out), command, func(name string) (err error) {
		if folder != nil {
			_ = folder.Close() // it was taken before it was held
		}
		folder, err = durable.NewFolder(name)
		return err
	})
	if err != nil {
		return "", nil, nil, fmt.Errorf("make folder beside %s: %v: %w", out, err, recourse.Invalid)
	}
	return temp, held, folder, nil
}

// writeZip writes the package as one file, beside its name first.
func (c sealCmd) writeZip(env *environment, pkg custody.Package, certified *custody.CertificateSigner) (result custody.SealResult, err error) {
	if _, err := os.Lstat(c.Out); err == nil {
		return result, misused(recourse.Conflict, "exists", "path", c.Out)
	}
	durable.SweepLeft(filepath.Dir(c.Out), time.Now())
	var temp *os.File
	_, held, err := durable.MakeHeld(filepath.Dir(c.Out), "seal", func(name string) (err error) {
		if temp != nil {
			_ = temp.Close() // it was taken before it was held
		}
		temp, err = os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
		return err
	})
	if err != nil {
		return result, fmt.Errorf("make file beside %s: %v: %w", c.Out, err, recourse.Invalid)
	}
	defer held.Close()
	defer os.Remove(temp.Name())
	defer temp.Close()
	w := bufio.NewWriterSize(temp, 256<<10)
	if result, err = c.sealInto(env, w, pkg, certified); err != nil {
		return result, err
	}
	if err := errors.Join(w.Flush(), temp.Sync(), temp.Chmod(0o644)); err != nil {
		return result, fmt.Errorf("write %s: %w", c.Out, err)
	}
	return result, os.Rename(temp.Name(), c.Out)
}

// sealInto writes the zip or the container, below one folder of the file's name.
func (c sealCmd) sealInto(env *environment, w io.Writer, pkg custody.Package, certified *custody.CertificateSigner) (custody.SealResult, error) {
	base := filepath.Base(c.Out)
	if !c.ASiC {
		z, err := custody.NewZip(w, strings.TrimSuffix(base, ".zip"), pkg.Now, pkg.Scratch)
		if err != nil {
			return custody.SealResult{}, err
		}
		result, err := custody.Seal(env, z, pkg)
		if err != nil {
			return result, err
		}
		return result, z.Close()
	}
	a, err := custody.NewASiC(w, strings.TrimSuffix(base, ".asice"), pkg.Now, pkg.Scratch)
	if err != nil {
		return custody.SealResult{}, err
	}
	result, err := custody.Seal(env, a, pkg)
	if err != nil {
		return result, err
	}
	return result, a.Close(env, certified, pkg.Stampers)
}

// certified reads the certificate to sign a container with; nil where none is named.
func (c sealCmd) certified(env *environment) (*custody.CertificateSigner, error) {
	switch {
	case c.ASiC && c.SignCertificate == "" && len(c.Timestamp) == 0:
		return nil, misused(recourse.Invalid, "asic")
	case (c.SignCertificate == "") != (c.SignKey == ""), c.SignCertificate != "" && !c.ASiC:
		return nil, misused(recourse.Invalid, "asic-pair")
	case c.SignCertificate == "":
		return nil, nil
	}
	chain, err := env.certificates("--sign-certificate", []string{c.SignCertificate})
	if err != nil {
		return nil, err
	}
	text, err := env.readText(c.SignKey)
	if err != nil {
		return nil, fmt.Errorf("--sign-key: %w", err)
	}
	unusable := misused(recourse.Invalid, "sign-key", "path", c.SignKey)
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, unusable
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, unusable
	}
	signer, ok := key.(crypto.Signer)
	if !ok {
		return nil, unusable
	}
	s, err := custody.NewCertificateSigner(chain, signer)
	if err != nil {
		return nil, fmt.Errorf("--sign-key: %w", err)
	}
	return s, nil
}
