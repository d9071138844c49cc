// Package scenarios is the language in which a simulation is described, and
// the scenarios that come with the simulator.
//
// Its nouns are the [Spec], a scenario as data with every default filled in;
// [Problems], the faults of a file, each with its position, the form that was
// wanted and a suggestion; and the schema, the same rules for editors. All
// three follow from the struct tags of the Spec and of the options of each
// protocol:
//
//	yaml:"name"       the key; "-" for a field that is not in the file
//	doc:"…"           one sentence for the schema
//	required:"true"   the key must be there; every other key has its default
//	min:"…" max:"…"   limits, both allowed, written as in a scenario
//	enum:"a|b"        the values of a text
//	match:"…"         a regular expression for a text
//	choice:"true"     on every field of a struct: exactly one of them is there
//	omitzero:"true"   a zero is left out of the canonical form
//
// Defaults are the values that a struct holds before it is decoded. Package
// internal/strict reads and writes the YAML of scenarios and studies; package
// kubernetes reads the YAML of manifests.
package scenarios
