package intake

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf16"
)

// node is a stream or storage of a compound file that a test makes.
type node struct {
	name   string
	data   []byte
	inside []*node
	dir    bool
}

func stream(name string, data []byte) *node      { return &node{name: name, data: data} }
func storage(name string, inside ...*node) *node { return &node{name: name, inside: inside, dir: true} }

func (n *node) with(inside ...*node) *node { n.inside = append(n.inside, inside...); return n }
func put32(b []byte, at int, v uint32)     { binary.LittleEndian.PutUint32(b[at:], v) }
func sectorsOf(bytes, sector int) int      { return (bytes + sector - 1) / sector }
func padded(b []byte, sector int) []byte {
	return append(b, make([]byte, sectorsOf(len(b), sector)*sector-len(b))...)
}

func chainOf(table []uint32, first, n int) []uint32 {
	for i := range n {
		next := uint32(first + i + 1)
		if i == n-1 {
			next = 0xFFFFFFFE
		}
		table[first+i] = next
	}
	return table
}

// compoundFile writes a compound file of version 3 (MS-CFB): head, then the
// streams, the small streams, their table, the directory, and the table of all.
func compoundFile(root ...*node) []byte {
	type placed struct {
		n                  *node
		left, right, child uint32
		start, size        uint32
	}
	const none, sector, small, cutoff = 0xFFFFFFFF, 512, 64, 4096
	all := []*placed{{n: storage("Root Entry", root...), left: none, right: none, child: none}}
	var place func(list []*node) uint32
	place = func(list []*node) uint32 { // a balanced tree, ordered as the standard says
		if len(list) == 0 {
			return none
		}
		mid := len(list) / 2
		p := &placed{n: list[mid], child: none}
		id := uint32(len(all))
		all = append(all, p)
		p.left, p.right = place(list[:mid]), place(list[mid+1:])
		return id
	}
	for i := 0; i < len(all); i++ {
		inside := slices.Clone(all[i].n.inside)
		slices.SortFunc(inside, func(a, b *node) int {
			if len(a.name) != len(b.name) {
				return len(a.name) - len(b.name)
			}
			return strings.Compare(strings.ToUpper(a.name), strings.ToUpper(b.name))
		})
		all[i].child = place(inside)
	}
	var big, mini []byte
	var miniTable []uint32
	fat := []uint32{}
	add := func(b []byte) (first int) {
		first = len(big) / sector
		n := sectorsOf(len(b), sector)
		fat = chainOf(append(fat, make([]uint32, n)...), first, n)
		big = append(big, padded(slices.Clone(b), sector)...)
		return first
	}
	for _, p := range all[1:] {
		switch p.size = uint32(len(p.n.data)); {
		case p.n.dir:
		case p.size == 0:
			p.start = 0xFFFFFFFE
		case p.size >= cutoff:
			p.start = uint32(add(p.n.data))
		default:
			p.start = uint32(len(mini) / small)
			n := sectorsOf(len(p.n.data), small)
			miniTable = chainOf(append(miniTable, make([]uint32, n)...), int(p.start), n)
			mini = append(mini, padded(slices.Clone(p.n.data), small)...)
		}
	}
	all[0].start, all[0].size = 0xFFFFFFFE, uint32(len(mini))
	miniStart, miniSectors := uint32(0xFFFFFFFE), 0
	if len(mini) > 0 {
		all[0].start = uint32(add(mini))
		raw := make([]byte, 0, 4*len(miniTable))
		for _, v := range miniTable {
			raw = binary.LittleEndian.AppendUint32(raw, v)
		}
		for len(raw)%sector != 0 {
			raw = binary.LittleEndian.AppendUint32(raw, none)
		}
		miniStart, miniSectors = uint32(add(raw)), len(raw)/sector
	}
	var directory []byte
	for i, p := range all {
		e := make([]byte, 128)
		units := utf16.Encode([]rune(p.n.name))
		for j, u := range units {
			binary.LittleEndian.PutUint16(e[2*j:], u)
		}
		binary.LittleEndian.PutUint16(e[64:], uint16(2*len(units)+2))
		e[66], e[67] = 2, 1
		if p.n.dir {
			e[66] = 1
		}
		if i == 0 {
			e[66] = 5
		}
		put32(e, 68, p.left)
		put32(e, 72, p.right)
		put32(e, 76, p.child)
		put32(e, 116, p.start)
		put32(e, 120, p.size)
		directory = append(directory, e...)
	}
	for len(directory)%sector != 0 {
		e := make([]byte, 128)
		put32(e, 68, none)
		put32(e, 72, none)
		put32(e, 76, none)
		directory = append(directory, e...)
	}
	directoryStart := uint32(add(directory))
	const inHead, per = 109, sector/4 - 1 // tables that the head lists, and a further list
	tables, lists := 0, 0
	for tables*sector/4 < len(fat)+tables+lists {
		tables++
		lists = max(0, (tables-inHead+per-1)/per)
	}
	head := make([]byte, sector)
	binary.LittleEndian.PutUint64(head, 0xE11AB1A1E011CFD0)
	for at, v := range map[int]uint16{24: 0x3E, 26: 3, 28: 0xFFFE, 30: 9, 32: 6} {
		binary.LittleEndian.PutUint16(head[at:], v)
	}
	for at, v := range map[int]uint32{44: uint32(tables), 48: directoryStart, 56: cutoff, 60: miniStart, 64: uint32(miniSectors), 68: 0xFFFFFFFE} {
		put32(head, at, v)
	}
	if lists > 0 {
		put32(head, 68, uint32(len(fat)+tables))
		put32(head, 72, uint32(lists))
	}
	further := bytes.Repeat([]byte{0xFF}, lists*sector)
	for i := range inHead {
		put32(head, 76+4*i, none)
	}
	for i := range tables {
		if i < inHead {
			put32(head, 76+4*i, uint32(len(fat)))
		} else {
			put32(further, (i-inHead)/per*sector+(i-inHead)%per*4, uint32(len(fat)))
		}
		fat = append(fat, 0xFFFFFFFD)
	}
	for i := range lists {
		fat = append(fat, 0xFFFFFFFC)
		if i+1 < lists {
			put32(further, (i+1)*sector-4, uint32(len(fat)))
		} else {
			put32(further, (i+1)*sector-4, 0xFFFFFFFE)
		}
	}
	for len(fat)%(sector/4) != 0 {
		fat = append(fat, none)
	}
	out := append(head, big...)
	for _, v := range fat {
		out = binary.LittleEndian.AppendUint32(out, v)
	}
	return append(out, further...)
}

