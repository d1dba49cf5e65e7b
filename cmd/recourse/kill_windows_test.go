package main

// keeper is killed where programs can be killed without a word.
func keeper() {}

// killedAt is the same at a step.
func killedAt() {}
