package backup

import (
	"archive/tar"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"recourse/custody"
	"recourse/internal/durable"
	"recourse/internal/spill"

	"filippo.io/age"
)

// snapshot writes records, keys and manifest under a name of no snapshot, and
// gives them theirs when all is durable.
func (w *writer) snapshot(records string, blobs *spill.List) error {
	wanted := make(map[string]bool) // the files of the cases' keys
	last := ""
	for rec, err := range blobs.All() {
		if err != nil {
			return err
		}
		if of := spill.Read(rec).Key(); of != last {
			last, wanted["cases/"+of+".age"] = of, true
		}
	}
	root := filepath.Join(w.to, snapshotsDir)
	temp, err := os.MkdirTemp(root, durable.TempPrefix)
	if err != nil {
		return fmt.Errorf("backup: %w", err)
	}
	defer os.RemoveAll(temp)
	files, err := w.encrypted(temp, records, wanted)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(wanted)) { // its key was destroyed between its blobs and the keys, or was not there before
		id := strings.TrimSuffix(strings.TrimPrefix(name, "cases/"), ".age")
		if _, err := w.key(id); err != nil {
			return err
		}
		w.noKey(id)
	}
	sum, err := writeManifest(filepath.Join(temp, manifestFile), blobs, files)
	if err != nil {
		return err
	}
	if err := w.name(); err != nil {
		return err
	}
	note, err := custody.SignNote(w.Signer, signedText(w.res.Snapshot, sum))
	if err != nil {
		return err
	}
	if err := durable.WriteFile(filepath.Join(temp, noteFile), note); err != nil {
		return err
	}
	if err := durable.SyncDir(temp); err != nil {
		return err
	}
	return durable.Rename(temp, filepath.Join(root, w.res.Snapshot))
}

// name lets the snapshot's name stand behind the newest one's, where two are made within
// one second or a clock was set back.
func (w *writer) name() error {
	names, err := Snapshots(w.to)
	if n := len(names); n > 0 && w.res.Snapshot <= names[n-1] {
		w.res.Snapshot = names[n-1] + "-1"
	}
	return err
}

// encrypted writes the records and the keys into a folder, and takes those that are there
// out of wanted.
func (w *writer) encrypted(dir, records string, wanted map[string]bool) (files []line, err error) {
	for _, part := range []struct {
		name string
		fill func(io.Writer) error
	}{
		{recordsFile, func(out io.Writer) error { return copyInto(out, records) }},
		{keysFile, func(out io.Writer) error { return tarFolder(out, filepath.Join(w.Data, keysDir), wanted) }},
	} {
		l, err := w.encrypt(filepath.Join(dir, part.name), part.fill)
		if err != nil {
			return nil, err
		}
		l.of = part.name
		files = append(files, l)
	}
	return files, nil
}

// encrypt writes a file that the recovery keys open.
func (w *writer) encrypt(name string, fill func(io.Writer) error) (line, error) {
	f, err := durable.Begin(filepath.Dir(name))
	if err != nil {
		return line{}, err
	}
	defer f.Discard()
	sum := sha256.New()
	counted := &counter{}
	enc, err := age.Encrypt(io.MultiWriter(f, sum, counted), w.Recipients...)
	if err == nil {
		err = fill(enc)
	}
	if err == nil {
		err = enc.Close()
	}
	if err == nil {
		_, err = f.Commit(name)
	}
	if err != nil {
		return line{}, fmt.Errorf("write %s: %w", filepath.Base(name), err)
	}
	l := line{size: counted.n}
	sum.Sum(l.sum[:0])
	return l, nil
}

type counter struct{ n int64 }

// Write counts.
func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}

func copyInto(out io.Writer, name string) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(out, f)
	return err
}

// tarFolder writes the regular files of a folder and those below it, and takes
// their names out of wanted.
func tarFolder(out io.Writer, root string, wanted map[string]bool) error {
	dir, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer dir.Close()
	tw := tar.NewWriter(out)
	err = fs.WalkDir(dir.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || strings.HasPrefix(d.Name(), durable.TempPrefix) {
			return err
		}
		b, err := dir.ReadFile(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a case was erased in this moment
		}
		if err != nil {
			return err
		}
		if err := tw.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: int64(len(b))}); err != nil {
			return err
		}
		delete(wanted, name)
		_, err = tw.Write(b)
		return err
	})
	return errors.Join(err, tw.Close())
}
