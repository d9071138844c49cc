package spec

import (
	"time"

	"github.com/libp2p-sim/sim/sim"
	"github.com/libp2p-sim/sim/sim/dist"
	"github.com/libp2p-sim/sim/sim/link"
)

// Network has the peers, and the delays, losses and dials between them.
type Network struct {
	Peers      []Group     `yaml:"peers" aka:"nodes groups hosts" doc:"The peers, by group. Needed unless there is kubernetes." omitzero:"true"`
	Latency    Latency     `yaml:"latency" aka:"delay rtt ping" doc:"How long a byte travels, one way. Needed unless there is kubernetes." omitzero:"true"`
	Asymmetric bool        `yaml:"asymmetric" doc:"Whether each direction of a pair draws its own delay; for latencies that are drawn." omitzero:"true"`
	Jitter     Jitter      `yaml:"jitter" doc:"Time on top of the delay, drawn anew for every message: a law, or measured, which takes the spread that was measured with the latency table." omitzero:"true"`
	Loss       link.Loss   `yaml:"loss" aka:"packet_loss drop" doc:"Which packets are lost. A stream loses no bytes: they are sent again, which takes time. Between hosts on mocknet there is no congestion control unless tcp asks for it: loss delays messages and does not slow a flow, so a message of more than some 14 kB arrives sooner than over TCP or QUIC, at 100 Mbit/s, 100 ms and 0.1% some 20 times." omitzero:"true"`
	TCP        string      `yaml:"tcp" doc:"How TCP holds back what a connection sends. ideal: what up and down take is sent; with stack mocknet alone. reno, cubic: each way of a connection has a congestion window, which all its streams share, by the model of simulated sockets: slow start from ten segments, half of the window or CUBIC's law after a loss, selective acknowledgements, time-outs; streams then wait for each other's lost packets. No window shrinks where a queue is full, since nothing is dropped there: losses alone shrink it; acknowledgements take no capacity and are not lost; there is no pacing. The log then does not know when a message arrives before it is read. Not of QUIC, whose congestion control with stack libp2p is its own. Default: ideal with stack mocknet, cubic with libp2p and machines." enum:"ideal|reno|cubic" omitzero:"true"`
	Kubernetes *Kubernetes `yaml:"kubernetes" doc:"Peers are the containers of Kubernetes pods, and the network is their cluster's. In place of peers and latency. The default bootstrap, random, connects peers from the start and so hides what mDNS does; bootstrap: {graph: none} shows it."`
	LANs       []LAN       `yaml:"lans" doc:"The local networks in which peers hear each other's multicasts." omitzero:"true"`
	Dial       Dial        `yaml:"dial" doc:"How connections are made."`
	Keepalive  Keepalive   `yaml:"keepalive" doc:"How a silent crash is noticed."`

	Stack  string  `yaml:"stack" doc:"What hosts are made of. mocknet: hosts of go-libp2p's mocknet, whose streams are modelled, and cost least. libp2p: hosts of libp2p.New with their swarm, transports, security and muxers, over simulated TCP and UDP sockets; the log then does not know when a message arrives before it is read, and dial and keepalive, which are mocknet's, do not apply. machines: no hosts, but machines with sockets, on which a protocol of one's own runs any program. Default: mocknet." enum:"mocknet|libp2p|machines" omitzero:"true"`
	Libp2p *Libp2p `yaml:"libp2p" doc:"What hosts of stack libp2p have. Default: those of libp2p.New."`

	Names []DNSName `yaml:"names" doc:"Names besides those of peers that sockets resolve, with stack libp2p or machines." omitzero:"true"`

	Record string `yaml:"record" doc:"What to record besides messages. packets: what machines send each other with stack libp2p or machines, byte for byte, as it is outside of NATs, for sim trace --export pcap; without acknowledgements that carry nothing else, what goes to an address that nobody has, what a machine sends to itself, and what a kernel without programs answers; the run itself stays the same, and so does its fingerprint. Default: nothing." enum:"packets" omitzero:"true"`

	Connections *Connections `yaml:"connections" doc:"How many connections a peer keeps, by go-libp2p's connection manager, which hosts of libp2p.New have and which closes those of least value. Default: peers close none, and in a busy network nearly all pairs are connected in time."`
}

