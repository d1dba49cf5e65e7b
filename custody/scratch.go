package custody

import "recourse/internal/spill"

// ScratchFile holds what there is too much of for memory while a package is written or
// verified; an *os.File is one. Close ends it for good.
type ScratchFile = spill.File

// Scratch makes such files. Nil means that there is no place for any, and that memory
// grows with the number of items.
type Scratch = spill.Place
