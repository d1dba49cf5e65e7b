package main

import (
	"io/fs"

	"recourse/internal/durable"
)

// refusals are the ways in which a disk refuses, as the system says them.
var refusals = map[string]struct{ err, kind error }{"forbidden": {fs.ErrPermission, durable.ErrReadOnly}}
