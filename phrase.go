package recourse

// Phrase is something to say to a person before a language is chosen: a locale
// key and its arguments. Engines return phrases; package locale says them.
type Phrase struct {
	Key  string `json:"key"`
	Args Args   `json:"args,omitempty"`
}

// Args are a phrase's arguments by name. A value is a string, an int, a Date,
// a Moment, a money.Amount, or a Phrase to be said in its place.
type Args map[string]any

// P returns the phrase of key with args given as name, value pairs.
func P(key string, pairs ...any) Phrase {
	if len(pairs) == 0 {
		return Phrase{Key: key}
	}
	args := make(Args, len(pairs)/2)
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			args[name] = pairs[i+1]
		}
	}
	return Phrase{Key: key, Args: args}
}
