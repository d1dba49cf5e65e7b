// Package cores says over how many cores work is spread, and keeps them busy while
// others wait for the disk.
//
// Go's scheduler takes GOMAXPROCS for both: as many goroutines run as that says, and one
// that waits in a system call for the disk counts as running until the scheduler notices,
// up to ten milliseconds later. On two cores the goroutine that writes an item then keeps
// half of the machine from the two that hash and encrypt it. So whoever keeps items lets a
// few more run than there are cores ([Oversubscribe]); all others do not, because what only
// computes is some percent slower so. What spreads work asks [Count].
package cores

import (
	"os"
	"runtime"
)

// count is taken before Oversubscribe can change it.
var count = runtime.GOMAXPROCS(0)

// waiting is how many goroutines are expected to wait for the disk at a time: with two
// more than cores handing in is fastest (doc/performance.md).
const waiting = 2

// Count is over how many goroutines work is worth spreading: as many cores as the program
// began with, which is what the machine has, the container allows or GOMAXPROCS says.
func Count() int { return count }

// Oversubscribe lets a few more goroutines run than there are cores. Where the
// environment names GOMAXPROCS it does nothing. A later change of what the container
// allows is not followed any more.
func Oversubscribe() {
	if os.Getenv("GOMAXPROCS") == "" {
		runtime.GOMAXPROCS(count + waiting)
	}
}
