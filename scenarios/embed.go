package scenarios

import (
	"embed"
	"errors"
	"io/fs"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

//go:embed *.yaml manifests studies
var embedded embed.FS

const extension = ".yaml"

// Embedded returns the names of the scenarios that come with the simulator, sorted.
func Embedded() []string { return embeddedIn(".") }

// Shipped returns the files that come with the simulator: the scenarios, the studies below
// "studies", and the files that they name.
func Shipped() fs.FS { return embedded }

// EmbeddedStudies returns the names of the studies that come with the
// simulator, sorted.
func EmbeddedStudies() []string { return embeddedIn(studiesDir) }

const studiesDir = "studies"

func embeddedIn(dir string) []string {
	entries, err := embedded.ReadDir(dir)
	if err != nil {
		panic("scenarios: " + err.Error())
	}
	var names []string
	for _, e := range entries {
		if e.IsDir() {
			continue
		}
		names = append(names, strings.TrimSuffix(e.Name(), extension))
	}
	slices.Sort(names) // ReadDir has sorted them with their extensions
	return names
}

// Read returns the text of a scenario and the name that its problems are to
// carry. A file that exists wins; otherwise nameOrPath may name an embedded
// scenario, with or without ".yaml". Of a file that is too large it returns
// enough for [Load] to say so. The error is of type [Problems].
func Read(nameOrPath string) (file string, data []byte, err error) {
	data, err = input.ReadText(nameOrPath)
	if err == nil {
		return nameOrPath, data, nil
	}
	name := strings.TrimSuffix(nameOrPath, extension)
	if data, err := embedded.ReadFile(name + extension); err == nil {
		return "scenarios/" + name + extension, data, nil
	}
	p := Problem{File: nameOrPath, Message: err.Error(), Want: "a scenario file, or one of " + say.List(Embedded())}
	if nameOrPath == "" {
		p.File = "scenario"
	}
	switch {
	case nameOrPath == "":
		p.Message = "the name is empty"
	case errors.Is(err, fs.ErrNotExist):
		p.Message = "no such file, and no scenario of that name"
		p.Hint = near.Word(name, Embedded())
	}
	return nameOrPath, nil, Problems{p}
}
