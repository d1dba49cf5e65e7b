package deadline

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
	_ "time/tzdata"

	"recourse"
	"recourse/knowledge"
	"recourse/rule"
	// zones are needed where the machine has none
)

// Calendars are the calendars of the jurisdictions that are known.
type Calendars struct {
	byID map[string]*Calendar
}

// Calendar is one jurisdiction's zone and public holidays.
type Calendar struct {
	// ID is the country's code in capitals; ZZ is the general jurisdiction.
	ID string
	// Languages are what its people and offices read, the first most of all.
	Languages []string
	// Zone is where its offices' clocks are.
	Zone *time.Location
	// Sources say where the holidays come from.
	Sources []rule.Source
	// Varies says that parts of the country keep further holidays.
	Varies bool

	from, to int // the years that are known; to is 0 where rules reach beyond
	days     []holiday
}

// jurisdiction is a file of knowledge/jurisdictions. Bodies and Law belong to
// the packages that plan and judge; they are not read here.
type jurisdiction struct {
	ID        string       `yaml:"id"`
	Name      string       `yaml:"name"`
	Zone      string       `yaml:"zone"`
	Languages []string     `yaml:"languages"`
	Holidays  holidayRules `yaml:"holidays"`
	Bodies    any          `yaml:"bodies"`
	Law       any          `yaml:"law"`
}

type holidayRules struct {
	Known struct {
		From int `yaml:"from"`
		To   int `yaml:"to"`
	} `yaml:"known"`
	Varies  bool          `yaml:"varies"`
	Sources []rule.Source `yaml:"sources"`
	Days    []holiday     `yaml:"days"`
}

// LoadCalendars reads knowledge/jurisdictions from fsys. A file that is wrong
// is an error of kind Invalid that names it.
func LoadCalendars(fsys fs.FS) (*Calendars, error) {
	names, err := knowledge.Glob(fsys, "jurisdictions/*.yaml")
	if err != nil {
		return nil, fmt.Errorf("list jurisdictions: %w", err)
	}
	all := &Calendars{byID: make(map[string]*Calendar, len(names))}
	for _, name := range names {
		c, err := loadCalendar(fsys, name)
		if err != nil {
			return nil, err
		}
		all.byID[c.ID] = c
	}
	return all, nil
}

func loadCalendar(fsys fs.FS, name string) (*Calendar, error) {
	var j jurisdiction
	if err := knowledge.Decode(fsys, name, &j); err != nil {
		return nil, err
	}
	if want := strings.ToUpper(knowledge.ID(path.Base(name))); j.ID != want {
		return nil, fmt.Errorf("%s: id is %q, want %q as the file's name says: %w", name, j.ID, want, recourse.Invalid)
	}
	zone, err := time.LoadLocation(j.Zone)
	if err != nil || j.Zone == "" {
		return nil, fmt.Errorf("%s: unknown zone %q: %w", name, j.Zone, recourse.Invalid)
	}
	h := j.Holidays
	for i := range h.Days {
		if err := h.Days[i].compile(h.Known.From, h.Known.To); err != nil {
			return nil, fmt.Errorf("%s: holiday %d (%s): %w", name, i+1, h.Days[i].ID, err)
		}
	}
	if len(h.Days) > 0 && (h.Known.From < 1900 || len(h.Sources) == 0) {
		return nil, fmt.Errorf("%s: holidays need known.from and a source: %w", name, recourse.Invalid)
	}
	for _, s := range h.Sources {
		if err := s.Check(); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return &Calendar{ID: j.ID, Languages: j.Languages, Zone: zone, Sources: h.Sources, Varies: h.Varies, from: h.Known.From, to: h.Known.To, days: h.Days}, nil
}

// Get returns the calendar of a country's code, in either case. An unknown one
// is an error of kind NotFound that lists those that are known.
func (c *Calendars) Get(id string) (*Calendar, error) {
	if cal, ok := c.byID[strings.ToUpper(id)]; ok {
		return cal, nil
	}
	return nil, fmt.Errorf("calendar %.20q is not known, only %s: %w", id, strings.Join(c.IDs(), ", "), recourse.NotFound)
}

// Noon is the middle of a day where a country's calendar lies, in UTC where no
// calendar is known for it: a time that is on the same day in every zone near.
func (c *Calendars) Noon(day recourse.Date, country string) time.Time {
	zone := time.UTC
	if cal, err := c.Get(country); err == nil {
		zone = cal.Zone
	}
	return day.In(zone).Add(12 * time.Hour)
}

// IDs lists the calendars in alphabetical order.
func (c *Calendars) IDs() []string {
	ids := make([]string, 0, len(c.byID))
	for id := range c.byID {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// HolidayIDs lists the ids of all calendars' holidays, each once, in order.
func (c *Calendars) HolidayIDs() []string {
	var ids []string
	for _, cal := range c.byID {
		for _, h := range cal.days {
			ids = append(ids, h.ID)
		}
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}

// Holiday is one non-working day. Its name for people is the locale key
// "holiday.<ID>".
type Holiday struct {
	Date recourse.Date
	ID   string
	// Substitute says that the day stands in for one that fell on a weekend.
	Substitute bool
}

// Phrase returns the holiday's name.
func (h Holiday) Phrase() recourse.Phrase {
	if h.Substitute {
		return recourse.P("holiday.substitute", "name", recourse.P("holiday."+h.ID))
	}
	return recourse.P("holiday." + h.ID)
}

// UnknownYearError says for which year a calendar's holidays are not known. It is
// of kind NotFound.
type UnknownYearError struct {
	Calendar string
	Year     int

	known string
}

func (e *UnknownYearError) Error() string {
	return fmt.Sprintf("the public holidays of calendar %s are not known for %d, only for %s: %v", e.Calendar, e.Year, e.known, recourse.NotFound)
}

// Unwrap returns the kind.
func (*UnknownYearError) Unwrap() error { return recourse.NotFound }

// Holidays lists the public holidays of a year in the order of their dates,
// weekends included. A year that is not known is an
// [UnknownYearError].
func (c *Calendar) Holidays(year int) ([]Holiday, error) {
	if len(c.days) == 0 {
		return nil, fmt.Errorf("the public holidays of calendar %s are not known: %w", c.ID, recourse.NotFound)
	}
	if year < c.from || (c.to != 0 && year > c.to) || year > maxYear {
		return nil, &UnknownYearError{Calendar: c.ID, Year: year, known: c.span()}
	}
	var list []Holiday
	for _, h := range c.days {
		list = append(list, h.in(year)...)
	}
	slices.SortFunc(list, byDate)
	list = append(list, substitutes(c.days, list, year)...)
	slices.SortFunc(list, byDate)
	return slices.CompactFunc(list, func(a, b Holiday) bool { return a.Date == b.Date }), nil
}

func (c *Calendar) span() string {
	if c.to == 0 {
		return fmt.Sprintf("%d and later", c.from)
	}
	return fmt.Sprintf("%d to %d", c.from, c.to)
}

func byDate(a, b Holiday) int {
	switch {
	case a.Date.Before(b.Date):
		return -1
	case a.Date.After(b.Date):
		return 1
	default:
		return strings.Compare(a.ID, b.ID)
	}
}
