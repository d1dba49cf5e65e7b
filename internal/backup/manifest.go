package backup

import (
	"bufio"
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"recourse/internal/durable"
	"recourse/internal/spill"
)

// The files of a snapshot.
const (
	recordsFile  = "records.age"
	keysFile     = "keys.age"
	manifestFile = "manifest.txt"
	noteFile     = "manifest.note"
	heading      = "recourse backup 1"
	timeForm     = "20060102T150405Z"

	blobsDir     = "blobs"
	snapshotsDir = "snapshots"
	// maxManifest bounds what is read of a manifest, in bytes: ten million files.
	maxManifest = 2 << 30
)

// line is a file of a snapshot, or a blob.
type line struct {
	sum    [sha256.Size]byte
	size   int64
	of     string            // the case of a blob, or the name of the file
	blob   bool              // it is a blob, and so has a
	digest [sha256.Size]byte // that names it
}

// path is the file below the snapshot, or the blob below the backup.
func (l *line) path() string {
	if !l.blob {
		return l.of
	}
	return blobsDir + "/" + l.name()
}

// below is the file of a blob in a data folder or a backup.
func (l *line) below(root string) string {
	return filepath.Join(root, blobsDir, filepath.FromSlash(l.name()))
}

// name is the path of a blob below the folder of the blobs.
func (l *line) name() string {
	digest := hex.EncodeToString(l.digest[:])
	return l.of + "/" + digest[:2] + "/" + digest
}

// id names a blob as records do.
func (l *line) id() string { return l.of + "/" + hex.EncodeToString(l.digest[:]) }

// inOrder compares lines by their paths.
func inOrder(a, b line) int {
	switch {
	case a.blob && b.blob:
		return cmp.Or(strings.Compare(a.of, b.of), bytes.Compare(a.digest[:], b.digest[:]))
	case a.blob:
		return -1 // blobs/… stands before keys.age and records.age
	case b.blob:
		return 1
	}
	return strings.Compare(a.of, b.of)
}

