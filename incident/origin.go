package incident

import (
	"encoding/json"
	"fmt"

	"recourse"
)

// Origin is where a fact comes from. Told means that the person said it;
// otherwise Item is the SHA-256 of the file, and Span or Place the place in it.
type Origin struct {
	Told  bool
	Item  string
	Span  recourse.Span // in the item's text; zero where there is none
	Place string        // such as "row 7" or "page 2"
}

type originJSON struct {
	Item  string         `json:"item"`
	Span  *recourse.Span `json:"span,omitempty"`
	Place string         `json:"place,omitempty"`
}

// Told is the origin of what the person said.
var Told = Origin{Told: true}

// MarshalJSON writes "told", or an object with item, span and place.
func (o Origin) MarshalJSON() ([]byte, error) {
	if o.Told {
		return []byte(`"told"`), nil
	}
	v := originJSON{Item: o.Item, Place: o.Place}
	if o.Span != (recourse.Span{}) {
		v.Span = &o.Span
	}
	return json.Marshal(v)
}

// UnmarshalJSON reads what MarshalJSON writes.
func (o *Origin) UnmarshalJSON(b []byte) error {
	if string(b) == `"told"` {
		*o = Told
		return nil
	}
	var v originJSON
	if err := json.Unmarshal(b, &v); err != nil {
		return fmt.Errorf("origin %.80q: %w", b, err)
	}
	if v.Item == "" {
		return fmt.Errorf("origin %.80q is neither \"told\" nor an object with an item: %w", b, recourse.Invalid)
	}
	*o = Origin{Item: v.Item, Place: v.Place}
	if v.Span != nil {
		o.Span = *v.Span
	}
	return nil
}

// Origins are all the places that show one fact. In JSON one origin stands
// alone and several are an array.
type Origins []Origin

// MarshalJSON writes one origin alone and several as an array.
func (o Origins) MarshalJSON() ([]byte, error) {
	if len(o) == 1 {
		return json.Marshal(o[0])
	}
	return json.Marshal([]Origin(o))
}

// UnmarshalJSON reads what MarshalJSON writes.
func (o *Origins) UnmarshalJSON(b []byte) error {
	if len(b) > 0 && b[0] == '[' {
		var list []Origin
		if err := json.Unmarshal(b, &list); err != nil {
			return err
		}
		*o = list
		return nil
	}
	var one Origin
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	*o = Origins{one}
	return nil
}

// Items are the files in which the facts of what happened stand, by their digests: those
// of the payments, demands, orders, promises and events, and of the other side. That a
// file names the person says nothing of what happened.
func (in Incident) Items() map[string]bool {
	items := make(map[string]bool)
	add := func(origins Origins) {
		for _, o := range origins {
			if !o.Told && o.Item != "" {
				items[o.Item] = true
			}
		}
	}
	for _, p := range in.Parties {
		add(p.Origins)
		for _, i := range p.Indicators {
			add(i.Origins)
		}
	}
	for _, p := range in.Payments {
		add(p.Origins)
	}
	for _, a := range in.Asked {
		add(a.Origins)
	}
	for _, o := range in.Orders {
		add(o.Origins)
	}
	for _, p := range in.Promises {
		add(p.Origins)
	}
	for _, e := range in.Events {
		add(e.Origins)
	}
	return items
}
