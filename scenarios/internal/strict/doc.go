// Package strict reads YAML into Go structs and refuses everything that it does not know:
// unknown and doubled keys, values of another kind, numbers outside their limits. It notes
// all faults at once, each with its place, the form that is wanted and the word that was
// probably meant.
//
// Its nouns: a [Language] says how types are spelled, by a [Leaf] each; a [Field] holds
// the tags of a struct field; a [Decoder] fills structs from nodes and collects
// [Problems]. The same language writes values back ([Language.Encode]), and is described
// as JSON Schema ([SchemaMaker]) and as tables ([Manual]). The package knows no scenario.
package strict