var (
	lineForm = regexp.MustCompile(`^([0-9a-f]{64})  (0|[1-9][0-9]{0,18})  (records\.age|keys\.age|blobs/([0-9A-Za-z]+)/([0-9a-f]{2})/([0-9a-f]{64}))$`)
	nameForm = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z(-1)*$`)
	blobForm = regexp.MustCompile(`^([0-9A-Za-z]+)/([0-9a-f]{2})/([0-9a-f]{64})$`)
)

// cases holds each case's ID once.
type cases map[string]string

// blob returns the line of the blob of a case with that digest, which must be one.
func (c cases) blob(caseID, digest string) (l line, ok bool) {
	if len(digest) != 2*sha256.Size {
		return l, false
	}
	if _, err := hex.Decode(l.digest[:], []byte(digest)); err != nil {
		return l, false
	}
	id, known := c[caseID]
	if !known {
		id = strings.Clone(caseID) // and not the line of which it is a part
		c[id] = id
	}
	l.of, l.blob = id, true
	return l, true
}

// writeManifest writes the manifest of blobs in their order, and of the other files, and
// returns its digest.
func writeManifest(name string, blobs *spill.List, files []line) (sum string, err error) {
	f, err := durable.Begin(filepath.Dir(name))
	if err != nil {
		return "", err
	}
	defer f.Discard()
	h := sha256.New()
	w := bufio.NewWriter(io.MultiWriter(f, h))
	put := func(l *line) { fmt.Fprintf(w, "%x  %d  %s\n", l.sum, l.size, l.path()) }
	fmt.Fprintf(w, "%s\n", heading)
	for rec, err := range blobs.All() {
		if err != nil {
			return "", err
		}
		l := readLine(rec)
		put(&l)
	}
	slices.SortFunc(files, inOrder) // behind the blobs, by their paths
	for i := range files {
		put(&files[i])
	}
	if err = w.Flush(); err == nil {
		_, err = f.Commit(name)
	}
	if err != nil {
		return "", fmt.Errorf("write manifest: %w", err)
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// record is the record of a blob in the order of the lines.
func (l *line) record() []byte {
	rec := append(spill.AppendKey(nil, l.of), l.digest[:]...)
	return append(spill.AppendInt(rec, l.size), l.sum[:]...)
}

func readLine(rec []byte) line {
	f := spill.Read(rec)
	l := line{blob: true, of: f.Key()}
	copy(l.digest[:], f.Bytes(sha256.Size))
	l.size = f.Int()
	copy(l.sum[:], f.Rest())
	return l
}

// readManifest calls f with each line of a snapshot's manifest and returns the manifest's
// digest.
func readManifest(snapshot string, f func(line) error) (string, error) {
	in, err := openPart(snapshot, manifestFile)
	if err != nil {
		return "", err
	}
	defer in.Close()
	sum := sha256.New()
	lines := bufio.NewScanner(io.TeeReader(io.LimitReader(in, maxManifest), sum))
	known := make(cases)
	for n := 0; lines.Scan(); n++ {
		if n == 0 {
			if err := checkHeading(snapshot, lines.Text()); err != nil {
				return "", err
			}
			continue
		}
		l, ok := known.parse(lines.Text())
		if !ok {
			return "", &broken{snapshot, manifestFile, "backup-list", fmt.Sprintf("line %d: %.80q", n+1, lines.Text())}
		}
		if err := f(l); err != nil {
			return "", err
		}
	}
	if err := lines.Err(); err != nil {
		return "", &broken{snapshot, manifestFile, "backup-list", err.Error()}
	}
	return hex.EncodeToString(sum.Sum(nil)), nil
}

// blobsOf adds the blobs that a snapshot lists.
func blobsOf(snapshot string, to *spill.Sorter) error {
	_, err := readManifest(snapshot, func(l line) error {
		if !l.blob {
			return nil
		}
		return to.Add(l.record())
	})
	return err
}

// lookup finds lines that are asked for in their order.
type lookup struct {
	from *spill.Cursor
	at   line
	more bool
}

func newLookup(from *spill.Cursor) *lookup {
	l := &lookup{from: from}
	l.step()
	return l
}

func (l *lookup) step() {
	if l.more = l.from.Next(); l.more {
		l.at = readLine(l.from.Record())
	}
}

// find returns the line of a blob.
func (l *lookup) find(blob line) (line, bool) {
	for l.more && inOrder(l.at, blob) < 0 {
		l.step()
	}
	if !l.more || inOrder(l.at, blob) != 0 {
		return line{}, false
	}
	return l.at, true
}

// parse reads a line of a manifest.
func (c cases) parse(text string) (l line, ok bool) {
	m := lineForm.FindStringSubmatch(text)
	if m == nil {
		return l, false
	}
	switch m[3] {
	case recordsFile:
		l.of = recordsFile
	case keysFile:
		l.of = keysFile
	default:
		if l, ok = c.blob(m[4], m[6]); !ok || m[5] != m[6][:2] {
			return l, false
		}
	}
	size, err := strconv.ParseInt(m[2], 10, 64)
	if err != nil {
		return l, false
	}
	l.size = size
	_, err = hex.Decode(l.sum[:], []byte(m[1]))
	return l, err == nil
}

// signedText is what the note says of a manifest: an older snapshot does not
// pass under a newer name.
func signedText(name, sum string) string {
	return heading + "\nsnapshot " + name + "\nmanifest " + sum + "\n"
}

// Snapshots lists the whole snapshots of a backup, the oldest first.
func Snapshots(backup string) ([]string, error) {
	entries, err := os.ReadDir(filepath.Join(backup, snapshotsDir))
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("list snapshots: %w", err)
	}
	var names []string
	for _, e := range entries {
		if !e.IsDir() || !nameForm.MatchString(e.Name()) {
			continue
		}
		// An empty folder is none of ours, whatever its name; one that lacks a file is
		// a snapshot that is not whole, and is said to be.
		if in, err := os.ReadDir(filepath.Join(backup, snapshotsDir, e.Name())); err != nil || len(in) > 0 {
			names = append(names, e.Name())
		}
	}
	slices.Sort(names)
	return names, nil
}
