package main

// keeper is killed where programs can be killed without a word.
func keeper() {}