// outlookProps are the properties of a message, recipient or attachment.
type outlookProps map[uint32]any // tag and type -> string, []byte, int or time.Time

// streams writes properties as MS-OXMSG has them: a list, and a stream for each
// that is long. head is how long the head of the list is.
func (p outlookProps) streams(head int) []*node {
	list := make([]byte, head)
	var nodes []*node
	tags := make([]uint32, 0, len(p))
	for tag := range p {
		tags = append(tags, tag)
	}
	slices.Sort(tags)
	for _, tag := range tags {
		entry := make([]byte, 16)
		put32(entry, 0, tag)
		put32(entry, 4, 6)
		long := func(b []byte, more int) {
			put32(entry, 8, uint32(len(b)+more))
			nodes = append(nodes, stream(fmt.Sprintf("%s%08X", outlookStream, tag), b))
		}
		switch v := p[tag].(type) {
		case int:
			put32(entry, 8, uint32(v))
		case time.Time:
			binary.LittleEndian.PutUint64(entry[8:], uint64(v.Unix()+11_644_473_600)*10_000_000)
		case []byte:
			long(v, 0)
		case string:
			if tag&0xFFFF == typeText8 {
				long([]byte(v), 1)
				break
			}
			var b []byte
			for _, u := range utf16.Encode([]rune(v)) {
				b = binary.LittleEndian.AppendUint16(b, u)
			}
			long(b, 2)
		}
		list = append(list, entry...)
	}
	return append(nodes, stream(outlookProperties, list))
}

func tag(id, kind uint32) uint32 { return id<<16 | kind }

func receiver(i int, p outlookProps) *node {
	return storage(fmt.Sprintf("%s%08X", outlookReceiver, i), p.streams(headOfOther)...)
}

func attached(i int, p outlookProps, more ...*node) *node {
	return storage(fmt.Sprintf("%s%08X", outlookAttached, i), p.streams(headOfOther)...).with(more...)
}

// packRTF writes compressed RTF that uses no reference into what came before but
// the one to the end.
func packRTF(rtf string) []byte {
	var out []byte
	at := len(lzfuBegin)
	for chunk := range slices.Chunk([]byte(rtf), 8) {
		if len(chunk) == 8 {
			out = append(append(out, 0), chunk...)
			at += 8
			continue
		}
		out = append(append(out, 1<<len(chunk)), chunk...)
		at += len(chunk)
		out = binary.BigEndian.AppendUint16(out, uint16(at%4096<<4))
		return packedHead(out, len(rtf))
	}
	out = append(out, 1)
	out = binary.BigEndian.AppendUint16(out, uint16(at%4096<<4))
	return packedHead(out, len(rtf))
}

func packedHead(body []byte, raw int) []byte {
	head := make([]byte, 16)
	put32(head, 0, uint32(len(body)+12))
	put32(head, 4, uint32(raw))
	put32(head, 8, 0x75465A4C)
	return append(head, body...)
}
