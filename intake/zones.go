package intake

import (
	"cmp"
	"fmt"
	"io/fs"
	"strings"
	"time"
	_ "time/tzdata" // a bare machine has no zones

	"recourse"
	"recourse/rule"
)

// zoneFile says what abbreviations of zones mean in tables.
type zoneFile struct {
	ID     string            `yaml:"id"`
	Name   string            `yaml:"name"`
	Source rule.Source       `yaml:"source"`
	Zones  map[string]string `yaml:"zones"` // abbreviation -> area
	Only   []struct {
		Form  string            `yaml:"form"`
		Zones map[string]string `yaml:"zones"`
	} `yaml:"only"`
	Also    map[string]string `yaml:"also"` // another language's abbreviation -> one of zones
	Several []string          `yaml:"several"`
	Words   []string          `yaml:"words"`
	Match   []zoneExample     `yaml:"match"`
	Miss    []zoneExample     `yaml:"miss"`
}

// zoneExample is a clock in a zone, and the instant that it is.
type zoneExample struct {
	Form string          `yaml:"form"`
	At   recourse.Moment `yaml:"at"`
	Zone string          `yaml:"zone"`
	Is   string          `yaml:"is,omitempty"`
}

// clockZones are the abbreviations of zones that are known. They are immutable.
type clockZones struct {
	areas   map[string]*time.Location
	only    map[string]map[string]*time.Location // of one form
	also    map[string]string
	several map[string]bool
	words   map[string]bool // behind a clock, and no zones
}

// loadZones reads and proves statements/zones/*.yaml.
func loadZones(fsys fs.FS) (*clockZones, error) {
	z := &clockZones{make(map[string]*time.Location), make(map[string]map[string]*time.Location), make(map[string]string), make(map[string]bool), make(map[string]bool)}
	err := eachKnown(fsys, "statements/zones/*.yaml", func(id string, file zoneFile) error {
		if file.ID != id {
			return fmt.Errorf("id is %q: %w", file.ID, recourse.Invalid)
		}
		if err := file.Source.Check(); err != nil {
			return err
		}
		if err := addAreas(z.areas, file.Zones); err != nil {
			return err
		}
		for _, o := range file.Only {
			if z.only[o.Form] == nil {
				z.only[o.Form] = make(map[string]*time.Location)
			}
			if err := addAreas(z.only[o.Form], o.Zones); err != nil {
				return err
			}
		}
		for other, short := range file.Also {
			if z.areas[short] == nil || strings.ToUpper(other) != other {
				return fmt.Errorf("zone %q is %q, which is none, or not in capitals: %w", other, short, recourse.Invalid)
			}
			z.also[other], z.areas[other] = short, z.areas[short]
		}
		for _, w := range file.Several {
			z.several[w] = true
		}
		for _, w := range file.Words {
			z.words[w] = true
		}
		return file.prove(z)
	})
	return z, err
}

func addAreas(to map[string]*time.Location, zones map[string]string) error {
	for short, area := range zones {
		loc, err := time.LoadLocation(area)
		if err != nil || strings.ToUpper(short) != short {
			return fmt.Errorf("zone %q is %q, which is no area, or not in capitals: %w", short, area, recourse.Invalid)
		}
		to[short] = loc
	}
	return nil
}

// prove runs the examples that the file carries.
func (file zoneFile) prove(z *clockZones) error {
	if len(file.Match) == 0 || len(file.Miss) == 0 {
		return fmt.Errorf("match and miss need a clock each: %w", recourse.Invalid)
	}
	for _, e := range append(file.Match, file.Miss...) {
		t := e.At.Time
		c := zoneCache{all: z, form: e.Form}
		m, _ := c.at(recourse.DateOf(t), int32(t.Hour()*3600+t.Minute()*60+t.Second()), e.Zone)
		if got := m.String(); e.Is != got && (e.Is != "" || m.Precision == recourse.Instant) {
			return fmt.Errorf("%s %s gives %q, not %q: %w", e.At, e.Zone, got, e.Is, recourse.Invalid)
		}
	}
	return nil
}

// zoneCache finds the zones that one table names. It is for one goroutine.
type zoneCache struct {
	all   *clockZones
	form  string
	paged bool                      // cells are cut out of a page: a word that no file knows is the next cell's
	areas map[string]*time.Location // by their whole names; nil for what is none
}

// behindClock returns what follows a clock and names its zone, or "": an offset, an
// abbreviation in capitals, the name of an area.
func (c *zoneCache) behindClock(rest string) string {
	if len(rest) > 1 && (rest[0] == '.' || rest[0] == ',') && isDigit(rest[1]) { // parts of a second
		rest = strings.TrimLeft(rest[1:], "0123456789")
	}
	words := strings.Fields(strings.Trim(rest, " \u00a0\u202f()[]"))
	if len(words) == 0 {
		return ""
	}
	said := words[0]
	if _, ok := clockOffset(said); !ok && len(words) > 1 {
		if _, ok := clockOffset(said + words[1]); ok {
			return said + words[1] // UTC +2
		}
	}
	if looksLikeZone(said) && !c.all.isWord(said) && (!c.paged || c.knows(said)) {
		return said
	}
	return ""
}

