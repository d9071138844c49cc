package emit

import (
	"fmt"
	"io"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

var (
	image = regexp.MustCompile(`^[a-z0-9][A-Za-z0-9._/:@-]{0,1000}$`)
	claim = regexp.MustCompile(`^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$`)
)

// maxConfig bounds a study, in bytes: a ConfigMap holds 1 MiB with all it has.
const maxConfig = 1_000_000

// Kubernetes writes manifests: a ConfigMap with the study, an Indexed Job with a
// completion a shard, and a Job that merges, which waits suspended. Exit codes
// say whether a shard is worth another try: a bad scenario, a failed run and a
// failed expectation would be the same again.
func (s Sweep) Kubernetes(w io.Writer) error {
	if !image.MatchString(s.Image) {
		return fmt.Errorf("image %q: Kubernetes needs an image with sim, such as registry.example/sim:1", s.Image)
	}
	if !claim.MatchString(s.Claim) {
		return fmt.Errorf("claim %q: Kubernetes needs the name of a PersistentVolumeClaim for results", s.Claim)
	}
	if len(s.Study) > maxConfig {
		return fmt.Errorf("the study has %d bytes with its files; a ConfigMap takes at most %d", len(s.Study), maxConfig)
	}
	shards := s.Shards
	if shards == 0 {
		shards = min(defaultShards, s.Runs)
	}
	return s.write(w, "kubernetes.yaml", shards)
}

// Job returns a name that Kubernetes takes, with room for the index of a pod.
func (f file) Job() string {
	name := strings.Trim(f.Name, "-")
	if len(name) > 36 {
		name = strings.TrimRight(name[:36], "-")
	}
	return "sim-" + name + "-" + f.Hash[:8]
}

// Place returns the study directory on the volume for results, a folder of its own.
func (f file) Place() string {
	base := path.Base(filepath.ToSlash(f.Out))
	if base == "." || base == ".." || base == "/" {
		base = f.Name + "-" + f.Hash[:8]
	}
	return "/results/" + base
}

// word writes an argument as YAML, of which Kubernetes expands nothing.
func word(s string) string { return strconv.Quote(strings.ReplaceAll(s, "$(", "$$(")) }
