// Package apiserver holds the output of sim sweep --emit kubernetes against a real
// kube-apiserver with its etcd, and the real job controller, all in the process of
// the test.
//
// Its nouns: the cluster, which has no nodes; and the stand-in for the kubelet,
// which runs the command of each pod on this machine and tells its exit code. It
// is a module of its own: Kubernetes is much to compile, and nothing else needs it.
package apiserver
