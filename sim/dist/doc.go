// Package dist draws durations at random: how long a session lasts, how long a
// peer stays away.
//
// Its nouns are [Dist], one law with its parameters; the sample, a draw from
// that law; and the residual, a draw of the rest of an interval that is found
// already running. A draw is bit-identical on every machine: the package uses
// its own logarithm, exponential, gamma and incomplete gamma function, in which
// no product can be fused with a sum. It keeps no generator, reads no clock and
// fits no law to data.
package dist
