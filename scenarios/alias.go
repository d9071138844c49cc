package scenarios

import (
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/scenarios/spec"
	"github.com/libp2p-sim/sim/sim/trace"
)

// The types of package spec, by the names that readers of this package know.
type (
	Bootstrap     = spec.Bootstrap
	Churn         = spec.Churn
	ChurnPreset   = spec.ChurnPreset
	Connections   = spec.Connections
	Coordinates   = spec.Coordinates
	Degrade       = spec.Degrade
	Dial          = spec.Dial
	Diurnal       = spec.Diurnal
	Expectation   = spec.Expectation
	Fault         = spec.Fault
	File          = spec.File
	FlashCrowd    = spec.FlashCrowd
	Group         = spec.Group
	Adversary     = spec.Adversary
	Jitter        = spec.Jitter
	Keepalive     = spec.Keepalive
	Kubernetes    = spec.Kubernetes
	LAN           = spec.LAN
	Latency       = spec.Latency
	Libp2p        = spec.Libp2p
	LinkFault     = spec.LinkFault
	MassDeparture = spec.MassDeparture
	Matrix        = spec.Matrix
	Network       = spec.Network
	NetworkGraph  = spec.NetworkGraph
	MetricName    = spec.MetricName
	Partition     = spec.Partition
	PodGroup      = spec.PodGroup
	Position      = spec.Position
	ProtocolUse   = spec.ProtocolUse
	RandomChurn   = spec.RandomChurn
	Slow          = spec.Slow
	Spec          = spec.Spec
	Square        = spec.Square
	StaticRoute   = spec.StaticRoute
	Step          = spec.Step
	Tracing       = spec.Tracing
	Victims       = spec.Victims
)

// Weighted is spec.Weighted.
const Weighted = spec.Weighted

// ChurnPresets returns all presets, by name; see spec.ChurnPresets.
func ChurnPresets() []ChurnPreset { return spec.ChurnPresets() }

// PeersOnline is the metric that every scenario has.
var PeersOnline = spec.PeersOnline

// WorldMetrics returns the metrics that belong to no protocol.
func WorldMetrics(n *Network) []trace.MetricDef { return spec.WorldMetrics(n) }

// Problem is one thing that is wrong with a scenario. Its file is as given to [Load], or
// "--set path".
type Problem = strict.Problem

// Problems are all problems of one scenario: those of the file by line and column, then
// those of overrides. It is the error that [Load] and [Read] return, and never empty.
type Problems = strict.Problems
