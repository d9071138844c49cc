package log

import (
	"fmt"
	"io"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/libp2p-sim/sim/sim/trace"
)

// maxDetail bounds the part of a detail that a line quotes, in runes; the log
// has all.
const maxDetail = 200

// A Printer writes events as lines that people read: the time, the peer, the
// kind, and the details. Its column of peers grows with the longest name so
// far.
type Printer struct {
	w     io.Writer
	width int
	line  []byte
}

// NewPrinter returns a printer on w.
func NewPrinter(w io.Writer) *Printer { return &Printer{w: w, width: 8} }

// Print writes one line.
func (p *Printer) Print(e *Event) error {
	p.width = max(p.width, utf8.RuneCountInString(shown(e.P)))
	p.line = fmt.Appendf(p.line[:0], "%s  %-*s  %-10s  ", Clock(e.T), p.width, shown(e.P), e.Kind)
	p.line = appendWhat(p.line, e)
	for len(p.line) > 0 && p.line[len(p.line)-1] == ' ' {
		p.line = p.line[:len(p.line)-1]
	}
	_, err := p.w.Write(append(p.line, '\n'))
	return err
}

// Clock writes virtual time in ns as h:mm:ss and nine decimals, so that times
// of one length sort and stand below each other.
func Clock(ns int64) string {
	d := time.Duration(ns)
	return fmt.Sprintf("%d:%02d:%02d.%09d", d/time.Hour, d/time.Minute%60, d/time.Second%60, d%time.Second)
}

func appendWhat(b []byte, e *Event) []byte {
	switch e.Kind {
	case trace.Down:
		b = fmt.Appendf(b, "%s", shown(e.Detail))
	case trace.Dial:
		b = fmt.Appendf(b, "→ %s%s", shown(e.Q), over(e))
	case trace.DialFailed:
		b = fmt.Appendf(b, "→ %s%s  %s%s", shown(e.Q), over(e), shown(e.Detail), after(e, ", after "))
	case trace.Connect:
		b = fmt.Appendf(b, "→ %s%s  connection %s%s", shown(e.Q), over(e), shown(e.Connection().String()), after(e, ", after "))
	case trace.Disconnect:
		b = fmt.Appendf(b, "– %s%s  connection %s", shown(e.Q), over(e), shown(e.Connection().String()))
	case trace.Accept:
		b = fmt.Appendf(b, "← %s%s  connection %s", shown(e.Q), over(e), shown(e.Connection().String()))
	case trace.Send:
		b = fmt.Appendf(b, "→ %s  %s, message %d%s%s", shown(e.Q), content(e), e.ID, onStream(e), arrives(e, ", "))
	case trace.Recv:
		b = fmt.Appendf(b, "← %s  %s, message %d%s%s", shown(e.Q), content(e), e.Ref, onStream(e), after(e, ", sent ", " ago"))
	case trace.Defer:
		b = fmt.Appendf(b, "→ %s  message %d%s", shown(e.Q), e.Ref, arrives(e, " "))
	case trace.Drop:
		b = fmt.Appendf(b, "→ %s  message %d finds nobody", shown(e.Q), e.Ref)
	case trace.OpStart:
		b = fmt.Appendf(b, "%s %s", shown(e.Proto), shown(e.Detail))
	case trace.OpEnd:
		b = fmt.Appendf(b, "%s %s%s", shown(e.Proto), shown(e.Detail), after(e, ", after "))
	case trace.Note:
		b = fmt.Appendf(b, "%s%s: %s", shown(e.Proto), concerns(e), shown(e.Detail))
	case trace.Fault:
		b = fmt.Appendf(b, "%s, fault %d%s", shown(e.Detail), e.ID, planned(e))
	case trace.FaultEnd:
		b = fmt.Appendf(b, "%s, fault %d%s", shown(e.Detail), e.ID, after(e, ", after "))
	default:
		b = fmt.Appendf(b, "%s", shown(e.Detail))
	}
	if e.Op != 0 {
		b = fmt.Appendf(b, "  op %s", shown(e.Operation().String()))
	}
	return b
}

// content says what a message is.
func content(e *Event) string {
	s := fmt.Sprintf("%d B of %s", e.Size, shown(e.Proto))
	if e.Said != "" {
		s = shown(e.Said) + ", " + s
	}
	return s
}

// concerns names the peer that a note is about.
func concerns(e *Event) string {
	if e.Q == "" {
		return ""
	}
	return " of " + shown(e.Q)
}

func onStream(e *Event) string {
	if e.Stream == 0 {
		return ""
	}
	return " on stream " + shown(e.OnStream().String())
}

func arrives(e *Event, before string) string {
	switch e.Arrive {
	case -1:
		return before + "never arrives"
	case 0: // nobody knows
		return ""
	}
	return before + "arrives in " + time.Duration(e.Arrive-e.T).String()
}

// over names the transport of a dial or connection, if the log does.
func over(e *Event) string {
	if e.Proto == "" {
		return ""
	}
	return " over " + shown(e.Proto)
}

// after says how long the message, dial or operation took that ends with e.
func after(e *Event, before string, behind ...string) string {
	if e.Since < 0 {
		return ""
	}
	s := before + time.Duration(e.T-e.Since).String()
	for _, b := range behind {
		s += b
	}
	return s
}

// planned says how long a fault is to last, if anybody has planned it.
func planned(e *Event) string {
	if e.Arrive <= e.T {
		return ""
	}
	return ", for " + time.Duration(e.Arrive-e.T).String()
}

// shown is text from the log as a terminal may have it: characters that are not
// printable are escaped, a long text is clipped.
func shown(s string) string {
	for i, r := range s {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			q := strconv.QuoteToASCII(s)
			s = q[1 : len(q)-1]
			break
		}
		if i > 4*maxDetail {
			break
		}
	}
	if utf8.RuneCountInString(s) <= maxDetail {
		return s
	}
	n := 0
	for i := range s {
		if n == maxDetail {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
