package page

import "embed"

//go:embed web/vendor/*/LICENSE
var licenceTexts embed.FS

// A licence is that of code or data of others which every page carries.
type licence struct {
	Name, Version, What, Text string
}

// licences are in the order of their folders in web/vendor.
var licences = []licence{
	{Name: "preact", Version: "11.2.0", What: "MIT"},
	{Name: "uplot", Version: "1.6.32", What: "MIT"},
	{Name: "world-atlas", Version: "2.0.2", What: "ISC; its map is Natural Earth's, in the public domain"},
}

func init() {
	for i := range licences {
		text, err := licenceTexts.ReadFile("web/vendor/" + licences[i].Name + "/LICENSE")
		if err != nil {
			panic(err) // it is embedded
		}
		licences[i].Text = string(text)
	}
}

// Licences returns those of the bundled libraries.
func (v *view) Licences() []licence { return licences }
