//! Scripts of reviews, and a property: nothing is released that nobody approved.
