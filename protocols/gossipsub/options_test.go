//go:build simsealed

package gossipsub

import (
	"reflect"
	"strings"
	"testing"
	"time"

	pubsub "github.com/libp2p/go-libp2p-pubsub"

	"github.com/libp2p-sim/sim/sim"
)

// TestDefaults: without options pubsub's parameters are its own.
func TestDefaults(t *testing.T) {
	o := defaults()
	if got, want := o.params(), pubsub.DefaultGossipSubParams(); got != want {
		t.Errorf("params are %+v, want %+v", got, want)
	}
	if err := o.check(); err != nil {
		t.Error(err)
	}
}

// TestEveryParam: each of pubsub's parameters follows from an option, but for those of direct
// peers and connections that a scenario does not have.
func TestEveryParam(t *testing.T) {
	not := map[string]bool{
		"Connectors": true, "MaxPendingConnections": true, "ConnectionTimeout": true,
		"DirectConnectTicks": true, "DirectConnectInitialDelay": true, "SlowHeartbeatWarning": true,
	}
	moved := map[string]bool{}
	base := defaults()
	was := reflect.ValueOf(base.params())
	for i := range reflect.TypeFor[Options]().NumField() {
		o := base
		switch f := reflect.ValueOf(&o).Elem().Field(i); f.Interface().(type) {
		case int:
			f.SetInt(f.Int() + 7)
		case sim.Bytes, time.Duration:
			f.SetInt(f.Int() + 7)
		case sim.Share:
			f.SetFloat(0.77)
		}
		is := reflect.ValueOf(o.params())
		for j := range was.NumField() {
			if was.Field(j).Interface() != is.Field(j).Interface() {
				moved[was.Type().Field(j).Name] = true
			}
		}
	}
	for j := range was.NumField() {
		if name := was.Type().Field(j).Name; moved[name] == not[name] {
			t.Errorf("%s: an option changes it: %v", name, moved[name])
		}
	}
}

// TestScoreParams: each of pubsub's parameters of scores follows from an option.
func TestScoreParams(t *testing.T) {
	s := &Score{}
	fill(reflect.ValueOf(s).Elem())
	p, th := s.params([]string{"a"})
	for _, v := range []reflect.Value{reflect.ValueOf(*p), reflect.ValueOf(*th), reflect.ValueOf(*p.Topics["a"])} {
		for i := range v.NumField() {
			switch name := v.Type().Field(i).Name; name {
			case "AppSpecificWeight", "IPColocationFactorWhitelist", "SeenMsgTTL": // scenarios have no use for them
			default:
				if v.Field(i).IsZero() {
					t.Errorf("%s.%s is not set", v.Type().Name(), name)
				}
			}
		}
	}
}

// fill sets all fields to something.
func fill(v reflect.Value) {
	for i := range v.NumField() {
		switch f := v.Field(i); f.Kind() {
		case reflect.Struct:
			fill(f)
		case reflect.Float64:
			f.SetFloat(0.5)
		default:
			f.SetInt(int64(time.Second))
		}
	}
}

// TestCheck: what pubsub would refuse when a peer starts is refused before.
func TestCheck(t *testing.T) {
	score := func(f func(*Score)) func(*Options) {
		return func(o *Options) {
			o.Score = &Score{}
			o.Score.SetDefaults()
			f(o.Score)
		}
	}
	for want, change := range map[string]func(*Options){
		"":                           score(func(*Score) {}),
		"d is 6, want it between":    func(o *Options) { o.DHigh = 5 },
		"d_out is 5":                 func(o *Options) { o.DOut = 5 },
		"d_score is 13":              func(o *Options) { o.DScore = 13 },
		"history_gossip is 9":        func(o *Options) { o.HistoryGossip = 9 },
		"two topics are called a-0":  func(o *Options) { o.Topics = []Topic{{Name: "a", Count: 2}, {Name: "a-0"}} },
		"each is 3 of a family of 2": func(o *Options) { o.Topics = []Topic{{Name: "a", Count: 2, Each: 3}} },
		"groups[1]: d is 4, want it between d_low 5": func(o *Options) {
			o.DLow, o.Groups = 5, []Group{{Peers: "a", D: 8}, {Peers: "b", D: 4}}
		},
		"groups[0]: score: decay_to_zero is 0":      func(o *Options) { o.Groups = []Group{{Peers: "a", Score: &Score{}}} },
		"score: publish_threshold is 0":             score(func(s *Score) { s.GossipThreshold = -1 }),
		"score: graylist_threshold is 0":            score(func(s *Score) { s.GossipThreshold, s.PublishThreshold = -1, -1 }),
		"score: decay_to_zero is 1":                 score(func(s *Score) { s.DecayToZero = 1 }),
		"topic.invalid_message_deliveries_decay is": score(func(s *Score) { s.Topic.InvalidMessageDeliveriesWeight = -1 }),
		"topic.time_in_mesh_cap is 0":               score(func(s *Score) { s.Topic.TimeInMeshWeight = 1 }),
	} {
		o := defaults()
		change(&o)
		err := o.check()
		if (err == nil) != (want == "") || err != nil && !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %q", err, want)
		}
	}
}
