package recourse

// Kind is what sort of failure an error is. Packages wrap one of the kinds
// below with what happened; doors map the kind to an exit code or an HTTP
// status in one place. An error that wraps no kind is our own fault.
type Kind string

// The kinds of errors that the caller can do something about.
const (
	NotFound    Kind = "not found"
	Invalid     Kind = "invalid"
	Denied      Kind = "denied"
	Conflict    Kind = "conflict"
	Unavailable Kind = "unavailable"
)

// Error returns the kind's name.
func (k Kind) Error() string { return string(k) }

// Problem is something wrong with one thing of many: it is reported and the
// rest goes on.
type Problem struct {
	// Path names the file as the person named it; inside an archive the parts
	// are joined with "!".
	Path string `json:"path"`
	// Code is stable. The sentence for people is the locale key "problem.<Code>".
	Code string `json:"code"`
	// Detail is what exactly was found, for those who look closer.
	Detail string `json:"detail,omitempty"`
	// Args are the arguments of the sentence for people, beside "path" and "detail".
	Args Args `json:"-"`
}

// Phrase returns what to say to a person about the problem.
func (p Problem) Phrase() Phrase {
	args := Args{"path": p.Path, "detail": p.Detail}
	for k, v := range p.Args {
		args[k] = v
	}
	return Phrase{Key: "problem." + p.Code, Args: args}
}
