// Package custody keeps the proof: an append-only log of what was done to which
// item, checkpoints of it that are signed, and packages that a stranger can
// verify with tools that Recourse did not write.
//
// Call [Seal] to write a package into a [Folder] (a directory, or [NewZip]), and
// [Verify] or [VerifyZip] to check one: ours, or any BagIt bag of RFC 8493 that
// others made. Whoever keeps a log over time holds its [Head] and calls
// [Head.Next] for each [Entry]; [Tree] proves that an entry is in the log.
//
// What is promised: the same items, log, key and time give the same bytes; a
// byte changed anywhere in a package, a file added, dropped or renamed, an entry
// reordered and an older log put in place of the right one are found; and a
// check that cannot be made is never reported as passed. What a package does not
// prove is said in every [Report], see [Report.DoesNotProve].
//
// The log is a Merkle tree as RFC 6962 has it, its checkpoints are signed notes
// (https://c2sp.org/tlog-checkpoint, https://c2sp.org/signed-note) and its proofs
// are those of https://c2sp.org/tlog-proof. doc/custody.md and doc/package.md are
// exact enough to write a second implementation.
//
// The package reads no clock and no disk: time, files and randomness are
// arguments. All functions are safe for concurrent use; a [Zip] belongs to one
// goroutine.
package custody
