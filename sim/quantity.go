package sim

// Share is a part of a whole, 0 to 1. Scenarios write it as 25% or 0.25.
type Share float64

// Rate is a number of bits per second. Scenarios write it as 10Mbit.
type Rate int64

// Bytes is an amount of data. Scenarios write it as 64KiB or 1MB.
type Bytes int64
