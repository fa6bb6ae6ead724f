//! school-sim
