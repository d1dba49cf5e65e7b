package main

// harmless is a program that does nothing, to see how programs are held.
const harmless = "whoami"
