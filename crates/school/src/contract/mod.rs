//! What every connector is tested for.
