//! Reports of whole runs: what came of all cases, as text for people, as JSON for programs, and in the forms
//! that machines which build software read. Each is a pure function from a report to its text.

pub mod check;
