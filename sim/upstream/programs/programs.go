// Package programs runs programs and libraries of others, as they are, on simulated
// machines. It has nothing but tests.
package programs
