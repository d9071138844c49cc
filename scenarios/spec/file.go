package spec

// File is the content of a file that a scenario names, or holds itself. A
// resolved scenario holds all of its files, so that it needs no others.
type File struct {
	Name    string // as the scenario has it, for messages
	Content string
}
