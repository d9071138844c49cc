package chandylamport

import (
	"context"
	"io"

	"github.com/libp2p/go-libp2p/core/network"
)

// An outbox sends over one stream, in order, without its user having to wait: a
// marker goes onto every channel at one instant, even if some cannot take it yet.
type outbox struct {
	process *process
	stream  network.Stream
	open    func(context.Context) (network.Stream, error) // makes stream if it is nil
	queue   []post
	writing bool
	closing bool
	over    func() // called once the other end has taken all, or cannot; may be nil
	failed  bool   // no stream, or it has ended
}

// A post is messages that are sent together, all of one trace.
type post struct {
	bytes []byte
	trace string
}

// send queues a message of a trace. After a failure it is dropped.
func (o *outbox) send(b []byte, trace string) {
	if o.failed {
		return
	}
	if last := len(o.queue) - 1; last >= 0 && o.queue[last].trace == trace {
		o.queue[last].bytes = append(o.queue[last].bytes, b...)
	} else {
		o.queue = append(o.queue, post{b, trace})
	}
	o.flush()
}

// close ends the stream after the messages that are queued.
func (o *outbox) close() {
	if !o.closing && !o.failed {
		o.closing = true
		o.flush()
	}
}

func (o *outbox) flush() {
	if !o.writing {
		o.writing = true
		o.process.node.Go(o.write)
	}
}

func (o *outbox) write() {
	if o.stream == nil && !o.failed {
		ctx, cancel := o.process.node.Context()
		defer cancel()
		var err error
		if o.stream, err = o.open(ctx); err != nil {
			o.stream, o.failed = nil, true
		}
	}
	for len(o.queue) > 0 && !o.failed {
		next := o.queue[0]
		o.queue = o.queue[1:]
		o.process.in.goOn(next.trace)
		if _, err := o.stream.Write(next.bytes); err != nil {
			o.failed = true
			_ = o.stream.Reset()
		}
	}
	if o.failed {
		o.queue = nil
	} else if o.closing {
		_ = o.stream.CloseWrite()
		_, _ = io.Copy(io.Discard, o.stream) // ends when the other end has read all
		_ = o.stream.Close()
	}
	o.writing = false
	if (o.failed || o.closing) && o.over != nil {
		o.over()
		o.over = nil
	}
}
