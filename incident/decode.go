package incident

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"recourse"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// MaxSize is the largest incident file that is read, in bytes.
const MaxSize = 32 << 20

//go:embed schema.json
var schemaJSON []byte

// Schema returns the form of an incident as JSON Schema 2020-12.
func Schema() []byte { return bytes.Clone(schemaJSON) }

// A Form checks incidents against the schema. Build one with [NewForm] and
// keep it; it is safe for concurrent use.
type Form struct{ schema *jsonschema.Schema }

// NewForm compiles the schema.
func NewForm() (*Form, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schemaJSON))
	if err != nil {
		return nil, fmt.Errorf("read incident schema: %w", err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("incident.json", doc); err != nil {
		return nil, fmt.Errorf("add incident schema: %w", err)
	}
	schema, err := c.Compile("incident.json")
	if err != nil {
		return nil, fmt.Errorf("compile incident schema: %w", err)
	}
	return &Form{schema}, nil
}

// Decode reads an incident. What cannot be read as one is an error of kind
// Invalid that says where; a field that the form does not have is a problem
// and is left out. Facts that cannot be true are problems and stay.
func (f *Form) Decode(r io.Reader) (Incident, []recourse.Problem, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxSize+1))
	if err != nil {
		return Incident{}, nil, fmt.Errorf("read incident: %w", err)
	}
	if len(b) > MaxSize {
		return Incident{}, nil, fmt.Errorf("incident is larger than %d MiB: %w", MaxSize>>20, recourse.Invalid)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		return Incident{}, nil, fmt.Errorf("incident is not JSON: %v: %w", err, recourse.Invalid)
	}
	problems, err := f.check(doc)
	if err != nil {
		return Incident{}, nil, err
	}
	var in Incident
	if err := json.Unmarshal(b, &in); err != nil {
		return Incident{}, nil, fmt.Errorf("read incident: %v: %w", err, recourse.Invalid)
	}
	return in, append(problems, in.Check()...), nil
}

// Strict makes an incident of a tree in its form, as a file of knowledge holds
// one: a field that the form does not have is an error of kind Invalid.
func Strict(tree any) (Incident, error) {
	b, err := json.Marshal(tree)
	if err != nil {
		return Incident{}, fmt.Errorf("incident: %v: %w", err, recourse.Invalid)
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	var in Incident
	if err := dec.Decode(&in); err != nil {
		return Incident{}, fmt.Errorf("incident: %v: %w", err, recourse.Invalid)
	}
	return in, nil
}

// check applies the schema and tells unknown fields from what breaks the form.
func (f *Form) check(doc any) ([]recourse.Problem, error) {
	err := f.schema.Validate(doc)
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return nil, err
	}
	var problems []recourse.Problem
	var broken []string
	english := message.NewPrinter(language.English)
	var walk func(e *jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) > 0 {
			for _, c := range e.Causes {
				walk(c)
			}
			return
		}
		place := "/" + strings.Join(e.InstanceLocation, "/")
		if extra, ok := e.ErrorKind.(*kind.AdditionalProperties); ok {
			problems = append(problems, recourse.Problem{Path: place, Code: "unknown-field", Detail: strings.Join(extra.Properties, ", ")})
			return
		}
		broken = append(broken, place+": "+e.ErrorKind.LocalizedString(english))
	}
	walk(invalid)
	if len(broken) > 0 {
		const most = 5
		if len(broken) > most {
			broken = append(broken[:most], fmt.Sprintf("and %d more", len(broken)-most))
		}
		return nil, fmt.Errorf("incident does not have the form that 'recourse incident schema' prints: %s: %w", strings.Join(broken, "; "), recourse.Invalid)
	}
	return problems, nil
}
