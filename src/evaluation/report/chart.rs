//! Bars and matrices as inline SVG and shares as text, made here so that the page needs no script.

use std::fmt::Write;

/// Width and height of a bar picture, in its own units; the page scales it.
const BAR: (f64, f64) = (200.0, 10.0);

/// A bar for a share from 0 to 1, with a mark where an earlier report stood. `good` says whether more is better.
pub(super) fn bar(share: f64, before: Option<f64>, good: bool) -> String {
    let (width, height) = BAR;
    let at = |share: f64| share.clamp(0.0, 1.0) * width;
    let mut picture = format!(
        "<svg class=\"bar {}\" viewBox=\"0 0 {width} {height}\" preserveAspectRatio=\"none\" aria-hidden=\"true\">\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\" rx=\"2\"/>\
         <rect class=\"value\" width=\"{:.1}\" height=\"{height}\" rx=\"2\"/>",
        if good { "good" } else { "bad" },
        at(share)
    );
    if let Some(before) = before {
        let _ = write!(picture, "<rect class=\"before\" x=\"{:.1}\" width=\"1.5\" height=\"{height}\"/>", at(before));
    }
    picture + "</svg>"
}

/// A share as it is read: 73.3%; a dash for nothing.
pub(super) fn percent(share: Option<f64>) -> String {
    share.map_or_else(|| "—".to_owned(), |share| format!("{:.1}%", share * 100.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_long_as_its_share() {
        assert!(bar(0.5, None, true).contains("width=\"100.0\""));
        let against = bar(2.0, Some(0.25), false);
        assert!(against.contains("width=\"200.0\"") && against.contains("x=\"50.0\""), "{against}");
        assert_eq!((percent(Some(0.7333)), percent(None)), ("73.3%".to_owned(), "—".to_owned()));
    }
}
