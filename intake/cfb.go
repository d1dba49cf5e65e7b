package intake

import (
	"encoding/binary"
	"fmt"
	"io"
	"unicode/utf16"

	"recourse"
)

// compound is a compound file: a file system in a file, as Outlook and older
// office programs write it (MS-CFB). It is read sector by sector from the table
// of sectors; what no real file does, a chain that returns to itself, two places
// for one entry, more bytes read than the file has, ends the reading.
type compound struct {
	in      io.ReaderAt
	sector  int64    // bytes
	fat     []uint32 // the sector that follows each
	mini    []uint32 // the same of the small sectors
	inMini  []uint32 // the sectors in which the small ones lie
	entries []compoundEntry
	cutoff  int64 // what is shorter lies in small sectors
	left    int64 // bytes that may still be read
}

// compoundEntry is a stream, or a storage that holds entries.
type compoundEntry struct {
	name    string
	storage bool
	start   uint32
	size    int64
	inside  []int // of a storage

	left, right, child uint32
	placed             bool
}

const (
	miniSector      = 64
	compoundEntries = 100_000 // that are read of one file
	compoundNone    = 0xFFFFFFFF
	compoundEnd     = 0xFFFFFFFA // and above: no sector
	compoundReads   = 8          // how many times its size of a file is read
)

var errCompound = fmt.Errorf("compound file is damaged: %w", recourse.Invalid)

// openCompound reads the tables of a compound file of size bytes. The root is
// the first of its entries.
func openCompound(in io.ReaderAt, size int64) (*compound, error) {
	const headBytes = 512
	head := make([]byte, headBytes)
	if n, err := in.ReadAt(head, 0); n < headBytes {
		return nil, fmt.Errorf("%w: %w", errCompound, err)
	}
	le := binary.LittleEndian
	version, shift := le.Uint16(head[26:]), le.Uint16(head[30:])
	if le.Uint64(head) != 0xE11AB1A1E011CFD0 || (version != 3 || shift != 9) && (version != 4 || shift != 12) {
		return nil, fmt.Errorf("%w: its head", errCompound)
	}
	c := &compound{in: in, sector: 1 << shift, cutoff: int64(le.Uint32(head[56:])), left: compoundReads*size + headBytes}
	sectors := (size + c.sector - 1) / c.sector
	if err := c.table(head, sectors); err != nil {
		return nil, err
	}
	if err := c.directory(le.Uint32(head[48:])); err != nil {
		return nil, err
	}
	if first := le.Uint32(head[60:]); first < compoundEnd {
		raw, err := c.follow(first, -1)
		if err != nil {
			return nil, err
		}
		c.mini = words32(raw)
	}
	var err error
	c.inMini, err = c.chain(c.fat, c.entries[0].start, -1)
	return c, err
}

// table reads the table of sectors, whose own sectors the head and those that
// follow it list.
func (c *compound) table(head []byte, sectors int64) error {
	const inHead = 109
	list := words32(head[76 : 76+4*inHead])
	next := binary.LittleEndian.Uint32(head[68:])
	per := c.sector / 4
	for n := int64(0); next < compoundEnd; n++ {
		if n > sectors/per+1 {
			return fmt.Errorf("%w: its list of tables returns to itself", errCompound)
		}
		raw, err := c.at(next, c.sector)
		if err != nil {
			return err
		}
		more := words32(raw)
		list, next = append(list, more[:per-1]...), more[per-1]
	}
	for _, s := range list {
		if s >= compoundEnd || int64(len(c.fat)) >= sectors {
			continue
		}
		raw, err := c.at(s, c.sector)
		if err != nil {
			return err
		}
		c.fat = append(c.fat, words32(raw)...)
	}
	if len(c.fat) == 0 {
		return fmt.Errorf("%w: it has no table", errCompound)
	}
	return nil
}

// at reads n bytes of a sector, fewer where the file ends.
func (c *compound) at(sector uint32, n int64) ([]byte, error) {
	if c.left -= n; c.left < 0 {
		return nil, fmt.Errorf("%w: its parts are more than the whole", errCompound)
	}
	b := make([]byte, n)
	if k, err := c.in.ReadAt(b, (int64(sector)+1)*c.sector); k == 0 {
		return nil, fmt.Errorf("%w: %w", errCompound, err)
	}
	return b, nil
}

// chain lists the sectors from first on, n of them, or up to the end where n is
// negative.
func (c *compound) chain(table []uint32, first uint32, n int64) ([]uint32, error) {
	var list []uint32
	for s := first; s < compoundEnd && (n < 0 || int64(len(list)) < n); s = table[s] {
		if int64(s) >= int64(len(table)) {
			return list, fmt.Errorf("%w: a sector beyond its end", errCompound)
		}
		if len(list) >= len(table) {
			return nil, fmt.Errorf("%w: a chain that returns to itself", errCompound)
		}
		list = append(list, s)
	}
	return list, nil
}

