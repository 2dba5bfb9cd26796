//! Files of many entries that go out: templates, results of imports, everything in force.

mod out;
mod result;
mod template;

pub use out::{ExportShape, Exported};
pub use result::ResultFile;
