package model

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"

	"recourse"
)

// magic begins a weights file; doc/model.md is the form.
const magic = "recourse model 1\n"

const (
	// MaxFile is the largest weights file that is read, in bytes.
	MaxFile = 32 << 20
	// maxMeta and maxLexicon are the largest description and lexicon in it.
	maxMeta    = 256 << 10
	maxLexicon = 4 << 20
)

// Meta is what a model says of itself.
type Meta struct {
	// Name tells versions apart, as 2026-11-c.
	Name string `json:"name"`
	// Bias is the log-odds of a text of which nothing is known, and Step the unit of weights.
	Bias float64 `json:"bias"`
	Step float64 `json:"step"`
	// Stack makes one probability of the model and the rules.
	Stack Stack `json:"stack"`
	// Languages are those of which it has learnt enough, as tags.
	Languages []string `json:"languages,omitempty"`
	// Card is what it was trained on and how good it is, as package train wrote it.
	Card json.RawMessage `json:"card,omitempty"`
}

// Stack says how the model's log-odds and what rules found become one log-odds.
type Stack struct {
	Model float64 `json:"model"`
	Rules float64 `json:"rules"`
	Bias  float64 `json:"bias"`
	// Alone is added to what rules found where they stand for themselves; 0 says
	// that they do not.
	Alone float64 `json:"alone,omitempty"`
}

// against is how much the words count that speak against a pattern met in full,
// by cross-validation on what the shipped model learns from.
const against = 2

// LogOdds returns Model*model + Rules*rules + Bias. Where rules + Alone is above 0,
// a pattern is met in full: then it stands for itself, less twice what the words
// say against it, if that is more.
func (s Stack) LogOdds(model, rules float64) float64 {
	both := s.Model*model + s.Rules*rules + s.Bias
	if alone := rules + s.Alone; s.Alone != 0 && alone > 0 {
		return max(both, alone+against*min(0, both))
	}
	return both
}

// Weight is what was learnt of one feature.
type Weight struct {
	Index  uint32
	Weight float32
	Rarity float32 // inverse document frequency, above 0 and up to 31
}

// New makes a model of weights, with the lexicon that they were learnt with; nil
// is none. It sets meta.Step. Weights that are not finite,
// a rarity out of range and an index out of the table are errors of kind
// [recourse.Invalid].
func New(meta Meta, lexicon *Lexicon, weights []Weight) (*Model, error) {
	most := float32(0)
	for _, w := range weights {
		a := max(w.Weight, -w.Weight)
		if w.Index >= 1<<Bits || math.IsNaN(float64(w.Weight)) || math.IsInf(float64(a), 0) || w.Rarity <= 0 || w.Rarity > 31 {
			return nil, fmt.Errorf("weight %v of feature %d with rarity %v: %w", w.Weight, w.Index, w.Rarity, recourse.Invalid)
		}
		most = max(most, a)
	}
	meta.Step = float64(max(most, 1e-6)) / math.MaxInt16
	m := &Model{meta: meta, lexicon: lexicon, cells: make([]cell, 1<<Bits)}
	for _, w := range weights {
		m.cells[w.Index] = cell{
			weight: int16(math.Round(float64(w.Weight) / meta.Step)),
			rarity: uint16(max(1, math.Round(float64(w.Rarity)/rarityStep))),
		}
	}
	return m, m.check()
}

// check reports numbers that no training gives.
func (m *Model) check() error {
	for _, v := range []float64{m.meta.Bias, m.meta.Step, m.meta.Stack.Model, m.meta.Stack.Rules, m.meta.Stack.Bias, m.meta.Stack.Alone} {
		if math.IsNaN(v) || math.Abs(v) > 1e6 {
			return fmt.Errorf("model %q: a number of its description is out of range: %w", m.meta.Name, recourse.Invalid)
		}
	}
	return nil
}

