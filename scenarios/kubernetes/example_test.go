package kubernetes_test

import (
	"fmt"
	"os"

	"github.com/libp2p-sim/sim/scenarios/kubernetes"
)

func Example() {
	text, err := os.ReadFile("testdata/ping-two-nodes.yaml")
	if err != nil {
		panic(err)
	}
	m, err := kubernetes.Parse("ping-two-nodes.yaml", text)
	if err != nil {
		panic(err)
	}
	c, err := kubernetes.Build(m, kubernetes.DefaultConfig())
	if err != nil {
		panic(err)
	}
	for _, p := range c.Peers {
		fmt.Println(p.Name, p.IP, p.Node)
	}
	hops, err := c.Hops(0, 1)
	if err != nil {
		panic(err)
	}
	for _, h := range hops {
		fmt.Println(h.Kind, h.From, "→", h.To, h.Delay)
	}
	// Output:
	// pod-a 10.244.0.2 minikube
	// pod-b 10.244.1.2 minikube-m02
	// bridge pod-a → minikube 60µs
	// route minikube → minikube-m02 10µs
	// wire minikube → minikube-m02 500µs
	// route minikube-m02 → pod-b 10µs
	// bridge minikube-m02 → pod-b 60µs
}
