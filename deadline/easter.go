package deadline

import (
	"time"

	"recourse"
)

// orthodoxEaster returns Easter Sunday of the Julian calendar as a Gregorian
// date (Meeus, Astronomical Algorithms, chapter 8).
func orthodoxEaster(year int) recourse.Date {
	a, b, c := year%4, year%7, year%19
	d := (19*c + 15) % 30
	e := (2*a + 4*b - d + 34) % 7
	f := d + e + 114
	julian := recourse.Date{Year: year, Month: time.Month(f / 31), Day: f%31 + 1}
	// The calendars are 13 days apart until February 2100, then 14.
	return julian.AddDays(year/100 - year/400 - 2)
}

// westernEaster returns Easter Sunday of the Gregorian calendar
// (Meeus, Jones and Butcher).
func westernEaster(year int) recourse.Date {
	a, b, c := year%19, year/100, year%100
	d, e := b/4, b%4
	g := (b - (b+8)/25 + 1) / 3
	h := (19*a + b - d - g + 15) % 30
	i, k := c/4, c%4
	l := (32 + 2*e + 2*i - h - k) % 7
	m := (a + 11*h + 22*l) / 451
	n := h + l - 7*m + 114
	return recourse.Date{Year: year, Month: time.Month(n / 31), Day: n%31 + 1}
}
