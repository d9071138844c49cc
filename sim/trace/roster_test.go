package trace

import "testing"

// TestSeats: a list of peers tells seats, and without one names do; successors have
// the seats of their predecessors.
func TestSeats(t *testing.T) {
	var r Roster
	for _, p := range []Peer{
		{Name: "servers-0", Group: "servers"}, {Name: "servers-1", Group: "servers"},
		{Name: "pod-7", Group: "web"}, {Name: "servers-0+1", Group: "servers"}, {Name: "a+b", Group: "web"},
		{Name: "servers-2", Group: "servers"}, {Name: "servers-0+2", Group: "servers"},
	} {
		r.Add(p)
	}
	for name, want := range map[string]Seat{
		"servers-0": {"servers", 0}, "servers-0+1": {"servers", 0}, "servers-0+2": {"servers", 0},
		"servers-1": {"servers", 1}, "servers-2": {"servers", 2},
		"pod-7": {"web", 0}, "a+b": {"web", 1}, // as on the list, not as in their names
		"clients-3": {"clients", 3}, "clients-3+12": {"clients", 3}, "pod": {"pod", -1}, "c+0": {"c+0", -1}, "-1": {"-1", -1},
	} {
		if got := r.Seat(name); got != want {
			t.Errorf("%s sits at %+v, want %+v", name, got, want)
		}
	}
	var none *Roster
	if got, want := none.Seat("pod-7+1"), (Seat{"pod", 7}); got != want {
		t.Errorf("by its name it sits at %+v, want %+v", got, want)
	}
	if first, n := Predecessor(Successor("x-1", 3)); first != "x-1" || n != 3 {
		t.Errorf("%s, %d", first, n)
	}
}

// TestSeatsOfSelectors: "servers", "servers[1]" and "servers[0:2]".
func TestSeatsOfSelectors(t *testing.T) {
	for _, tt := range []struct {
		seat     Seat
		from, to int
		want     bool
	}{
		{Seat{"servers", 5}, 0, -1, true},
		{Seat{"clients", 5}, 0, -1, false},
		{Seat{"servers", 1}, 1, 2, true},
		{Seat{"servers", 2}, 1, 2, false},
		{Seat{"servers", 0}, 1, 2, false},
		{Seat{"servers", -1}, 0, -1, true},
		{Seat{"servers", -1}, 0, 2, false},
	} {
		if got := tt.seat.In(Part{"servers", tt.from, tt.to}); got != tt.want {
			t.Errorf("%+v in servers[%d:%d]: %v", tt.seat, tt.from, tt.to, got)
		}
	}
}
