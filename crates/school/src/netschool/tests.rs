//! Recorded answers, and answers that somebody has tampered with.
