package topo

import (
	"fmt"
	"testing"
)

// Two peers that dial each other are neighbours once.
var pieces = Graph{N: 6, Edges: [][2]int{{1, 4}, {2, 5}, {3, 5}, {4, 1}}}

func TestMeasures(t *testing.T) {
	for _, c := range []struct{ got, want any }{
		{pieces.Neighbours(), [][]int{nil, {4}, {5}, {5}, {1}, {2, 3}}},
		{pieces.Degrees(), []int{0, 1, 1, 1, 1, 2}},
		{pieces.DegreeHistogram(), []int{1, 4, 1}},
		{pieces.Components(), [][]int{{0}, {1, 4}, {2, 3, 5}}},
		{pieces.Connected(), false},
		{Graph{}.Connected(), true},
		{Graph{N: 1}.Connected(), true},
		{Graph{N: 2}.Connected(), false},
		{Graph{}.DegreeHistogram(), []int{}},
		{pieces.String(), "6 peers, 4 dials"},
	} {
		if got, want := fmt.Sprint(c.got), fmt.Sprint(c.want); got != want {
			t.Errorf("got %s, want %s", got, want)
		}
	}
}
