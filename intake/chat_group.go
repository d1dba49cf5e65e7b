package intake

import "recourse/incident"

// groupName finds the name of a group under which WhatsApp on iOS writes its own lines,
// such as who made the group, in whatever language: the name of the first entry, if all
// of its lines begin with the app's invisible mark and none is an attachment or was taken
// back, and two others at least write without the mark. Between two people it is the
// name of one of them.
type groupName struct {
	name   string
	begun  bool
	others map[string]bool
}

// groupOthers is how many others write in a group at least.
const groupOthers = 2

// note looks at an entry and the message that was made of it.
func (g *groupName) note(l line, m *incident.Message) {
	switch {
	case !g.begun:
		g.begun = true
		if l.marked && l.from != "" {
			g.name, g.others = l.from, make(map[string]bool)
		}
	case g.name == "":
		return
	case l.from != g.name:
		if own := !l.marked || m.Deleted || len(m.Attachments) > 0; own && m.From != "" && len(g.others) < groupOthers {
			g.others[m.From] = true
		}
		return
	}
	if g.name != "" && (!l.marked || m.Deleted || len(m.Attachments) > 0) {
		g.name = ""
	}
}

// settle takes the group's name from the messages that it is no sender of.
func (g *groupName) settle(messages []incident.Message) {
	if g.name == "" || len(g.others) < groupOthers {
		return
	}
	for i := range messages {
		if messages[i].From == g.name {
			messages[i].From = ""
		}
	}
}
