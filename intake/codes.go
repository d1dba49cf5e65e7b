package intake

import (
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"recourse"
	"recourse/fold"
	"recourse/rule"
)

// codeList says which rail a code means, where banks name the kind of an entry
// by a code. The key is the code, or the beginning of it up to a slash.
type codeList map[string]string

// codeFile is a list of codes as its file says it.
type codeFile struct {
	ID     string            `yaml:"id"` // the scheme
	Name   string            `yaml:"name"`
	Source rule.Source       `yaml:"source"`
	Codes  map[string]string `yaml:"codes"`
	Match  map[string]string `yaml:"match"` // codes and the rails that they must give
	Miss   []string          `yaml:"miss"`  // codes that must give none
}

// the schemes of codes.
const (
	schemeISO   = "iso20022" // domain/family/subfamily
	schemeGVC   = "gvc"      // three digits of German banks
	schemeSWIFT = "swift"    // the three letters behind N, F or S of MT940
	schemeOFX   = "ofx"      // TRNTYPE
	schemeRS    = "rs"       // three digits of the National Bank of Serbia
)

// railNames are the values that a payment's rail can have.
var railNames = []string{"bank-transfer", "instant", "card", "sepa", "direct-debit", "swift", "paypal", "e-money", "money-transfer", "crypto", "cash", "other"}

// loadCodes reads and proves statements/codes/*.yaml.
func loadCodes(fsys fs.FS) (map[string]codeList, error) {
	all := make(map[string]codeList)
	err := eachKnown(fsys, "statements/codes/*.yaml", func(id string, file codeFile) error {
		if err := file.prove(id); err != nil {
			return err
		}
		all[file.ID] = file.Codes
		return nil
	})
	return all, err
}

func (file codeFile) prove(id string) error {
	if file.ID != id {
		return fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
	}
	if err := file.Source.Check(); err != nil {
		return err
	}
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return fmt.Errorf("match and miss need a code each: %w", recourse.Invalid)
	}
	for code, rail := range file.Codes {
		if !slices.Contains(railNames, rail) {
			return fmt.Errorf("code %q: rail %q is not one of %s: %w", code, rail, strings.Join(railNames, ", "), recourse.Invalid)
		}
	}
	for code, want := range file.Match {
		if got := codeList(file.Codes).rail(code); got != want {
			return fmt.Errorf("match %q gives %q, not %q: %w", code, got, want, recourse.Invalid)
		}
	}
	for _, code := range file.Miss {
		if got := codeList(file.Codes).rail(code); got != "" {
			return fmt.Errorf("miss %q gives %q: %w", code, got, recourse.Invalid)
		}
	}
	return nil
}

// rail returns the rail of the longest known beginning of a code.
func (l codeList) rail(code string) string {
	for code != "" {
		if rail, ok := l[code]; ok {
			return rail
		}
		i := strings.LastIndexByte(code, '/')
		if i < 0 {
			break
		}
		code = code[:i]
	}
	return ""
}

// codeRail returns the rail of a code in a scheme, or "".
func (s *Statements) codeRail(scheme, code string) string {
	if s == nil || code == "" {
		return ""
	}
	return s.codes[scheme].rail(strings.TrimSpace(code))
}

// isoRail returns the rail of a code of ISO 20022, or "".
func (s *Statements) isoRail(c bankCode) string {
	if s == nil || c.domain == "" {
		return ""
	}
	for _, code := range []string{c.domain + "/" + c.family + "/" + c.sub, "*/*/" + c.sub, c.domain + "/" + c.family, c.domain} {
		if rail, ok := s.codes[schemeISO][code]; ok {
			return rail
		}
	}
	return ""
}

// ownRail returns the rail of a bank's own code: German banks write the SWIFT
// type, the three digits and more (NTRF+166+931), Serbian ones three digits.
func (s *Statements) ownRail(code string) string {
	for part := range strings.SplitSeq(code, "+") {
		part = strings.TrimSpace(part)
		switch {
		case len(part) != 3 && len(part) != 4:
		case strings.Trim(part, "0123456789") == "" && strings.Contains(code, "+"):
			if rail := s.codeRail(schemeGVC, part); rail != "" {
				return rail
			}
		case strings.Trim(part, "0123456789") == "":
			if rail := s.codeRail(schemeRS, part); rail != "" {
				return rail
			}
		}
	}
	if part, _, _ := strings.Cut(code, "+"); len(part) == 4 && strings.IndexByte("NFS", part[0]) >= 0 {
		return s.codeRail(schemeSWIFT, part[1:])
	}
	return s.codeRail(schemeSWIFT, code)
}

// wordsRail returns the rail that a bank's words for the kind of an entry name,
// in any of the languages that are known.
func (s *Statements) wordsRail(text string) string {
	if s == nil || text == "" {
		return ""
	}
	words := strings.FieldsFunc(fold.Key(text), notWord)
	for i := range s.forms {
		if rail := s.forms[i].rails.of(words, true); rail != "" {
			return rail
		}
	}
	return ""
}

// cardNetwork returns the network of cards that a text names, or "".
func cardNetwork(text string) string { return network(strings.FieldsFunc(fold.Key(text), notWord)) }
