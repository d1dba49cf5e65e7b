package intake

import (
	"time"

	"recourse"
	"recourse/incident"
)

// moment puts a day and a clock in seconds together; in zone it becomes an instant.
// An hour that the zone's clocks leave out stays a clock without a zone.
func moment(d recourse.Date, clock int32, zone *time.Location) recourse.Moment {
	h, m, s := int(clock/3600), int(clock/60)%60, int(clock)%60
	wall := time.Date(d.Year, d.Month, d.Day, h, m, s, 0, time.UTC)
	if zone == nil {
		return recourse.Moment{Time: wall, Precision: recourse.WallClock}
	}
	at := time.Date(d.Year, d.Month, d.Day, h, m, s, 0, zone)
	if at.Hour() != wall.Hour() || at.Minute() != wall.Minute() {
		return recourse.Moment{Time: wall, Precision: recourse.WallClock}
	}
	return recourse.At(at)
}

// twice reports whether the clocks of at's zone show its hour two times on that
// day, as they do where they are put back.
func twice(at time.Time) bool {
	const around = 3 * time.Hour // clocks are put back by less
	_, own := at.Zone()
	for _, near := range []time.Time{at.Add(-around), at.Add(around)} {
		_, offset := near.Zone()
		if offset == own {
			continue
		}
		if _, then := at.Add(time.Duration(own-offset) * time.Second).Zone(); then == offset {
			return true
		}
	}
	return false
}

// doubtHours says which of a chat's messages stand in an hour that the clocks of
// zone show twice, and which in one that they leave out. Instants that the file
// itself gives have another zone, and no doubt.
func (f *File) doubtHours(list []incident.Message, zone *time.Location) {
	if zone == nil {
		return
	}
	doubled, missing := 0, 0
	for i := range list {
		switch at := list[i].Time; {
		case at.Precision == recourse.WallClock:
			missing++
		case at.Precision == recourse.Instant && at.Time.Location() == zone && twice(at.Time):
			doubled++
		}
	}
	if doubled > 0 {
		f.problem("clocks-doubled", "", "n", doubled)
	}
	if missing > 0 {
		f.problem("clocks-skipped", "", "n", missing)
	}
}
