package capture

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"

	"recourse"
)

// maxMessage is the largest message that is taken from the browser, in bytes: a
// picture or page of it, in base64.
const maxMessage = 256 << 20

// devtools speaks the Chrome DevTools Protocol over two pipes
// (--remote-debugging-pipe): JSON messages that end with a NUL.
type devtools struct {
	to      io.Writer
	onEvent func(method string, params json.RawMessage)

	mu      sync.Mutex
	next    int
	session string // of the page, see use
	waiting map[int]chan answer
	ended   error
	done    chan struct{}
}

type answer struct {
	result json.RawMessage
	err    error
}

type message struct {
	ID     int             `json:"id"`
	Method string          `json:"method"`
	Params json.RawMessage `json:"params"`
	Result json.RawMessage `json:"result"`
	Error  *struct {
		Message string `json:"message"`
	} `json:"error"`
}

func newDevtools(to io.Writer, from io.Reader, onEvent func(string, json.RawMessage)) *devtools {
	d := &devtools{to: to, onEvent: onEvent, waiting: make(map[int]chan answer), done: make(chan struct{})}
	go d.read(from)
	return d
}

// read takes messages until the browser ends, then wakes whoever waits.
func (d *devtools) read(from io.Reader) {
	r := bufio.NewReaderSize(from, 64<<10)
	var err error
	for err == nil {
		var b []byte
		if b, err = readMessage(r); err == nil {
			d.take(b)
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.ended = fmt.Errorf("browser ended: %v: %w", err, recourse.Unavailable)
	close(d.done)
}

func readMessage(r *bufio.Reader) ([]byte, error) {
	var b []byte
	for {
		part, err := r.ReadSlice(0)
		if len(b)+len(part) > maxMessage {
			return nil, fmt.Errorf("message has more than %d bytes: %w", maxMessage, recourse.Invalid)
		}
		b = append(b, part...)
		switch {
		case err == nil:
			return b[:len(b)-1], nil
		case !errors.Is(err, bufio.ErrBufferFull):
			return nil, err
		}
	}
}

func (d *devtools) take(b []byte) {
	var m message
	if json.Unmarshal(b, &m) != nil {
		return // nothing that we asked for
	}
	if m.ID == 0 {
		d.onEvent(m.Method, m.Params)
		return
	}
	d.mu.Lock()
	wait := d.waiting[m.ID]
	delete(d.waiting, m.ID)
	d.mu.Unlock()
	if wait == nil {
		return
	}
	a := answer{result: m.Result}
	if m.Error != nil {
		a.err = fmt.Errorf("browser: %.300s", m.Error.Message)
	}
	wait <- a
}

// use makes the commands from now on those of a page.
func (d *devtools) use(session string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.session = session
}

// send sends a command without waiting for its answer.
func (d *devtools) send(method string, params any) error {
	_, err := d.post(method, params)
	return err
}

func (d *devtools) post(method string, params any) (chan answer, error) {
	if params == nil {
		params = struct{}{}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.ended != nil {
		return nil, d.ended
	}
	d.next++
	b, err := json.Marshal(struct {
		ID      int    `json:"id"`
		Session string `json:"sessionId,omitempty"`
		Method  string `json:"method"`
		Params  any    `json:"params"`
	}{d.next, d.session, method, params})
	if err != nil {
		return nil, fmt.Errorf("encode %s: %w", method, err)
	}
	wait := make(chan answer, 1)
	d.waiting[d.next] = wait
	if _, err := d.to.Write(append(b, 0)); err != nil {
		return nil, fmt.Errorf("tell the browser %s: %v: %w", method, err, recourse.Unavailable)
	}
	return wait, nil
}

// call sends a command and reads its answer into result, which may be nil.
func (d *devtools) call(ctx context.Context, method string, params, result any) error {
	wait, err := d.post(method, params)
	if err != nil {
		return err
	}
	select {
	case a := <-wait:
		if a.err != nil {
			return fmt.Errorf("%s: %w", method, a.err)
		}
		if result == nil {
			return nil
		}
		if err := json.Unmarshal(a.result, result); err != nil {
			return fmt.Errorf("%s: %w", method, err)
		}
		return nil
	case <-d.done:
		return d.ended
	case <-ctx.Done():
		return ctx.Err()
	}
}
