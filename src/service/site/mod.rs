//! Sites: the pages that embed the widget, who may call for them, and how much their visitors use.

mod admit;
mod manage;
mod spend;

pub use manage::{NewSite, add_site, change_site};
pub use spend::Spending;
