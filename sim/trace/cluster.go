package trace

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
)

// A ClusterNode is one line of the list of the Kubernetes nodes of a run, which are in the
// order of their names.
type ClusterNode struct {
	Name    string         `json:"node"`
	IP      string         `json:"ip"`       // its InternalIP
	PodCIDR string         `json:"pod_cidr"` // range of the addresses of its pods
	Pods    []ClusterPod   `json:"pods"`     // peers that run there, in the order of the run's peers
	Routes  []ClusterRoute `json:"routes"`   // its routing table, longest prefix first
}

// A ClusterPod is a peer that a container of a pod is.
type ClusterPod struct {
	Peer string `json:"p"`   // its name in the event log
	Pod  string `json:"pod"` // namespace/name
	IP   string `json:"ip"`  // of the pod, or of the node with hostNetwork
}

// A ClusterRoute is a line of a node's routing table.
type ClusterRoute struct {
	To  string `json:"to"`  // range of addresses
	Via string `json:"via"` // the node to send on to; "": here; "blackhole": nowhere
}

// AppendJSON appends n as one line.
func (n *ClusterNode) AppendJSON(b []byte) []byte {
	line := bytes.NewBuffer(b)
	e := json.NewEncoder(line)
	e.SetEscapeHTML(false)
	if err := e.Encode(n); err != nil {
		panic(err) // strings always can be
	}
	return line.Bytes()
}

// ReadClusterNodes returns the nodes of a list, in order: those up to the first bad line,
// with its error.
func ReadClusterNodes(r io.Reader) ([]ClusterNode, error) {
	var all []ClusterNode
	d := json.NewDecoder(r)
	d.DisallowUnknownFields()
	for {
		var n ClusterNode
		if err := d.Decode(&n); err == io.EOF {
			return all, nil
		} else if err != nil {
			return all, fmt.Errorf("line %d: node: %w", len(all)+1, err)
		}
		all = append(all, n)
	}
}