// DNSName is a name of the domain name system.
type DNSName struct {
	Name  string       `yaml:"name" doc:"The name. It has the addresses of the peers, and _dnsaddr. before it their multiaddrs as texts, as /dnsaddr asks for." required:"true" match:"^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$"`
	Peers sim.Selector `yaml:"peers" doc:"Whose addresses it has, in order, up or down." required:"true"`
}

// Group is a number of peers that are alike.
type Group struct {
	Group      string     `yaml:"group" doc:"Name of the group, by which the rest of the scenario selects its peers." required:"true" match:"^[a-z][a-z0-9-]*$"`
	Count      int        `yaml:"count" aka:"nodes peers size n number" doc:"How many peers. Needed unless there is share." min:"1" max:"1000000" omitzero:"true"`
	Share      sim.Share  `yaml:"share" doc:"In place of count: which share of the network's peers they are, to the next whole peer, beside the groups that have a count." omitzero:"true"`
	Dialable   bool       `yaml:"dialable" doc:"Whether other peers can open connections to these peers; false is a peer behind a NAT, which kademlia in mode auto runs as a client: it asks, and is in no routing table."`
	Transports string     `yaml:"transports" doc:"Over what these peers listen and dial, with stack libp2p. Default: network.libp2p.transports." enum:"tcp|quic|both" omitzero:"true"`
	Addresses  int        `yaml:"addresses" doc:"How many IPv4 addresses each of these peers has, with stack libp2p or machines; those behind a NAT have one. Default: one." min:"1" max:"100" omitzero:"true"`
	IPv6       bool       `yaml:"ipv6" doc:"Whether each of these peers has an IPv6 address as well, with stack libp2p or machines; those behind a NAT have none." omitzero:"true"`
	NAT        string     `yaml:"nat" doc:"What is in front of each of these peers, which are then not dialable; with stack libp2p or machines. full-cone, restricted-cone, port-restricted and symmetric are RFC 3489's names; in RFC 4787's words the first three have mappings that depend on nothing and filters that depend on nothing, on the address, on address and port, and the last has both depend on address and port. ford-2005 draws the NAT of each peer by what was measured, see NATs that were measured. Default: none, or port-restricted where dialable is false." enum:"full-cone|restricted-cone|port-restricted|symmetric|ford-2005" omitzero:"true"`
	Region     string     `yaml:"region" aka:"location city country" doc:"Where the peers are: a region of the latency table or matrix, or weighted, which draws each peer's by the table's weights: world8 has weights; aws33, planetlab490, matrices and graphs have none, and peers are spread evenly, which is not where the peers of public networks are; with a graph, the id or label of a node. Default: weighted with a table, matrix or graph, nothing without."`
	Up         sim.Rate   `yaml:"up" aka:"upload uplink bandwidth" doc:"Rate at which each peer can send, shared by all its streams: a queue, first come first served, without congestion control. Default: no limit, or the graph's." omitzero:"true"`
	Down       sim.Rate   `yaml:"down" aka:"download downlink" doc:"Rate at which each peer can receive, shared by all its streams: a queue, first come first served, without congestion control. Default: no limit, or the graph's." omitzero:"true"`
	Queue      sim.Bytes  `yaml:"queue" doc:"Bytes that may wait to be sent or received where up or down is limited; a peer that writes more waits. 0B is no limit."`
	LAN        string     `yaml:"lan" doc:"The local network that the peers are on, for multicasts." omitzero:"true" match:"^[a-z][a-z0-9-]*$"`
	Without    []string   `yaml:"without" doc:"Protocols of the scenario that these peers do not run." omitzero:"true"`
	Adversary  *Adversary `yaml:"adversary" doc:"How these peers depart from their protocols. Metrics that say so count honest peers alone. Default: they do not."`
	Position   *Position  `yaml:"position" doc:"Where the peers are, with the latency coordinates; in place of a point of its file or a draw."`
}

