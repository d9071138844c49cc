package view_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"

	"github.com/libp2p-sim/sim/report/view"
)

// A handler answers requests for its own name, and no others.
func ExampleNew() {
	folder, err := os.MkdirTemp("", "view") // such as results/
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	h, err := view.New(folder, "127.0.0.1:8080")
	if err != nil {
		panic(err)
	}
	defer h.Close()
	for _, host := range []string{"127.0.0.1:8080", "attacker.example"} {
		r := httptest.NewRequest(http.MethodGet, "http://"+host+"/", nil)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		fmt.Println(host, w.Code)
	}
	// Output:
	// 127.0.0.1:8080 200
	// attacker.example 403
}