// WriteTo writes the weights file.
func (m *Model) WriteTo(w io.Writer) (int64, error) {
	meta, err := json.Marshal(m.meta)
	if err != nil {
		return 0, fmt.Errorf("encode description: %w", err)
	}
	var b bytes.Buffer
	b.WriteString(magic)
	number := func(n uint64) { b.Write(binary.AppendUvarint(nil, n)) }
	number(uint64(len(meta)))
	b.Write(meta)
	var lexicon []byte
	if m.lexicon != nil {
		lexicon = m.lexicon.text()
	}
	number(uint64(len(lexicon)))
	b.Write(lexicon)
	n := uint64(0)
	for _, c := range m.cells {
		if c.rarity > 0 {
			n++
		}
	}
	number(n)
	last := -1
	for i, c := range m.cells {
		if c.rarity == 0 {
			continue
		}
		number(uint64(i - last))
		b.Write(binary.AppendVarint(nil, int64(c.weight)))
		number(uint64(c.rarity))
		last = i
	}
	sum := sha256.Sum256(b.Bytes())
	b.Write(sum[:])
	return b.WriteTo(w)
}

// Read reads a weights file. One that is cut short, changed, too large or not of
// this form is an error of kind [recourse.Invalid].
func Read(r io.Reader) (*Model, error) {
	all, err := io.ReadAll(io.LimitReader(r, MaxFile+1))
	if err != nil {
		return nil, fmt.Errorf("read weights: %w", err)
	}
	m, err := decode(all)
	if err != nil {
		return nil, fmt.Errorf("read weights: %w: %w", err, recourse.Invalid)
	}
	return m, nil
}

var errShort = errors.New("the file is cut short")

func decode(all []byte) (*Model, error) {
	switch {
	case len(all) > MaxFile:
		return nil, fmt.Errorf("the file is larger than %d bytes", MaxFile)
	case !bytes.HasPrefix(all, []byte(magic)):
		return nil, errors.New("it is no weights file of this version")
	case len(all) < len(magic)+sha256.Size:
		return nil, errShort
	}
	body, sum := all[:len(all)-sha256.Size], all[len(all)-sha256.Size:]
	if sha256.Sum256(body) != [sha256.Size]byte(sum) {
		return nil, errors.New("its bytes do not fit its digest: it was changed or cut short")
	}
	in := input{rest: body[len(magic):]}
	meta := in.block(maxMeta)
	lexicon := in.block(maxLexicon)
	if in.bad {
		return nil, errShort
	}
	m := &Model{cells: make([]cell, 1<<Bits)}
	dec := json.NewDecoder(bytes.NewReader(meta))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m.meta); err != nil {
		return nil, fmt.Errorf("its description: %v", err)
	}
	if len(lexicon) > 0 {
		var err error
		if m.lexicon, err = parseLexicon(string(lexicon)); err != nil {
			return nil, err
		}
	}
	if err := m.readCells(&in); err != nil {
		return nil, err
	}
	return m, m.check()
}

// input is what is left of a file. Once something is wrong it stays bad.
type input struct {
	rest []byte
	bad  bool
}

func (in *input) number() uint64 {
	n, size := binary.Uvarint(in.rest)
	if size <= 0 {
		in.bad, in.rest = true, nil
		return 0
	}
	in.rest = in.rest[size:]
	return n
}

func (in *input) signed() int64 {
	n := in.number()
	return int64(n>>1) ^ -int64(n&1)
}

// block returns as many bytes as the number before them says.
func (in *input) block(most uint64) []byte {
	n := in.number()
	if n > most || n > uint64(len(in.rest)) {
		in.bad, in.rest = true, nil
		return nil
	}
	b := in.rest[:n]
	in.rest = in.rest[n:]
	return b
}

func (m *Model) readCells(in *input) error {
	n := in.number()
	if in.bad || n > 1<<Bits {
		return errors.New("its number of features is not sound")
	}
	at := uint64(0)
	for i := range n {
		delta, weight, rarity := in.number(), in.signed(), in.number()
		if in.bad {
			return errShort
		}
		if i == 0 {
			delta-- // the first stands behind place -1
		}
		at += delta
		if i > 0 && delta == 0 || at >= 1<<Bits || delta >= 1<<Bits || weight < math.MinInt16 || weight > math.MaxInt16 || rarity == 0 || rarity > math.MaxUint16 {
			return fmt.Errorf("feature %d is not sound", i)
		}
		m.cells[at] = cell{int16(weight), uint16(rarity)}
	}
	if len(in.rest) > 0 {
		return errors.New("something stands behind its features")
	}
	return nil
}
