//! Bars as inline SVG, made here so that the page needs no script.
