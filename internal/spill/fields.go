package spill

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// AppendKey appends a string so that records are in the order of their keys, byte by
// byte, whatever follows the key.
func AppendKey(rec []byte, key string) []byte {
	for i := range len(key) {
		if rec = append(rec, key[i]); key[i] == 0 {
			rec = append(rec, 0xff)
		}
	}
	return append(rec, 0, 1)
}

// AppendNumber appends a number that is not negative so that records are in its order.
func AppendNumber(rec []byte, n int64) []byte { return binary.BigEndian.AppendUint64(rec, uint64(n)) }

// AppendInt appends a number in few bytes, without an order.
func AppendInt(rec []byte, n int64) []byte { return binary.AppendVarint(rec, n) }

// AppendString appends a string behind its length, without an order.
func AppendString(rec []byte, s string) []byte {
	return append(binary.AppendUvarint(rec, uint64(len(s))), s...)
}

// Fields reads what the Append functions wrote, in the same order.
type Fields struct {
	rec []byte
	bad bool
}

// Read begins to read a record.
func Read(rec []byte) *Fields { return &Fields{rec: rec} }

// Key reads what [AppendKey] wrote.
func (f *Fields) Key() string {
	var key []byte
	for {
		i := bytes.IndexByte(f.rec, 0)
		if i < 0 || i+1 >= len(f.rec) {
			f.fail()
			return ""
		}
		end := f.rec[i+1] == 1
		if end && key == nil {
			s := string(f.rec[:i])
			f.rec = f.rec[i+2:]
			return s
		}
		key = append(key, f.rec[:i]...)
		if !end {
			key = append(key, 0)
		}
		f.rec = f.rec[i+2:]
		if end {
			return string(key)
		}
	}
}

// Number reads what [AppendNumber] wrote.
func (f *Fields) Number() int64 {
	b := f.Bytes(8)
	if f.bad {
		return 0
	}
	return int64(binary.BigEndian.Uint64(b))
}

// Int reads what [AppendInt] wrote.
func (f *Fields) Int() int64 {
	n, size := binary.Varint(f.rec)
	if size <= 0 {
		f.fail()
		return 0
	}
	f.rec = f.rec[size:]
	return n
}

// String reads what [AppendString] wrote.
func (f *Fields) String() string { return string(f.raw()) }

// raw reads what AppendString wrote, as a part of the record.
func (f *Fields) raw() []byte {
	n, size := binary.Uvarint(f.rec)
	if size <= 0 || n > uint64(len(f.rec)-size) {
		f.fail()
		return nil
	}
	f.rec = f.rec[size:]
	return f.Bytes(int(n))
}

// Bytes reads n bytes, which are a part of the record.
func (f *Fields) Bytes(n int) []byte {
	if n > len(f.rec) {
		f.fail()
		return nil
	}
	b := f.rec[:n]
	f.rec = f.rec[n:]
	return b
}

// Rest is what was not read yet, a part of the record.
func (f *Fields) Rest() []byte { return f.rec }

func (f *Fields) fail() { f.rec, f.bad = nil, true }

// Err says that the record was not one of these fields.
func (f *Fields) Err() error {
	if f.bad {
		return errors.New("read temporary file: a record was changed")
	}
	return nil
}
