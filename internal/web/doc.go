// Package web is the door for people: pages that a browser shows, rendered on
// the server, complete without scripts.
//
// Call [New] with the application and serve what it returns. Everything a person
// sees is a locale key under "web."; every page struct embeds [Base]. A handler
// is one file and one shape: load, check, show the same form again with the
// message, or do and redirect.
//
// What this package promises: no request leaves its origin, no inline script or
// style, nothing is stored by the browser, uploads never execute, and in
// personal mode only a loopback name reaches it.
package web
