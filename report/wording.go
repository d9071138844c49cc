package report

import (
	"cmp"
	"strings"

	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/trace"
)

// caption words a figure.
type caption struct {
	title string
	what  string // the axis of its values
	noun  string // the subject of one sample
}

// over is c where the protocol says nothing.
func (c caption) over(said trace.Caption) caption {
	return caption{cmp.Or(said.Title, c.title), cmp.Or(said.Axis, c.what), cmp.Or(said.Noun, c.noun)}
}

// captionOf words the figure of a metric.
func (r *Run) captionOf(def trace.MetricDef) caption {
	return r.generic(def.Name, "samples").over(def.Caption)
}

// sharedCaption words the figure of a family of metrics.
func (r *Run) sharedCaption(f family) caption {
	c := r.generic(f.name(), "operations")
	if show := r.show(f.protocol); show != nil {
		c = c.over(show.Captions[f.name()])
	}
	return c
}

// show is how a protocol wants to be shown, nil if it does not say.
func (r *Run) show(protocol string) *trace.Show {
	for i := range r.Manifest.Protocols {
		if show := &r.Manifest.Protocols[i]; show.Protocol == protocol {
			return show
		}
	}
	return nil
}

// generic words a metric called name, whose samples are about nouns.
func (r *Run) generic(name, nouns string) caption {
	protocol, quantity, ok := strings.Cut(name, ".")
	if !ok {
		return caption{say.Capital(words(name)), words(name), nouns}
	}
	title := say.Capital(words(protocol))
	if show := r.show(protocol); show != nil {
		title = cmp.Or(show.Title, title)
	}
	return caption{title + " " + words(quantity), words(quantity), nouns}
}

// words turns an identifier into words.
func words(name string) string { return strings.NewReplacer(".", " ", "_", " ").Replace(name) }

// fileName turns a metric's name into one that any file system takes.
func fileName(metric string) string {
	return strings.Map(func(r rune) rune {
		if 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '-'
	}, metric)
}

// numbered words an axis of the numbers that follow prefix in keys of a metric.
func (r *Run) numbered(metric, prefix string) string {
	protocol, _, _ := strings.Cut(metric, ".")
	if show := r.show(protocol); show != nil && show.Numbers[prefix] != "" {
		return show.Numbers[prefix]
	}
	return strings.TrimSpace("number of " + words(prefix))
}
