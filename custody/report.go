package custody

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"recourse"
)

// The kinds of packages that Verify reads.
const (
	KindRecourse = "recourse" // sealed by Recourse: a bag with a signed log
	KindBagIt    = "bagit"    // any other bag of RFC 8493
)

// What may vouch for a package.
const (
	BySigner      = "signer"
	ByStamp       = "timestamp"
	ByWitness     = "witness"
	ByCertificate = "certificate"
)

// Report is what Verify found. A Report is OK only where every check was made
// and every check passed.
type Report struct {
	OK   bool
	Kind string
	// Container is "asic-e" where the package lies in a container of that form.
	Container string
	// Within is the folder in which the package lies in what was given; empty where all
	// of that is the package. What lies beside it was not checked.
	Within   string
	Items    int   // files below data/
	Bytes    int64 // of these files
	Problems []recourse.Problem
	Log      *LogReport // nil where there is no log that could be read
	// Timestamps are the stamps of outside authorities; empty where there are none.
	Timestamps []Timestamp
	// Signatures are those with a certificate, on a container.
	Signatures []CertifiedSignature
	// Witnesses are those that signed the checkpoint beside the log.
	Witnesses []Cosigned
	// VouchedBy says by what the package is more than somebody's word: Signer, the
	// expected one, Stamp and Witness, trusted ones. Where it is empty, anybody
	// may have sealed the files anew.
	VouchedBy []string
	// Fetch are the files that the bag says are elsewhere.
	Fetch []Fetch
	// Proves and DoesNotProve are said to people, in this order.
	Proves       []recourse.Phrase
	DoesNotProve []recourse.Phrase

	unchecked []string // tag files that no tag manifest lists

	weak int // files of which the bag has digests by MD5 or SHA-1 alone
}

// LogReport is the log of a sealed package.
type LogReport struct {
	Size     int64     // entries
	Root     string    // base64
	Signer   string    // public key, as ParseKey reads it
	Origin   string    // the log's name
	SealedAt time.Time // by the clock of the machine that sealed
	// Earlier are the keys that signed before Signer, the oldest first.
	Earlier []EarlierKey
	// Ended is when another key took the place of Signer; zero where that is not known.
	Ended time.Time
	// Successor and Predecessor say that statements lead from the expected signer
	// to Signer, or the other way.
	Successor, Predecessor bool
	// ClockBack is how many entries say that the clock had been set back.
	ClockBack int
}

// EarlierKey is a key that another took the place of.
type EarlierKey struct {
	Key   string    `json:"key"`
	Until time.Time `json:"until"`
}

// Timestamp is the stamp of an outside authority on the checkpoint.
type Timestamp struct {
	Time      time.Time `json:"time"`
	Authority string    `json:"authority"`
	// Of is what was stamped: the checkpoint where it is empty, else the "container".
	Of string `json:"of,omitempty"`
	// OK: it holds, and its authority is one that the caller trusts.
	OK     bool   `json:"ok"`
	Policy string `json:"policy,omitempty"` // object identifier
	// Root is the SHA-256 of the certificate at the end of the chain, in hex.
	Root       string `json:"root,omitempty"`
	Revocation string `json:"revocation,omitempty"` // NotRevoked or RevocationUnknown
	// NoPart names certificates beside the stamp that are in no chain from its
	// authority's: the first eight, and "+n" for more.
	NoPart []string `json:"no_part,omitempty"`
}

// Fetch is one line of fetch.txt: a file that the bag does not carry itself.
type Fetch struct {
	URL     string `json:"url"`
	Length  string `json:"length"` // bytes, or "-"
	Path    string `json:"path"`
	Present bool   `json:"present"`
}

// MarshalJSON writes the report for programs, with the keys of its phrases in
// place of sentences; [Report.Said] has the sentences.
func (r Report) MarshalJSON() ([]byte, error) {
	return json.Marshal(r.Said(func(p recourse.Phrase) string { return p.Key }))
}