// Adversary is how peers depart from their protocols.
type Adversary struct {
	Behaviour string        `yaml:"behaviour" doc:"drop: they take what others give them to keep or to pass on, and do neither; what they hold already they go on to serve. lie: they answer what is not true: of kademlia, that liars are the peers closest to any key and the providers of any content, and of a record that was put more than once its first value. flood: each asks rate times a second, and does not wait for answers: of kademlia for the peers closest to random keys, each time another server that it picks at random; of gossipsub it publishes messages that nobody accepts. graft: of gossipsub, they graft themselves into the meshes of all honest peers to which they are connected, whatever d says, again as soon as the backoff of a prune is over, gossip about nothing, and from after on pass nothing on. These four are the protocols' own. silent: their connections live, and their protocols hear nothing. refuse: they reset all streams that others open. slow: each message that others send them takes effect delay later. What the last three begin themselves goes on." enum:"drop|lie|flood|graft|silent|refuse|slow" required:"true"`
	Rate      int           `yaml:"rate" doc:"With flood: how often in a second each of them asks. Default: 100." min:"1" max:"1000000" omitzero:"true"`
	Delay     time.Duration `yaml:"delay" doc:"With slow: how much later each message takes effect." min:"1ms" max:"1h" omitzero:"true"`
	After     time.Duration `yaml:"after" doc:"When they begin. Before, they are as honest as others; those that graft pass on what they get."`
	Victims   sim.Selector  `yaml:"victims" doc:"Honest peers to which they connect when they come up, those that are up and can be dialled, in place of bootstrap, in which they then play no part. Default: they take part in bootstrap as others do." omitzero:"true"`
	Degree    int           `yaml:"degree" doc:"With victims: to how many of these each of them connects, drawn at random. Default: all." min:"1" max:"1000000" omitzero:"true"`
	Near      *Near         `yaml:"near" doc:"Where their identities are in the key space. Default: anywhere."`
}

// Near is a place in the key space.
type Near struct {
	Key     string       `yaml:"key" doc:"Name of a record or a content: at its key." omitzero:"true"`
	Op      string       `yaml:"op" doc:"The operation that looks the key up, which says how a name becomes a key. Default: provide." omitzero:"true" match:"^[a-z][a-z-]*$"`
	Peer    sim.Selector `yaml:"peer" doc:"One peer, such as victim[0], of a group before this one: at its identity." omitzero:"true"`
	Bits    int          `yaml:"bits" doc:"Leading bits that they share with it. Keys are drawn until they do, as an attacker would: for each peer 2 to the power of bits on average, counted by adversaries.keys. Default: the logarithm to base 2 of the number of other peers, rounded up, and 3, which is nearer than all of these with a probability of 7/8 at least." min:"1" max:"24" omitzero:"true"`
	Exactly bool         `yaml:"exactly" doc:"Whether they share bits leading bits and not more, and so are all in one bucket of the peer's routing table; that takes twice as many keys." omitzero:"true"`
}

// Position is a place in a plane, in milliseconds.
type Position struct {
	X      float64 `yaml:"x" doc:"Place in the plane, ms." required:"true" min:"-100000" max:"100000"`
	Y      float64 `yaml:"y" doc:"Place in the plane, ms." required:"true" min:"-100000" max:"100000"`
	Height float64 `yaml:"height" doc:"Delay that the last mile adds, ms." min:"0" max:"100000"`
}

// Weighted is the [Group.Region] of peers that are spread over all regions of
// the latency table.
const Weighted = "weighted"

// Latency is the one-way delay between two peers. Exactly one field is set; a zero
// Latency is none.
type Latency struct {
	Law         *dist.Dist    `yaml:"-"` // the same for all pairs if it is constant, else drawn once per pair
	Table       *string       `yaml:"table" doc:"Measured delays between regions, by the name of a table that is built in: aws33, planetlab490 or world8." choice:"true"`
	Matrix      *Matrix       `yaml:"matrix" doc:"Delays between regions from a file." choice:"true"`
	Coordinates *Coordinates  `yaml:"coordinates" doc:"Delays from places in a plane: distance plus both heights, as Vivaldi has it." choice:"true"`
	Graph       *NetworkGraph `yaml:"graph" doc:"A network graph as Shadow has it, in GML." choice:"true"`
}

// Matrix is a CSV file of delays: the first line and the first column name the
// regions, the cells are milliseconds from the line's region to the column's.
type Matrix struct {
	File      File   `yaml:"file" doc:"A CSV file: the first line and column name the regions, cells are milliseconds." required:"true"`
	Kind      string `yaml:"kind" doc:"Whether the cells are round-trip times or one-way delays." required:"true" enum:"rtt|one-way"`
	Symmetric bool   `yaml:"symmetric" doc:"Whether the matrix must be symmetric; if it must and is not, that is an error."`
}

