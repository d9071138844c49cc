package scenarios

import (
	"flag"
)

// Update is for the tests of both packages of this folder.
var Update = flag.Bool("update", false, "rewrite the golden files")