// isWord reports whether a word in capitals names no zone.
func (z *clockZones) isWord(s string) bool { return z != nil && z.words[s] }

// knows reports whether a word is an offset or an area, or an abbreviation that is known.
func (c *zoneCache) knows(said string) bool {
	if _, ok := clockOffset(said); ok || c.area(said) != nil {
		return true
	}
	return c.short(said) != nil || c.all != nil && c.all.several[said]
}

// short is the area of an abbreviation, or nil.
func (c *zoneCache) short(said string) *time.Location {
	if c.all == nil {
		return nil
	}
	said = strings.ToUpper(said)
	return cmp.Or(c.all.areas[said], c.all.only[c.form][said])
}

// looksLikeZone reports whether a word behind a clock has the form of a zone's name.
func looksLikeZone(s string) bool {
	const shortest, longest = 2, 5
	if s == "Z" || s == "z" || strings.ContainsRune(s, '/') && s[0] >= 'A' && s[0] <= 'Z' {
		return true
	}
	if _, ok := clockOffset(s); ok || len(s) > 1 && (s[0] == '+' || s[0] == '-') && isDigit(s[1]) {
		return true // also an offset that no clock has
	}
	for i := range len(s) {
		if s[i] < 'A' || s[i] > 'Z' {
			return false
		}
	}
	return len(s) >= shortest && len(s) <= longest
}

// clockOffset reads an offset: +01:00, -0500, +2, and the same behind UTC or GMT.
func clockOffset(s string) (*time.Location, bool) {
	const most = 14 // hours
	s = strings.Replace(s, "−", "-", 1)
	if rest, ok := strings.CutPrefix(s, "UTC"); ok {
		s = rest
	} else if rest, ok := strings.CutPrefix(s, "GMT"); ok {
		s = rest
	}
	if len(s) < 2 || s[0] != '+' && s[0] != '-' {
		return nil, false
	}
	hours, minutes, parted := strings.Cut(s[1:], ":")
	if !parted && len(hours) == 4 {
		hours, minutes = hours[:2], hours[2:]
	}
	if len(hours) > 2 || hours == "" || digitsIn(hours+minutes) != len(hours+minutes) || minutes != "" && len(minutes) != 2 || parted && minutes == "" {
		return nil, false
	}
	h, m := smallNumber(hours), smallNumber(minutes)
	if h > most || m > 59 {
		return nil, false
	}
	seconds := h*3600 + m*60
	if s[0] == '-' {
		seconds = -seconds
	}
	return offset(seconds), true
}

// smallNumber is the number that a few digits make.
func smallNumber(s string) (n int) {
	for i := range len(s) {
		n = n*10 + int(s[i]-'0')
	}
	return n
}

// at returns the instant of a clock in the zone that is said. Where that can be several,
// is not known, or its clocks are called otherwise on that day, it stays a clock without
// a zone, and ok is false.
func (c *zoneCache) at(d recourse.Date, clock int32, said string) (at recourse.Moment, ok bool) {
	if loc, ok := clockOffset(said); ok {
		return moment(d, clock, loc), true
	}
	if strings.ContainsRune(said, '/') {
		loc := c.area(said)
		return moment(d, clock, loc), loc != nil
	}
	short, loc := strings.ToUpper(said), c.short(said)
	if loc == nil {
		return moment(d, clock, nil), false
	}
	if c.all.also[short] != "" {
		short = c.all.also[short]
	}
	at = moment(d, clock, loc)
	for _, by := range []time.Duration{0, time.Hour, -time.Hour} { // the hour that clocks show twice
		if t := at.Time.Add(by); at.Precision == recourse.Instant && isCalled(t, short) && t.Hour() == at.Time.Hour() && t.Minute() == at.Time.Minute() {
			return recourse.At(t), true
		}
	}
	return moment(d, clock, nil), false
}

// isCalled reports whether the clocks of t's zone are called so at that time.
func isCalled(t time.Time, short string) bool {
	name, _ := t.Zone()
	return name == short || short == "Z" && name == "UTC"
}

// area returns the area of that whole name, Europe/Belgrade, or nil.
func (c *zoneCache) area(name string) *time.Location {
	const most, longest = 64, 40
	if loc, seen := c.areas[name]; seen {
		return loc
	}
	if !strings.ContainsRune(name, '/') || len(c.areas) == most || len(name) > longest || strings.Trim(name, areaLetters) != "" {
		return nil
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		loc = nil
	}
	if c.areas == nil {
		c.areas = make(map[string]*time.Location)
	}
	c.areas[name] = loc
	return loc
}

// areaLetters are those of the names of areas.
const areaLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/_+-"