// Coordinates are places of peers in a plane.
type Coordinates struct {
	File   *File   `yaml:"file" doc:"A CSV file of places: name,x,y,height, in ms; peers take them in order, again from the start when they run out."`
	Square *Square `yaml:"square" doc:"Places drawn evenly from a square."`
	Kind   string  `yaml:"kind" doc:"Whether distances are round-trip times, as Vivaldi computes, or one-way delays." enum:"rtt|one-way"`
}

func (c *Coordinates) SetDefaults() { c.Kind = "rtt" }

// Square is the square from which places are drawn.
type Square struct {
	Side   time.Duration `yaml:"side" doc:"Length of a side." required:"true" max:"1h"`
	Height time.Duration `yaml:"height" doc:"Delay that the last mile adds at each end." max:"1h"`
}

// NetworkGraph is a graph of Shadow.
type NetworkGraph struct {
	File         File `yaml:"file" doc:"A GML file, plain or compressed by xz: nodes with host_bandwidth_up and host_bandwidth_down, edges with latency, jitter and packet_loss." required:"true"`
	ShortestPath bool `yaml:"use_shortest_path" doc:"Whether packets take the path of least latency; if not, every two nodes need an edge."`
}

func (g *NetworkGraph) SetDefaults() { g.ShortestPath = true }

// LAN is a local network: a multicast domain.
type LAN struct {
	LAN     string        `yaml:"lan" doc:"Name of the local network." required:"true" match:"^[a-z][a-z0-9-]*$"`
	Latency time.Duration `yaml:"latency" doc:"How long a multicast takes to each peer." max:"1h"`
	Loss    sim.Share     `yaml:"loss" doc:"Probability that one of the peers does not hear a multicast."`
}

func (l *LAN) SetDefaults() { l.Latency = lanLatency }

// lanLatency is an assumption: a switched network in one building.
const lanLatency = 200 * time.Microsecond

// Dial says how connections are opened, and how long that takes.
type Dial struct {
	Handshake string    `yaml:"handshake" doc:"Which handshake costs its round trips: TCP with Noise and Yamux, QUIC, or none. With QUIC, streams do not wait for each other's lost packets." enum:"tcp-noise-yamux|quic|none"`
	RTTs      *int      `yaml:"round_trips" doc:"Round trips of a handshake, in place of those of the protocol." min:"0" max:"20"`
	Timeout   dist.Dist `yaml:"timeout" doc:"Time after which a dial fails. A constant bounds every dial, as a transport's own time-out does. With a law, each dial to a peer that does not answer has a time of its own, since peers in public networks have different numbers of addresses and transports; a dial to a peer that answers has 5s, or longer if the law says so." min:"1ms" max:"1h"`
	Offline   string    `yaml:"offline" doc:"Outcome of a dial to a peer that is down: silence until the timeout, or a refusal one round trip later." enum:"timeout|refuse"`
	Backoff   bool      `yaml:"backoff" doc:"Whether a peer that could not be dialled is left alone for a while, as the swarm of go-libp2p does."`
}

// Keepalive says when a connection to a peer that crashed without a word is
// given up. The defaults are those of Yamux in go-libp2p.
type Keepalive struct {
	Interval time.Duration `yaml:"interval" doc:"Time between two signs of life on an idle connection." min:"1ms"`
	Timeout  time.Duration `yaml:"timeout" doc:"How long the answer to a sign of life may take." min:"1ms"`
}

// Libp2p says what hosts of libp2p.New have.
type Libp2p struct {
	Transports string  `yaml:"transports" doc:"Over what they listen and dial." enum:"tcp|quic|both"`
	Relays     string  `yaml:"relays" doc:"The group whose hosts relay for those behind NATs, who make reservations with two of them. Each takes as many reservations as are asked for, where go-libp2p's own default is 128. Default: nobody." match:"^[a-z][a-z0-9-]*$" omitzero:"true"`
	AutoNAT    bool    `yaml:"autonat" doc:"Whether hosts find out by AutoNAT whether others can dial them, as deployed, which takes 15 s and more. If not, they are told."`
	Limits     *Limits `yaml:"limits" doc:"Limits of each host's resource manager. Default: those of libp2p.New on a machine of 16 GiB."`
	HolePunch  bool    `yaml:"hole_punching" doc:"Whether peers that meet over a relay try to connect directly, by DCUtR."`
	Security   string  `yaml:"security" doc:"What secures TCP: noise, tls, both, of which they agree on one, or none: plaintext, which nobody deploys, with the round trips of noise and without its cost. QUIC has TLS always." enum:"noise|tls|both|none"`
}