// Said is a report in one language, in the form that `recourse verify --json` prints.
type Said struct {
	OK           bool                 `json:"ok"`
	Kind         string               `json:"kind"`
	Container    string               `json:"container,omitempty"`
	Within       string               `json:"within,omitempty"`
	Items        int                  `json:"items"`
	Bytes        int64                `json:"bytes"`
	Problems     []recourse.Problem   `json:"problems"`
	Log          *saidLog             `json:"log"`
	Timestamps   []Timestamp          `json:"timestamps"`
	Witnesses    []Cosigned           `json:"witnesses"`
	Signatures   []CertifiedSignature `json:"signatures,omitempty"`
	VouchedBy    []string             `json:"vouched_by"`
	Fetch        []Fetch              `json:"fetch,omitempty"`
	Proves       []string             `json:"proves"`
	DoesNotProve []string             `json:"does_not_prove"`
}

type saidLog struct {
	Size     int64  `json:"size"`
	Root     string `json:"root"`
	Signer   string `json:"signer"`
	Origin   string `json:"origin"`
	SealedAt string `json:"sealed_at"`
	// Earlier are the keys that signed before, Ended is when the signer was replaced.
	Earlier   []EarlierKey `json:"earlier_keys,omitempty"`
	Ended     string       `json:"signer_ended,omitempty"`
	ClockBack int          `json:"clock_set_back,omitempty"`
}

// Said returns the report with its phrases as say gives them.
func (r Report) Said(say func(recourse.Phrase) string) Said {
	s := Said{
		OK: r.OK, Kind: r.Kind, Container: r.Container, Within: r.Within, Signatures: r.Signatures, Items: r.Items, Bytes: r.Bytes, Fetch: r.Fetch,
		Problems: append([]recourse.Problem{}, r.Problems...), Timestamps: append([]Timestamp{}, r.Timestamps...),
		Witnesses: append([]Cosigned{}, r.Witnesses...), VouchedBy: append([]string{}, r.VouchedBy...),
		Proves: []string{}, DoesNotProve: []string{},
	}
	for _, p := range r.Proves {
		s.Proves = append(s.Proves, say(p))
	}
	for _, p := range r.DoesNotProve {
		s.DoesNotProve = append(s.DoesNotProve, say(p))
	}
	if l := r.Log; l != nil {
		s.Log = &saidLog{l.Size, l.Root, l.Signer, l.Origin, stamp(l.SealedAt), l.Earlier, stamp(l.Ended), l.ClockBack}
	}
	return s
}

// maxProblems is how many problems a report lists; more of them say nothing new.
const maxProblems = 10000

// explain adds a problem whose detail has words for people, the locale key
// custody.why.<key>; detail is what programs read.
func (r *Report) explain(code, path, detail, key string, pairs ...any) {
	r.addPhrase(code, path, detail, recourse.P(whyPrefix+key, pairs...))
}

const whyPrefix = "custody.why."

func (r *Report) addPhrase(code, path, detail string, why recourse.Phrase) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, recourse.Problem{Code: code, Path: path, Detail: detail, Args: recourse.Args{"detail": why}})
	}
}

// row adds a problem with a line of a file.
func (r *Report) row(code, path string, n int, text string) {
	r.explain(code, path, fmt.Sprintf("line %d: %s", n, text), "row", "n", n, "text", text)
}

// stamp adds that a time stamp does not hold.
func (r *Report) stamp(path string, err error) {
	why := recourse.P(whyPrefix + "stamp-unreadable")
	var known *stampError
	if errors.As(err, &known) {
		why = known.why
	}
	r.addPhrase("stamp", path, strings.TrimPrefix(err.Error(), errStamp.Error()+": "), why)
}

// unreadable adds that a file could not be read.
func (r *Report) unreadable(code, path string, err error) {
	key := "disk"
	switch {
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, recourse.NotFound):
		key = "absent"
	case errors.Is(err, fs.ErrPermission):
		key = "denied"
	case errors.Is(err, recourse.Invalid):
		key = "long"
	}
	r.explain(code, path, err.Error(), key)
}

func (r *Report) add(code, path, detail string) {
	if len(r.Problems) < maxProblems {
		r.Problems = append(r.Problems, recourse.Problem{Code: code, Path: path, Detail: detail})
	}
}
