// Package backup copies an instance's data folder to another place, and brings
// it back.
//
// Call [Write] while the instance runs or not, and [Restore] for a new data
// folder. What is kept was encrypted before it came here: blobs are copied as
// they are, records and keys are encrypted to recovery keys whose secrets lie
// elsewhere. Nobody who has only the backup, or only the machine of the backup,
// reads anything in it.
//
//	BACKUP/
//	  blobs/<case>/<2 digits>/<digest>    encrypted under the case's key; each is copied once
//	  snapshots/<20261126T044600Z>/
//	    records.age                       the records, one consistent state
//	    keys.age                          the folder of the keys, as tar
//	    manifest.txt                      "recourse backup 1", then a line a file: SHA-256, size, path
//	    manifest.note                     the manifest's SHA-256, signed with the instance's key
//
// A snapshot gets its name when all of it is durable. Older snapshots are dropped
// when more than asked for are there, and with them blobs that none lists. Until
// then they still hold the keys of cases that were erased since.
package backup
