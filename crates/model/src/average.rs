//! Averages over Russian mark values.
