package backup

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"

	"recourse"
	"recourse/custody"
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

// line is a file of a snapshot.
type line struct {
	sum  string // SHA-256, lower-case hex
	size int64
	path string // below the snapshot, or "blobs/…" below the backup
}

var (
	lineForm = regexp.MustCompile(`^([0-9a-f]{64})  (0|[1-9][0-9]{0,18})  (records\.age|keys\.age|blobs/[0-9A-Za-z]+/[0-9a-f]{2}/[0-9a-f]{64})$`)
	nameForm = regexp.MustCompile(`^[0-9]{8}T[0-9]{6}Z(-1)*$`)
	blobForm = regexp.MustCompile(`^[0-9A-Za-z]+/[0-9a-f]{2}/[0-9a-f]{64}$`)
)

func formatManifest(lines []line) []byte {
	var b bytes.Buffer
	b.WriteString(heading + "\n")
	for _, l := range lines {
		fmt.Fprintf(&b, "%s  %d  %s\n", l.sum, l.size, l.path)
	}
	return b.Bytes()
}

// readManifest reads a snapshot's manifest and returns its lines and digest.
func readManifest(snapshot string) ([]line, string, error) {
	f, err := openPart(snapshot, manifestFile)
	if err != nil {
		return nil, "", err
	}
	defer f.Close()
	sum := sha256.New()
	in := bufio.NewScanner(io.TeeReader(io.LimitReader(f, maxManifest), sum))
	var lines []line
	for n := 0; in.Scan(); n++ {
		if n == 0 {
			if in.Text() != heading {
				return nil, "", fmt.Errorf("%s is not of this form of backup (%.40q): %w", snapshot, in.Text(), recourse.Invalid)
			}
			continue
		}
		m := lineForm.FindStringSubmatch(in.Text())
		if m == nil {
			return nil, "", fmt.Errorf("manifest, line %d: %.80q: %w", n+1, in.Text(), recourse.Invalid)
		}
		size, err := strconv.ParseInt(m[2], 10, 64)
		if err != nil {
			return nil, "", fmt.Errorf("manifest, line %d: %w", n+1, recourse.Invalid)
		}
		lines = append(lines, line{m[1], size, m[3]})
	}
	if err := in.Err(); err != nil {
		return nil, "", fmt.Errorf("read manifest: %w", err)
	}
	return lines, hex.EncodeToString(sum.Sum(nil)), nil
}

// openPart opens a file of a snapshot; one that lacks it is not whole.
func openPart(snapshot, name string) (*os.File, error) {
	f, err := os.Open(filepath.Join(snapshot, name))
	if err != nil {
		return nil, fmt.Errorf("snapshot %s: %s cannot be read: %v: %w", filepath.Base(snapshot), name, err, recourse.Invalid)
	}
	return f, nil
}

// signedText is what the note says of a manifest: an older snapshot does not
// pass under a newer name.
func signedText(name, sum string) string {
	return heading + "\nsnapshot " + name + "\nmanifest " + sum + "\n"
}

// checkNote sees that key signed the manifest with that digest.
func checkNote(snapshot, sum string, key custody.Key) error {
	f, err := openPart(snapshot, noteFile)
	if err != nil {
		return err
	}
	defer f.Close()
	msg, err := io.ReadAll(io.LimitReader(f, 64<<10))
	if err != nil {
		return fmt.Errorf("read note: %w", err)
	}
	text, err := custody.OpenNote(msg, key)
	if err != nil {
		return err
	}
	if text != signedText(filepath.Base(snapshot), sum) {
		return fmt.Errorf("the manifest is not the one that was signed: %w", recourse.Invalid)
	}
	return nil
}

// snapshots lists the whole snapshots of a backup, the oldest first.
func snapshots(backup string) ([]string, error) {
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
