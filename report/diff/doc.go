// Package diff says what two runs have differently: two texts line by line, two
// manifests, two scenarios setting by setting, and two logs at the event where they
// part.
package diff
