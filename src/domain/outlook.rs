//! What needs like this one were judged as: said where too little is known for a verdict, and never in place of one.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{CaseFit, CaseTiming};

/// The likeliest labels of a need by the talk so far, learnt from example needs that experts labelled.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Outlook {
    /// Whether AI fits.
    pub fit: CaseFit,
    /// How likely that is, 0 to 1.
    pub fit_likely: f32,
    /// Whether now is the time.
    pub timing: CaseTiming,
    /// How likely that is, 0 to 1.
    pub timing_likely: f32,
}
