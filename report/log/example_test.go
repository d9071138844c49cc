package log_test

import (
	"os"
	"strings"

	"github.com/libp2p-sim/sim/report/log"
)

// The events of one operation, in the notation of sim trace.
func Example() {
	text := `{"t":0,"e":"up","p":"a"}
{"t":0,"e":"up","p":"b"}
{"t":1000000000,"e":"op","p":"a","proto":"greeting.greet","id":1,"d":"b"}
{"t":1000000000,"e":"note","p":"a","q":"b","proto":"greeting.words","o":1,"d":"hello"}
{"t":1100000000,"e":"opend","p":"a","proto":"greeting.greet","id":1,"d":"ok"}
`
	filter, err := log.Query{Ops: []string{"greeting.greet"}}.Filter()
	if err != nil {
		panic(err)
	}
	p := log.NewPrinter(os.Stdout)
	for e, err := range filter.Select(log.Read(strings.NewReader(text))) {
		if err == nil {
			err = p.Print(e)
		}
		if err != nil {
			panic(err)
		}
	}
	// Output:
	// 0:00:01.000000000  a         op          greeting.greet b  op a/1
	// 0:00:01.000000000  a         note        greeting.words of b: hello  op a/1
	// 0:00:01.100000000  a         opend       greeting.greet ok, after 100ms  op a/1
}
