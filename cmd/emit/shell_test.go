package emit

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// writeCode makes the sim of a test end with an exit code.
func writeCode(x *tools, code int) error {
	return os.WriteFile(filepath.Join(x.dir, "code"), []byte(strconv.Itoa(code)), 0o644)
}

// parallel calls the command that it is given for each line, as GNU parallel
// does with --quote.
const parallel = `while :; do case $1 in
--will-cite | --quote) shift ;;
--halt | --jobs | --joblog | --workdir | --sshlogin) echo "$1 $2" >> "$(dirname "$0")/options"; shift 2 ;;
*) break ;;
esac; done
failed=0
while read -r i; do
	for a; do shift; set -- "$@" "$(printf %s "$a" | sed "s/{}/$i/")"; done
	"$@" || failed=$((failed + 1))
	for a; do shift; set -- "$@" "$(printf %s "$a" | sed "s|^$i/|{}/|")"; done
done
exit $failed
`

// TestShell runs the script with a parallel that runs one shard at a time.
func TestShell(t *testing.T) {
	x := newTools(t)
	x.sim()
	x.add("parallel", parallel)
	s := sweep()
	s.Shards = 3
	script := written(t, s.Shell)
	x.run(script)
	compareCalls(t, x.read("calls"), wantCalls(3, "-q"))
	if options := x.read("options"); options != "--halt never\n--jobs 50%\n--joblog out/k's results.joblog\n--workdir .\n" {
		t.Errorf("the options of parallel are\n%s", options)
	}
	t.Setenv("HOSTS", "a,8/b")
	x.run(script)
	if options := x.read("options"); !strings.HasSuffix(options, "--sshlogin a,8/b\n") {
		t.Errorf("with hosts the options of parallel are\n%s", options)
	}
}

// TestShellStudy: the study that the shards read is the one that was given.
func TestShellStudy(t *testing.T) {
	x := newTools(t)
	x.sim()
	x.add("parallel", parallel)
	s := sweep()
	s.Shards = 1
	x.add("sim", `[ "$1" = merge ] || cp "$2" "`+x.dir+`/study"`)
	x.run(written(t, s.Shell))
	if got, want := x.read("study"), string(s.Study)+"\n"; got != want {
		t.Errorf("the study is\n%q\nnot\n%q", got, want)
	}
}
