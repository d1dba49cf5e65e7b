// Package capture keeps a web page before it vanishes: as a picture, as a PDF, as
// one file with all its parts (MHTML), and what the server answered, with the
// digest of that answer.
//
// A [Browser] is ready for use as it is; call [Browser.Capture]. Chromium is started
// with an empty profile of its own and thrown away afterwards. It has no way out but
// a proxy of internal/guard: no address in a private network, so many bytes and
// requests, and a limit on its time. internal/child holds it: no files of others, no
// sockets but TCP, and where the kernel can hold that (Landlock 4) no connection but
// to the proxy. Chromium's own sandbox is off, because it cannot be set up inside
// these limits; its memory is not limited.
package capture

import (
	"time"

	"recourse/internal/child"
	"recourse/internal/guard"
)

// program is Chromium, as Debian names it.
const program = "chromium"

// Browser captures pages. The zero value is ready for use; it is safe for concurrent
// use.
type Browser struct {
	// Time is how long one capture may take, Settle how long a page may load before it
	// is taken as it stands; 60 and 20 seconds where zero.
	Time, Settle time.Duration
	// Proxy bounds what the page may load.
	Proxy guard.ProxyOptions
}

// Find returns where Chromium is, or a child.NotInstalledError.
func Find() (string, error) { return child.Find(program) }

// Install is the command that installs Chromium on Debian and Ubuntu.
const Install = "apt-get install chromium"
