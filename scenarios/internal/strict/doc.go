// Package strict reads YAML into Go structs and refuses what it does not know: unknown and
// doubled keys, values of another kind, numbers outside their limits. All faults are noted
// at once, each with its place, what is wanted and what was probably meant.
//
// Its nouns: a [Language] says how types are spelled, by a [Leaf] each; a [Field] is what
// the tags of a struct field say; a [Decoder] fills structs from nodes and collects
// [Problems]. The same language writes values back ([Language.Encode]), and is described
// as JSON Schema ([SchemaMaker]) and as tables ([Manual]). The package knows no scenario.
package strict
