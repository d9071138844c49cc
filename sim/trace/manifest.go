package trace

// File names inside a run directory.
const (
	ManifestFile = "manifest.json"
	ScenarioFile = "scenario.resolved.yaml"
	EventsFile   = "events.jsonl.zst"
	MetricsFile  = "metrics.csv"
	ParquetFile  = "metrics.parquet"
	SummaryFile  = "summary.json"
	HostFile     = "host.json"
	DoneFile     = "DONE"
	ShowFile     = "protocols.json" // Manifest.Protocols, as long as there is no manifest
	PlotsDir     = "plots"
	PeersFile    = "peers.jsonl"
	NodesFile    = "nodes.jsonl"   // only with network.kubernetes
	MeasuresFile = "measures.json" // only in a finished run of a study, whose results are made of it
	TracesDir    = "traces"
	SpansFile    = "traces/spans.jsonl.zst" // only with tracing
	PacketsFile  = "packets.jsonl.zst"      // only if packets are recorded
)

// Status says how a run ended.
type Status string

const (
	// Complete: the run reached its end.
	Complete Status = "complete"
	// Interrupted: someone stopped it, or killed its process; its record is
	// complete up to VirtualNS.
	Interrupted Status = "interrupted"
	// Failed: a panic, a deadlock, a livelock, a stall or no memory; see Failure.
	Failed Status = "failed"
)

// Manifest describes the content of a run directory. Nothing in it depends on
// the wall clock or on the machine.
type Manifest struct {
	Format        int         `json:"format"` // 1
	Scenario      string      `json:"scenario"`
	Description   string      `json:"description,omitempty"`
	ScenarioHash  string      `json:"scenario_sha256"` // of scenario.resolved.yaml
	Seed          uint64      `json:"seed"`
	Status        Status      `json:"status"`
	Failure       *Failure    `json:"failure,omitempty"`
	Fingerprint   string      `json:"fingerprint"`    // hex SHA-256 of the uncompressed event log
	MetricsSHA256 string      `json:"metrics_sha256"` // hex SHA-256 of metrics.csv
	VirtualNS     int64       `json:"virtual_ns"`     // how far virtual time came
	DurationNS    int64       `json:"duration_ns"`    // how far it was to come
	Events        int64       `json:"events"`
	Hosts         int         `json:"hosts"`
	Out           string      `json:"out"` // <scenario>/<confighash8>-s<seed>
	Versions      Versions    `json:"versions"`
	Metrics       []MetricDef `json:"metrics"` // sorted by name
	Protocols     []Show      `json:"protocols,omitempty"`
	Expect        []string    `json:"expect"` // the scenario's expectations, in its order
	// Faults are the scenario's, in its order.
	Faults []FaultTally `json:"faults,omitempty"`
	// Marks are what befell the network, in order of time: no more than [MostMarks].
	Marks []Mark `json:"marks,omitempty"`
	// Headline names the metrics that the report begins with; none: it chooses.
	Headline []string `json:"headline,omitempty"`
}

// MostMarks bounds the marks of a run: of many faults a figure would show a hatching.
const MostMarks = 200

// A Mark is something that befell the network, for a figure over time to show.
type Mark struct {
	FromNS int64  `json:"from_ns"` // virtual
	ToNS   int64  `json:"to_ns"`   // FromNS: it was of one instant; -1: it lasts to the end
	Kind   string `json:"kind"`    // fault or churn
	Text   string `json:"text"`
}

// A FaultTally says what a fault of a scenario did.
type FaultTally struct {
	Kind     string `json:"kind"`           // partition, isolate, cut, …
	What     string `json:"what,omitempty"` // of the first time that it struck; "" if it never met anybody
	Strikes  int64  `json:"strikes"`        // how often it came
	Hits     int64  `json:"hits"`           // peers, or connections, dials, messages and packets, that it met
	Optional bool   `json:"optional,omitempty"`
}

// Inert reports whether the fault hit nothing and must not.
func (t FaultTally) Inert() bool { return t.Hits == 0 && !t.Optional }

// Versions name the code that made a run.
type Versions struct {
	Sim     string            `json:"sim"`
	Go      string            `json:"go"`
	Seal    string            `json:"seal"`
	Modules map[string]string `json:"modules"`
}

// Failure tells why a simulation could not go on.
type Failure struct {
	Kind      string `json:"kind"` // panic, deadlock, livelock, stall, memory, crash
	Message   string `json:"message"`
	VirtualNS int64  `json:"virtual_ns"`
	Peer      string `json:"peer,omitempty"`
	Protocol  string `json:"protocol,omitempty"` // of a stall or of memory within one instant, if the stack tells it
	Stack     string `json:"stack,omitempty"`
}
