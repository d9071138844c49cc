package apiserver

import (
	"context"
	"net"
	"net/url"
	"testing"
	"time"

	"go.etcd.io/etcd/server/v3/embed"
	"k8s.io/apiserver/pkg/storage/storagebackend"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes"
	kubeapiserver "k8s.io/kubernetes/cmd/kube-apiserver/app/testing"
	"k8s.io/kubernetes/pkg/controller/job"
)

// etcd starts an etcd and returns its address.
func etcd(t *testing.T) string {
	t.Helper()
	c := embed.NewConfig()
	c.Dir = t.TempDir()
	c.LogLevel = "error"
	c.UnsafeNoFsync = true
	free := func() url.URL {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		return url.URL{Scheme: "http", Host: l.Addr().String()}
	}
	client, peer := free(), free()
	c.ListenClientUrls, c.AdvertiseClientUrls = []url.URL{client}, []url.URL{client}
	c.ListenPeerUrls, c.AdvertisePeerUrls = []url.URL{peer}, []url.URL{peer}
	c.InitialCluster = c.InitialClusterFromName(c.Name)
	e, err := embed.StartEtcd(c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(e.Close)
	select {
	case <-e.Server.ReadyNotify():
	case <-time.After(time.Minute):
		t.Fatal("etcd does not come up")
	}
	return client.String()
}

// cluster starts a kube-apiserver and the job controller, and no node.
func cluster(t *testing.T) *kubernetes.Clientset {
	t.Helper()
	storage := storagebackend.NewDefaultConfig("registry", nil)
	storage.Transport.ServerList = []string{etcd(t)}
	// No controller makes service accounts here, and pods want none.
	server := kubeapiserver.StartTestServerOrDie(t, nil, []string{"--disable-admission-plugins=ServiceAccount"}, storage)
	t.Cleanup(server.TearDownFn)
	client, err := kubernetes.NewForConfig(server.ClientConfig)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	t.Cleanup(cancel)
	job.DefaultJobPodFailureBackOff = time.Second // ten, which a test need not wait
	all := informers.NewSharedInformerFactory(client, 0)
	controller, err := job.NewController(ctx, client, all.Core().V1().Pods(), all.Batch().V1().Jobs(), nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	all.Start(ctx.Done())
	go controller.Run(ctx, 2)
	return client
}
