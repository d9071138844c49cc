package design

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/libp2p-sim/sim/scenarios"
	"github.com/libp2p-sim/sim/scenarios/internal/input"
	"github.com/libp2p-sim/sim/scenarios/internal/strict"
	"github.com/libp2p-sim/sim/sim/say"
	"github.com/libp2p-sim/sim/sim/say/near"
)

const yamlExtension = ".yaml"

// Read returns the text of a study, or of a scenario, and the name that its
// problems are to carry. A file that exists, and is no directory, wins; otherwise nameOrPath may name a
// study that is built in, and after that a scenario, both with or without
// ".yaml". A text with a key "scenario" or "parameters" is a study's. The error
// is of type [scenarios.Problems].
func Read(nameOrPath string) (file string, data []byte, study bool, err error) {
	data, err = input.ReadText(nameOrPath)
	if err == nil {
		root, _ := strict.Parse(nameOrPath, data)
		return nameOrPath, data, input.IsStudy(root), nil
	}
	problem := scenarios.Problems{{File: nameOrPath, Message: input.PlainCause(err).Error(), Want: "a study or a scenario"}}
	if !errors.Is(err, fs.ErrNotExist) && !errors.Is(err, input.ErrDirectory) {
		return nameOrPath, nil, false, problem
	}
	name := strings.TrimSuffix(nameOrPath, yamlExtension)
	inside := path.Join("studies", name+yamlExtension)
	if data, err := fs.ReadFile(scenarios.Shipped(), inside); err == nil {
		return "scenarios/" + inside, data, true, nil
	}
	if data, err := fs.ReadFile(scenarios.Shipped(), name+yamlExtension); err == nil {
		return "scenarios/" + name + yamlExtension, data, false, nil
	}
	if errors.Is(err, input.ErrDirectory) {
		return nameOrPath, nil, false, problem
	}
	return nameOrPath, nil, false, scenarios.Problems{{
		File: nameOrPath, Message: "no such file, and no study or scenario of that name",
		Want: fmt.Sprintf("a file, the study %s, or a scenario", say.List(scenarios.EmbeddedStudies())),
		Hint: near.Word(name, slices.Concat(scenarios.EmbeddedStudies(), scenarios.Embedded())),
	}}
}
