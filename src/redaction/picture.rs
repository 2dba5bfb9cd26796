//! A picture that a model may see: only one of which its owner has said that no face, no paper and no customer's name is on it.
//!
//! Nothing of ours finds faces or papers in pictures, so nothing can mask them (C-19): the owner's statement is the only way.

use std::fmt;

/// A JPEG that may leave the house; what its camera hid in it is gone already.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    jpeg: Vec<u8>,
}

impl Picture {
    /// The picture, when its owner has cleared it.
    pub fn cleared(jpeg: Vec<u8>, by_owner: bool) -> Option<Self> {
        by_owner.then_some(Self { jpeg })
    }

    /// Its bytes.
    pub fn jpeg(&self) -> &[u8] {
        &self.jpeg
    }
}

impl fmt::Debug for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Picture({} bytes)", self.jpeg.len())
    }
}