// follow reads the bytes of a chain of sectors, n of them, or all where n is
// negative.
func (c *compound) follow(first uint32, n int64) ([]byte, error) {
	sectors := int64(-1)
	if n >= 0 {
		sectors = (n + c.sector - 1) / c.sector
	}
	list, err := c.chain(c.fat, first, sectors)
	if err != nil {
		return nil, err
	}
	var out []byte
	for i := 0; i < len(list); {
		run := 1
		for i+run < len(list) && list[i+run] == list[i]+uint32(run) {
			run++
		}
		b, err := c.at(list[i], int64(run)*c.sector)
		if err != nil {
			return out, err
		}
		out, i = append(out, b...), i+run
	}
	if n >= 0 {
		out = out[:min(int64(len(out)), n)]
	}
	return out, nil
}

// directory reads the entries and puts each into its storage.
func (c *compound) directory(first uint32) error {
	const entryBytes = 128
	raw, err := c.follow(first, -1)
	if err != nil {
		return err
	}
	le := binary.LittleEndian
	for ; len(raw) >= entryBytes && len(c.entries) < compoundEntries; raw = raw[entryBytes:] {
		e := compoundEntry{
			storage: raw[66] == 1 || raw[66] == 5, start: le.Uint32(raw[116:]), size: int64(le.Uint64(raw[120:])),
			left: le.Uint32(raw[68:]), right: le.Uint32(raw[72:]), child: le.Uint32(raw[76:]),
		}
		if c.sector == 512 {
			e.size &= 0xFFFFFFFF // the rest is undefined in files of version 3
		}
		if n := int(le.Uint16(raw[64:])); n >= 2 && n <= 64 {
			e.name = utf16Text(raw[:n-2])
		}
		c.entries = append(c.entries, e)
	}
	if len(c.entries) == 0 {
		return fmt.Errorf("%w: it has no entries", errCompound)
	}
	c.entries[0].storage, c.entries[0].placed = true, true
	return c.place()
}

// place walks the trees in which the entries of each storage stand.
func (c *compound) place() error {
	storages := []int{0}
	for len(storages) > 0 {
		into := storages[len(storages)-1]
		storages = storages[:len(storages)-1]
		open := []uint32{c.entries[into].child}
		for len(open) > 0 {
			id := open[len(open)-1]
			open = open[:len(open)-1]
			if id == compoundNone {
				continue
			}
			if int64(id) >= int64(len(c.entries)) || c.entries[id].placed {
				return fmt.Errorf("%w: an entry that stands nowhere, or twice", errCompound)
			}
			e := &c.entries[id]
			e.placed = true
			c.entries[into].inside = append(c.entries[into].inside, int(id))
			open = append(open, e.left, e.right)
			if e.storage {
				storages = append(storages, int(id))
			}
		}
	}
	return nil
}

// find returns the entry of that name in a storage.
func (c *compound) find(storage int, name string) (int, bool) {
	for _, id := range c.entries[storage].inside {
		if c.entries[id].name == name {
			return id, true
		}
	}
	return 0, false
}

// read returns the bytes of a stream, and an error where some are missing.
func (c *compound) read(id int) ([]byte, error) {
	e := c.entries[id]
	if e.storage || e.size <= 0 {
		return nil, nil
	}
	if e.size > int64(len(c.fat))*c.sector {
		return nil, fmt.Errorf("%w: a stream that is larger than the file", errCompound)
	}
	var out []byte
	var err error
	if e.size >= c.cutoff {
		out, err = c.follow(e.start, e.size)
	} else {
		out, err = c.small(e)
	}
	if err == nil && int64(len(out)) < e.size {
		err = fmt.Errorf("%w: a stream that ends early", errCompound)
	}
	return out, err
}

// small reads a stream that lies in small sectors.
func (c *compound) small(e compoundEntry) ([]byte, error) {
	list, err := c.chain(c.mini, e.start, (e.size+miniSector-1)/miniSector)
	if err != nil {
		return nil, err
	}
	per := c.sector / miniSector
	out := make([]byte, 0, len(list)*miniSector)
	for _, s := range list {
		at := int64(s) / per
		if at >= int64(len(c.inMini)) {
			return out, fmt.Errorf("%w: a small sector beyond its end", errCompound)
		}
		if c.left -= miniSector; c.left < 0 {
			return out, fmt.Errorf("%w: its parts are more than the whole", errCompound)
		}
		b := make([]byte, miniSector)
		n, err := c.in.ReadAt(b, (int64(c.inMini[at])+1)*c.sector+int64(s)%per*miniSector)
		if out = append(out, b[:n]...); n < miniSector {
			return out[:min(int64(len(out)), e.size)], err
		}
	}
	return out[:min(int64(len(out)), e.size)], nil
}

func words32(b []byte) []uint32 {
	list := make([]uint32, len(b)/4)
	for i := range list {
		list[i] = binary.LittleEndian.Uint32(b[4*i:])
	}
	return list
}

// utf16Text decodes UTF-16, low byte first.
func utf16Text(b []byte) string {
	units := make([]uint16, len(b)/2)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(b[2*i:])
	}
	return string(utf16.Decode(units))
}
