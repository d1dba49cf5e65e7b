package custody

import (
	"context"
	"crypto/md5"  //nolint:gosec // bags that others made may name it; ours do not
	"crypto/sha1" //nolint:gosec // as crypto/md5
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"sync"
)

// bufferSize is how much of a file is in memory at a time.
const bufferSize = 256 << 10

// algorithm is a digest that a manifest may use, by the name in the manifest's
// file name. MD5 and SHA-1 are read in the bags of others and never written.
type algorithm string

const (
	sha256Alg algorithm = "sha256"
	sha512Alg algorithm = "sha512"
)

// new returns the digest's hash, or nil where the algorithm is not known.
func (a algorithm) new() hash.Hash {
	switch a {
	case "md5":
		return md5.New() //nolint:gosec // read in bags that others made
	case "sha1":
		return sha1.New() //nolint:gosec // read in bags that others made
	case "sha224":
		return sha256.New224()
	case sha256Alg:
		return sha256.New()
	case "sha384":
		return sha512.New384()
	case sha512Alg:
		return sha512.New()
	}
	return nil
}

// strong reports whether nobody can make two files with the same digest.
func (a algorithm) strong() bool { return a != "md5" && a != "sha1" }

// digester hashes one stream with several algorithms at once.
type digester struct {
	algs   []algorithm
	hashes []hash.Hash
	size   int64
}

func newDigester(algs ...algorithm) *digester {
	d := &digester{algs: algs, hashes: make([]hash.Hash, len(algs))}
	for i, a := range algs {
		d.hashes[i] = a.new()
	}
	return d
}

// Write hashes p. Large pieces are hashed by all algorithms at the same time;
// all are done when it returns.
func (d *digester) Write(p []byte) (int, error) {
	d.size += int64(len(p))
	if len(p) < 64<<10 || len(d.hashes) < 2 {
		for _, h := range d.hashes {
			h.Write(p)
		}
		return len(p), nil
	}
	var wg sync.WaitGroup
	for _, h := range d.hashes[1:] {
		wg.Go(func() { h.Write(p) })
	}
	_, _ = d.hashes[0].Write(p) // a hash never fails
	wg.Wait()
	return len(p), nil
}

// sealSums returns the digests so far, where they are those of [sealAlgs].
func (d *digester) sealSums() (sums sealSums) {
	for i, a := range d.algs {
		d.hashes[i].Sum(sums.of(a)[:0])
	}
	return sums
}

// digestHex is the SHA-256 of b in lower-case hex.
func digestHex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// lanes are how many pieces of streams wait to be hashed.
const lanes = 4

// hasher hashes streams one after the other. It belongs to one goroutine, which
// reads them and computes the first algorithm of each; each other algorithm is
// computed beside it. So on two cores, or on the two halves of one, streams take
// hardly longer than the slowest algorithm alone, whatever their length.
type hasher struct {
	buf  [lanes][]byte
	free [lanes]sync.WaitGroup // done once all have hashed the piece
	next int
	work []chan piece // one for each algorithm but the first
	all  sync.WaitGroup
}

// piece is some bytes of a stream, or its end, where the digest is due.
type piece struct {
	hash hash.Hash
	p    []byte
	free *sync.WaitGroup
	sum  *string
}

// lane is where the ith algorithm behind the first is computed.
func (h *hasher) lane(i int) chan piece {
	for len(h.work) <= i {
		c := make(chan piece, lanes)
		h.work = append(h.work, c)
		h.all.Go(func() {
			for x := range c {
				if x.sum != nil {
					*x.sum = string(x.hash.Sum(nil))
				} else {
					_, _ = x.hash.Write(x.p) // a hash never fails
				}
				x.free.Done()
			}
		})
	}
	return h.work[i]
}

// read hashes r to its end, or until ctx is done. The digests are in sums as bytes, in
// the order of algs, once due is done.
func (h *hasher) read(ctx context.Context, r io.Reader, algs []algorithm, sums []string, due *sync.WaitGroup) (size int64, err error) {
	hashes := newDigester(algs...).hashes
	for err == nil {
		k := h.next
		h.next = (h.next + 1) % lanes
		if h.buf[k] == nil {
			h.buf[k] = make([]byte, bufferSize)
		}
		h.free[k].Wait()
		var n int
		n, err = fill(r, h.buf[k])
		p := h.buf[k][:n]
		size += int64(n)
		for i, x := range hashes {
			if i > 0 {
				h.free[k].Add(1)
				h.lane(i - 1) <- piece{hash: x, p: p, free: &h.free[k]}
			}
		}
		if len(hashes) > 0 {
			_, _ = hashes[0].Write(p)
		}
		if err == nil {
			err = ctx.Err()
		}
	}
	for i, x := range hashes {
		if i == 0 {
			sums[0] = string(x.Sum(nil))
		} else {
			due.Add(1)
			h.lane(i - 1) <- piece{hash: x, sum: &sums[i], free: due}
		}
	}
	if errors.Is(err, io.EOF) {
		err = nil
	}
	return size, err
}

// close waits until all is hashed.
func (h *hasher) close() {
	for _, c := range h.work {
		close(c)
	}
	h.all.Wait()
}

// copyAll copies r to w in pieces, until the end or until ctx is done.
func copyAll(ctx context.Context, w io.Writer, r io.Reader, buf []byte) error {
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := fill(r, buf)
		if n > 0 {
			if _, werr := w.Write(buf[:n]); werr != nil {
				return werr
			}
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// fill reads until buf is full or r ends. Unlike io.ReadFull it leaves r's error
// as it is: io.ErrUnexpectedEOF is how a reader says that its source was cut off.
func fill(r io.Reader, buf []byte) (int, error) {
	n := 0
	for n < len(buf) {
		m, err := r.Read(buf[n:])
		n += m
		if err != nil {
			return n, err
		}
	}
	return n, nil
}
