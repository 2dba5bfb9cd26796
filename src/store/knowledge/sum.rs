//! The version of a set of entries: the sum of their hashes, so that the order does not matter and a change costs no more
//! than itself.

use std::fmt;

use sha2::{Digest, Sha256};

/// A sum of SHA-256 values, modulo 2^256; nothing sums up to SHA-256 of nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::store) struct Sum([u8; 32]);

impl Default for Sum {
    fn default() -> Self {
        Self(Sha256::digest([]).into())
    }
}

impl Sum {
    /// The hash of an entry; its digest also covers the last day that curators have set for it.
    pub(in crate::store) fn of(kind: &str, id: &str, publication: &str, digest: &str) -> [u8; 32] {
        let mut hash = Sha256::new();
        for field in [kind, id, publication, digest] {
            hash.update(field);
            hash.update([0]);
        }
        hash.finalize().into()
    }

    /// The sum that its `Display` wrote.
    pub(in crate::store) fn parse(text: &str) -> Option<Self> {
        let mut sum = [0; 32];
        hex::decode_to_slice(text, &mut sum).ok()?;
        Some(Self(sum))
    }

    /// Counts an entry in.
    pub(in crate::store) fn add(&mut self, entry: &[u8; 32]) {
        let mut carry = 0;
        for (sum, part) in self.0.iter_mut().zip(entry).rev() {
            let both = u16::from(*sum) + u16::from(*part) + carry;
            let [high, low] = both.to_be_bytes();
            (*sum, carry) = (low, u16::from(high));
        }
    }

    /// Counts an entry out.
    pub(in crate::store) fn take(&mut self, entry: &[u8; 32]) {
        let mut borrowed = false;
        for (sum, part) in self.0.iter_mut().zip(entry).rev() {
            let (less, under) = sum.overflowing_sub(*part);
            let (less, under_too) = less.overflowing_sub(u8::from(borrowed));
            (*sum, borrowed) = (less, under || under_too);
        }
    }
}

impl fmt::Display for Sum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex::encode(self.0))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn carries_run_through() {
        let mut sum = Sum([0xff; 32]);
        let mut one = [0; 32];
        one[31] = 1;
        sum.add(&one);
        assert_eq!(sum, Sum([0; 32]));
        sum.take(&one);
        assert_eq!(sum, Sum([0xff; 32]));
    }

    proptest! {
        #[test]
        fn the_order_does_not_matter_and_what_is_taken_out_was_never_there(
            entries in proptest::collection::vec(any::<[u8; 32]>(), 1..8),
            at in any::<prop::sample::Index>(),
        ) {
            let sum_of = |entries: &[[u8; 32]]| {
                let mut sum = Sum::default();
                for entry in entries {
                    sum.add(entry);
                }
                sum
            };
            let mut turned = entries.clone();
            turned.rotate_left(at.index(entries.len()));
            prop_assert_eq!(sum_of(&entries), sum_of(&turned));
            let mut sum = sum_of(&entries);
            sum.take(&turned[0]);
            prop_assert_eq!(&sum, &sum_of(&turned[1..]));
            prop_assert_eq!(Sum::parse(&sum.to_string()), Some(sum));
        }
    }
}
