//! The least value that a measure must reach.

use crate::measure::{Measure, NameError};

/// The least value of a measure, as in `ndcg@5=0.9`.
#[derive(Clone, Debug, PartialEq)]
pub struct MeasureFloor {
    /// The measure's name as typed.
    pub name: String,
    pub measure: Measure,
    /// Above 0, at most 1.
    pub value: f64,
}

impl MeasureFloor {
    /// Creates a floor for the measure called `name`.
    ///
    /// # Errors
    /// An unknown measure, or a value that every ranking reaches or none can. Returns the message.
    pub fn new(name: &str, value: f64) -> Result<Self, String> {
        let measure = name.parse().map_err(|error: NameError| error.to_string())?;
        if value > 0.0 && value <= 1.0 {
            Ok(Self { name: name.into(), measure, value })
        } else {
            Err(format!(
                "a floor of {value}: it must be above 0, or nothing could fail, and at most 1"
            ))
        }
    }
}
