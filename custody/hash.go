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

// sums returns the digests so far, in lower-case hex, by algorithm.
func (d *digester) sums() map[algorithm]string {
	m := make(map[algorithm]string, len(d.algs))
	for i, a := range d.algs {
		m[a] = hex.EncodeToString(d.hashes[i].Sum(nil))
	}
	return m
}

// digestHex is the SHA-256 of b in lower-case hex.
func digestHex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// lanes are how many pieces of a stream wait to be hashed.
const lanes = 4

// readAll hashes r to its end, or until ctx is done. The first algorithm is
// computed where the stream is read, and each other one beside it, so that on
// two cores a stream takes hardly longer than the slowest algorithm alone. buf
// has [lanes] pieces; short streams need one.
func (d *digester) readAll(ctx context.Context, r io.Reader, buf [][]byte) error {
	n, err := fill(r, buf[0])
	if err != nil || len(d.hashes) < 2 {
		// A short file: others are read beside it.
		d.size += int64(n)
		for _, h := range d.hashes {
			_, _ = h.Write(buf[0][:n])
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		return copyAll(ctx, d, r, buf[0])
	}
	pieces := make([]chan []byte, len(d.hashes)-1)
	var free [lanes]sync.WaitGroup // done once all have hashed the piece
	var all sync.WaitGroup
	for i := range pieces {
		pieces[i] = make(chan []byte, lanes)
		all.Go(func() {
			for k := 0; ; k++ {
				p, more := <-pieces[i]
				if !more {
					return
				}
				_, _ = d.hashes[i+1].Write(p)
				free[k%lanes].Done()
			}
		})
	}
	for k := 0; ; k++ {
		p := buf[k%lanes][:n]
		free[k%lanes].Add(len(pieces))
		for _, c := range pieces {
			c <- p
		}
		_, _ = d.hashes[0].Write(p) // a hash never fails
		d.size += int64(n)
		if err == nil {
			err = ctx.Err()
		}
		if err != nil {
			break
		}
		next := (k + 1) % lanes
		free[next].Wait()
		n, err = fill(r, buf[next])
	}
	for _, c := range pieces {
		close(c)
	}
	all.Wait()
	if errors.Is(err, io.EOF) {
		return nil
	}
	return err
}

// newPieces returns what readAll needs.
func newPieces() [][]byte {
	buf := make([][]byte, lanes)
	for i := range buf {
		buf[i] = make([]byte, bufferSize)
	}
	return buf
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
