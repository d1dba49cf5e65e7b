package ocr

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"recourse/intake"
	"recourse/internal/durable"
	"recourse/picture"
)

const (
	// cacheFiles is how many readings are kept; the oldest go first.
	cacheFiles = 5000
	// cacheForm is part of every key: a change of how pictures are read changes it.
	cacheForm = "recourse ocr 5"
	cacheExt  = ".words"
)

// Cached is a reader that keeps what it read in a folder, so that a run that was
// interrupted goes on where it stood. A reading is found by the picture's digest,
// the languages and the tool's version. It is encrypted under a key that only the
// picture's own bytes give: whoever has the folder alone cannot read it, and when a
// case is erased its readings can be opened no more. It is safe for concurrent use.
type Cached struct {
	Reader

	dir   string
	mu    sync.Mutex
	state string // languages and version; empty until the first picture is read
}

var (
	_ intake.PictureReader    = (*Cached)(nil)
	_ intake.PictureConverter = (*Cached)(nil)
)

// NewCached returns a reader that keeps its readings in dir. The folder is made
// when the first picture is read; where that fails nothing is kept.
func NewCached(r Reader, dir string) *Cached { return &Cached{Reader: r, dir: dir} }

// ready prepares the folder once and reports whether readings can be kept.
func (c *Cached) ready(ctx context.Context) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.state != "" {
		return true
	}
	state, err := toolState(ctx)
	if err != nil || durable.MkdirAll(c.dir) != nil {
		return false
	}
	c.state = state
	c.prune()
	return true
}

// PictureWords returns the words of a picture that was read before, or reads it. A
// reading that failed or was stopped is not kept.
func (c *Cached) PictureWords(ctx context.Context, p picture.Picture) ([]picture.Word, error) {
	if !c.ready(ctx) {
		return c.Reader.PictureWords(ctx, p)
	}
	name, key := c.address(p)
	if words, ok := c.get(name, key); ok {
		return words, nil
	}
	words, err := c.Reader.PictureWords(ctx, p)
	if err == nil {
		_ = c.put(name, key, words) // without it the picture is read again
	}
	return words, err
}

// address returns where a picture's reading is kept and the key that opens it.
func (c *Cached) address(p picture.Picture) (name string, key []byte) {
	digest := sha256.Sum256(p.Bytes)
	n := sha256.Sum256([]byte(cacheForm + "\n" + c.state + "\n" + hex.EncodeToString(digest[:])))
	mac := hmac.New(sha256.New, []byte(cacheForm+" key"))
	mac.Write(p.Bytes)
	return hex.EncodeToString(n[:]) + cacheExt, mac.Sum(nil)
}

func (c *Cached) get(name string, key []byte) ([]picture.Word, bool) {
	sealed, err := os.ReadFile(filepath.Join(c.dir, name))
	if err != nil {
		return nil, false
	}
	gcm, err := newGCM(key)
	if err != nil || len(sealed) < gcm.NonceSize() {
		return nil, false
	}
	plain, err := gcm.Open(nil, sealed[:gcm.NonceSize()], sealed[gcm.NonceSize():], []byte(name))
	if err != nil {
		return nil, false
	}
	var words []picture.Word
	if err := json.Unmarshal(plain, &words); err != nil {
		return nil, false
	}
	return words, true
}

// put writes a reading whole or not at all. The key is of this picture alone and
// the reading is always the same, so the nonce is made of both.
func (c *Cached) put(name string, key []byte, words []picture.Word) error {
	plain, err := json.Marshal(words)
	if err != nil {
		return fmt.Errorf("keep reading: %w", err)
	}
	gcm, err := newGCM(key)
	if err != nil {
		return err
	}
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(name))
	mac.Write(plain)
	nonce := mac.Sum(nil)[:gcm.NonceSize()]
	f, err := os.CreateTemp(c.dir, "new-*")
	if err != nil {
		return fmt.Errorf("keep reading: %w", err)
	}
	_, err = f.Write(gcm.Seal(slices.Clone(nonce), nonce, plain, []byte(name)))
	if err = errors.Join(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), filepath.Join(c.dir, name))
	}
	if err != nil {
		return errors.Join(fmt.Errorf("keep reading: %w", err), os.Remove(f.Name()))
	}
	return nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("key of a reading: %w", err)
	}
	gcm, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("key of a reading: %w", err)
	}
	return gcm, nil
}

// prune removes the oldest readings beyond the limit, and what a run that was
// killed left half-written.
func (c *Cached) prune() {
	entries, err := os.ReadDir(c.dir)
	if err != nil {
		return
	}
	type aged struct {
		name string
		at   int64
	}
	var list []aged
	for _, e := range entries {
		if info, err := e.Info(); err == nil && strings.HasSuffix(e.Name(), cacheExt) && info.Mode().IsRegular() {
			list = append(list, aged{e.Name(), info.ModTime().UnixNano()})
		}
	}
	slices.SortFunc(list, func(a, b aged) int { return int(min(1, max(-1, b.at-a.at))) })
	for _, e := range list[min(len(list), cacheFiles):] {
		_ = os.Remove(filepath.Join(c.dir, e.name))
	}
}