// Limits are those of a whole host, in go-libp2p's words of its system scope.
type Limits struct {
	Conns   int       `yaml:"conns" doc:"How many connections a host has at most. Default: that of libp2p.New." min:"1" max:"1000000" omitzero:"true"`
	Streams int       `yaml:"streams" doc:"How many streams. Default: that of libp2p.New." min:"1" max:"1000000" omitzero:"true"`
	Memory  sim.Bytes `yaml:"memory" doc:"How much memory its resource manager hands out. Default: that of libp2p.New." min:"1KiB" omitzero:"true"`
}

func (l *Libp2p) SetDefaults() { l.Transports, l.Security = "both", "both" }

// Connections are the marks of a connection manager. The defaults are those of
// libp2p.New.
type Connections struct {
	Low   int           `yaml:"low" doc:"How many connections are left when a peer has closed some." min:"1" max:"1000000"`
	High  int           `yaml:"high" doc:"Beyond how many connections a peer closes some." min:"1" max:"1000000"`
	Grace time.Duration `yaml:"grace" doc:"How old a connection is before it can be closed."`
}

func (c *Connections) SetDefaults() { c.Low, c.High, c.Grace = 160, 192, time.Minute }

// Kubernetes is a cluster.
type Kubernetes struct {
	Manifests []File        `yaml:"manifests" doc:"Files with the Nodes, and the Pods that run on them or the Deployments, StatefulSets, DaemonSets and Jobs that make these, as kubectl takes them. All pods are there from the start; a Job has as many as run at one time. Of any other kind, the pods that it has made: kubectl get pods,nodes -o yaml prints them. Peers listen at their pod's status.podIP, or at an address of its node's podCIDR, or with hostNetwork at the node's, on port 4001 and, where several share an address, those that follow." required:"true"`
	Groups    []PodGroup    `yaml:"groups" doc:"Groups of pods by their labels. Pods that are in none are a group by the name of the Deployment, StatefulSet, DaemonSet or Job that makes them, or of the pod." omitzero:"true"`
	Loopback  time.Duration `yaml:"loopback" doc:"Delay between containers of one pod, one way. The default is an assumption, as are those below." max:"1h"`
	Bridge    time.Duration `yaml:"bridge" doc:"Delay over the bridge of a node, one way." max:"1h"`
	Wire      time.Duration `yaml:"wire" doc:"Delay from node to node, one way." max:"1h"`
	Route     time.Duration `yaml:"route" doc:"Time that one look-up in a routing table takes." max:"1h"`
	Routes    []StaticRoute `yaml:"routes" doc:"Lines added to the routing tables of the nodes." omitzero:"true"`
	Multicast string        `yaml:"multicast" doc:"How far multicasts of pods with hostNetwork go: to all nodes, which share a network, or within the node. With nodes they take the delay of wire, and that of loopback between peers of one node." enum:"nodes|node"`
}

// PodGroup is the pods that a label selector selects.
type PodGroup struct {
	Group  string `yaml:"group" doc:"Name of the group." required:"true" match:"^[a-z][a-z0-9-]*$"`
	Select string `yaml:"select" doc:"A label selector, as kubectl -l takes it." required:"true"`
}

// StaticRoute is a line of a routing table.
type StaticRoute struct {
	Node   string `yaml:"node" doc:"The node with the table. Default: all." omitzero:"true"`
	Prefix string `yaml:"prefix" doc:"The range of addresses, as in 10.244.1.0/24." required:"true"`
	Via    string `yaml:"via" doc:"The node to send on to, or blackhole." required:"true"`
}

// Jitter is the time on top of a delay, new for every message: a law, or the
// spread that was measured together with the latency table.
type Jitter struct {
	Measured bool
	Law      dist.Dist
}
