package view

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"
)

// Hosts returns the names by which a server on this machine may be asked: its
// address, and localhost.
func Hosts(at net.Addr) []string {
	_, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return []string{at.String()}
	}
	return []string{at.String(), net.JoinHostPort("localhost", port)}
}

// Serve answers whoever comes to l until ctx ends, and then ends all answers. It
// closes l.
func Serve(ctx context.Context, l net.Listener, h *Handler) error {
	s := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(l) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	last, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	err := s.Shutdown(last)
	if errors.Is(err, context.DeadlineExceeded) { // somebody reads slowly
		err = s.Close()
	}
	if served := <-ended; !errors.Is(served, http.ErrServerClosed) {
		err = errors.Join(err, served)
	}
	return err
}
