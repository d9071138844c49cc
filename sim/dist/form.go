package dist

import (
	"fmt"
	"strings"
	"time"
)

// A Form says how a law is written: its parameters, and which of them go together. It
// is all that a language of scenarios needs to know of a law.
type Form struct {
	Law    Law
	Doc    string
	Params []Param
	// Sets are the parameters, beside those that are required, that are given
	// together, by name; nil is all.
	Sets [][]string

	set  func(Params) int // which of Sets parameters were made from; nil without Sets
	make func(Params) (family, error)
}

// A Param is a parameter of a law.
type Param struct {
	Name, Doc string
	Required  bool
	Min, Max  string // limits as they are written: durations with a unit; "" for none

	of func(*Params) any
}

// Of returns where p keeps the parameter: a *time.Duration, a *float64 or a *Samples.
func (x Param) Of(p *Params) any { return x.of(p) }

// Given returns the names of the parameters that p was made from, in order.
func (f *Form) Given(p Params) []string {
	var names []string
	for _, x := range f.Params {
		if x.Required || f.Sets == nil {
			names = append(names, x.Name)
		}
	}
	if f.Sets != nil {
		names = append(names, f.Sets[f.set(p)]...)
	}
	return names
}

// forms are all laws, in the order in which they are told of.
var forms = []*Form{
	&constantForm, &uniformForm, &exponentialForm, &weibullForm, &normalForm, &logNormalForm,
	&paretoForm, &shiftedParetoForm, &gammaForm, &empiricalForm,
}

// Forms returns all laws.
func Forms() []*Form { return forms }

// FormOf returns the form of a law, nil if there is none of that name.
func FormOf(l Law) *Form {
	for _, f := range forms {
		if f.Law == l {
			return f
		}
	}
	return nil
}

// A ParamError says which parameters make no law.
type ParamError struct {
	Law     Law
	Param   string // the one to change, "" for several
	Message string
	Want    string
}

func (e *ParamError) Error() string {
	return fmt.Sprintf("%s: %s; want %s", e.Law, e.Message, e.Want)
}

// written writes a duration without units that are 0.
func written(d time.Duration) string {
	s := d.String()
	if strings.HasSuffix(s, "m0s") {
		s = strings.TrimSuffix(s, "0s")
	}
	if strings.HasSuffix(s, "h0m") {
		s = strings.TrimSuffix(s, "0m")
	}
	return s
}

// Parameters that several laws have.
func meanParam(doc, least string) Param {
	return Param{Name: "mean", Doc: doc, Min: least, of: func(p *Params) any { return &p.Mean }}
}

func shapeParam(doc string) Param {
	return Param{Name: "shape", Doc: doc, Required: true, Min: "0.1", Max: "20", of: func(p *Params) any { return &p.Shape }}
}

func scaleParam(doc string) Param {
	return Param{Name: "scale", Doc: doc, Min: "1ns", of: func(p *Params) any { return &p.Scale }}
}

// meanOrScale are the sets of a law with a shape.
var meanOrScale = [][]string{{"mean"}, {"scale"}}

func byMeanOrScale(p Params) int {
	if p.Scale > 0 {
		return 1
	}
	return 0
}
