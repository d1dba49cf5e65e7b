// Package intake reads what a person has: chats, mails, bank statements, documents,
// saved pages, captures, pictures and archives of them.
//
// Call [Read] for one file. It never fails as a whole: what is wrong with a
// file, or with one inside it, is a line in [File].Problems, and the rest is
// still read. It changes nothing, runs nothing and opens nothing but the file:
// text in pages and pictures is read by the caller's [PDFReader] and
// [PictureReader]. All reading is bounded by [Limits].
//
// [LoadStatements] reads the names that banks give to the columns of their
// statements; [LoadChats] the words with which apps write a chat that they
// export; [LoadMailboxes] the domains at which anybody can open a mailbox;
// [ReadKeys] public keys of mail servers; [Sources] lists the files of a folder.
//
// [File].Meta is what a file says of itself, [File].Pages where in its text a page,
// slide or sheet stands.
//
// Of a mail, [File].Auth says who sent it as far as that can be known, and
// whose word each result is; [File].Signs what does not fit together.
// [File.MailLines] puts both into words.
package intake
