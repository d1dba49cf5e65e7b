package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"time"

	"recourse"
	"recourse/internal/app"
	"recourse/internal/web"
	"recourse/locale"
)

type serveCmd struct {
	Addr     string `help:"Where to listen; only this machine in personal mode." default:"127.0.0.1:8484"`
	dataFlag `embed:""`
	Country  string `help:"Country of the person (RS where none is named); its language is that of the pages where neither the browser nor --lang names one." placeholder:"CC"`
	// What is handed out is vouched for by these.
	vouchers `embed:""`
}

// Help is the long help.
func (serveCmd) Help() string {
	return "Example: recourse serve\nPrints a sign-in link that works once; open it in a browser on this machine. " +
		"Where there is no recovery key yet it makes one and shows it once, on a terminal; elsewhere it says how one is made."
}

// shutdownTime is how long running requests may take once the program is asked to stop.
const shutdownTime = 10 * time.Second

// Run serves until the program is asked to stop.
func (c serveCmd) Run(env *environment) (err error) {
	host, _, err := net.SplitHostPort(c.Addr)
	if err != nil {
		return misused(recourse.Invalid, "addr", "value", c.Addr)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return misused(recourse.Denied, "addr-other", "value", c.Addr)
	}
	engines, err := env.engines(app.All)
	if err != nil {
		return err
	}
	country, p, err := env.answerTo(engines, c.Country)
	if err != nil {
		return err
	}
	c.Country = country
	if err := c.setUp(env, p); err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(env.err, nil))
	a, opened, err := c.open(env, engines, log)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, opened.close()) }()
	pages, err := web.New(web.Config{App: a, Catalogues: engines.Catalogues, Now: env.clock(), Log: log, Country: country, Lang: p.Lang()})
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", c.Addr)
	if err != nil {
		return misused(recourse.Conflict, "listen", "value", c.Addr, "detail", err.Error())
	}
	token, err := a.Invite(env)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	env.printf("%s\n\n  http://%s/sign-in?token=%s\n\n", p.T("cli.serve.link"), listener.Addr(), token)
	if none := c.noRecovery(p); none != "" {
		env.printf("%s\n", none)
	}
	return serve(env, listener, pages)
}

// setUp makes the recovery key where there is none. It is shown on a terminal alone: who
// reads what a service has printed is not who should have it. Where a passphrase locks the
// keys it is left to "admin recovery-key".
func (c serveCmd) setUp(env *environment, p *locale.Printer) error {
	if !env.showsOnTerminal() {
		return nil
	}
	ring, lock, err := ownRing(c.Data)
	if err != nil {
		return err
	}
	defer lock.Close()
	if ring.Locked() || len(ring.Recovery()) > 0 {
		return nil
	}
	if err := env.makeRecovery(p, ring); err != nil {
		return err
	}
	env.printf("\n")
	return nil
}

// serve runs the server until the context ends, then lets running requests finish.
func serve(ctx context.Context, listener net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler: h, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: 10 * time.Minute, WriteTimeout: 10 * time.Minute,
		IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	select {
	case err := <-done:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	stop, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownTime)
	defer cancel()
	err := server.Shutdown(stop)
	if serveErr := <-done; !errors.Is(serveErr, http.ErrServerClosed) {
		err = errors.Join(err, serveErr)
	}
	return err
}

// clock returns --now as a clock that stands still, or the machine's.
func (e *environment) clock() func() time.Time {
	if t, err := e.now(); err == nil && e.common.Now != "" {
		return func() time.Time { return t }
	}
	return time.Now
}
