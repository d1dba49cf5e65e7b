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
	// maxMeta is the largest description in it.
	maxMeta = 1 << 20
)

// Meta is what a model says of itself.
type Meta struct {
	// Name tells versions apart, as 2026-11-a.
	Name string `json:"name"`
	// Bias is the log-odds of a text of which nothing is known, and Step the unit of weights.
	Bias float64 `json:"bias"`
	Step float64 `json:"step"`
	// Stack makes one probability of the model and the rules.
	Stack Stack `json:"stack"`
	// Lexicon has the terms of each concept that the model has learnt, folded.
	Lexicon map[string][]string `json:"lexicon,omitempty"`
	// Languages are those of which it has learnt enough, as tags.
	Languages []string `json:"languages,omitempty"`
	// Card is what it was trained on and how good it is, as package train wrote it.
	Card json.RawMessage `json:"card,omitempty"`
}

// Stack says how the model's log-odds and what rules found become one log-odds:
// Model*model + Rules*rules + Bias.
type Stack struct {
	Model float64 `json:"model"`
	Rules float64 `json:"rules"`
	Bias  float64 `json:"bias"`
}

// Weight is what was learnt of one feature.
type Weight struct {
	Index  uint32
	Weight float32
	Rarity float32 // inverse document frequency, above 0 and up to 31
}

// New makes a model of weights. It sets meta.Step. Weights that are not finite,
// a rarity out of range and an index out of the table are errors of kind
// [recourse.Invalid].
func New(meta Meta, weights []Weight) (*Model, error) {
	most := float32(0)
	for _, w := range weights {
		a := max(w.Weight, -w.Weight)
		if w.Index >= 1<<Bits || math.IsNaN(float64(w.Weight)) || math.IsInf(float64(a), 0) || w.Rarity <= 0 || w.Rarity > 31 {
			return nil, fmt.Errorf("weight %v of feature %d with rarity %v: %w", w.Weight, w.Index, w.Rarity, recourse.Invalid)
		}
		most = max(most, a)
	}
	meta.Step = float64(max(most, 1e-6)) / math.MaxInt16
	m := &Model{meta: meta, cells: make([]cell, 1<<Bits)}
	if err := m.addLexicon(); err != nil {
		return nil, err
	}
	for _, w := range weights {
		m.cells[w.Index] = cell{
			weight: int16(math.Round(float64(w.Weight) / meta.Step)),
			rarity: uint16(max(1, math.Round(float64(w.Rarity)/rarityStep))),
		}
	}
	return m, m.check()
}

// addLexicon makes the lexicon of the description.
func (m *Model) addLexicon() error {
	if len(m.meta.Lexicon) == 0 {
		return nil
	}
	var err error
	m.lexicon, err = NewLexicon(m.meta.Lexicon)
	return err
}

// check reports numbers that no training gives.
func (m *Model) check() error {
	for _, v := range []float64{m.meta.Bias, m.meta.Step, m.meta.Stack.Model, m.meta.Stack.Rules, m.meta.Stack.Bias} {
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
	in := bytes.NewReader(body[len(magic):])
	size, err := binary.ReadUvarint(in)
	if err != nil || size > maxMeta {
		return nil, errors.New("its description has no sound length")
	}
	meta := make([]byte, size)
	if _, err := io.ReadFull(in, meta); err != nil {
		return nil, errShort
	}
	m := &Model{cells: make([]cell, 1<<Bits)}
	dec := json.NewDecoder(bytes.NewReader(meta))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&m.meta); err != nil {
		return nil, fmt.Errorf("its description: %v", err) //nolint:errorlint // the kind is given by Read
	}
	if err := m.addLexicon(); err != nil {
		return nil, err
	}
	if err := m.readCells(in); err != nil {
		return nil, err
	}
	return m, m.check()
}

func (m *Model) readCells(in io.ByteReader) error {
	n, err := binary.ReadUvarint(in)
	if err != nil || n > 1<<Bits {
		return errors.New("its number of features is not sound")
	}
	at := uint64(0)
	for i := range n {
		delta, err1 := binary.ReadUvarint(in)
		weight, err2 := binary.ReadVarint(in)
		rarity, err3 := binary.ReadUvarint(in)
		if err := errors.Join(err1, err2, err3); err != nil {
			return errShort
		}
		if i == 0 {
			delta--
		}
		at += delta
		if i > 0 && delta == 0 || at >= 1<<Bits || delta >= 1<<Bits || weight < math.MinInt16 || weight > math.MaxInt16 || rarity == 0 || rarity > math.MaxUint16 {
			return fmt.Errorf("feature %d is not sound", i)
		}
		m.cells[at] = cell{int16(weight), uint16(rarity)}
	}
	if _, err := in.ReadByte(); !errors.Is(err, io.EOF) {
		return errors.New("something stands behind its features")
	}
	return nil
}
