//! Reports that are no ranking, written to whatever takes bytes. Each is a pure function of its facts.

pub mod diff;
