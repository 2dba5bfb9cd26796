//! Reads the log of what staff did, in pages, and walks it from end to end to see whether it is what was written.

use std::collections::BTreeMap;

use super::{Gate, May};
use crate::domain::{AuditEntry, AuditFault, AuditLog, StaffId, verify_chain};
use crate::service::ServiceError;
use crate::store::Store;

/// Entries on a page that people read.
const PAGE: u64 = 50;
/// Entries that are checked at a time.
const STRIDE: u64 = 1_000;

/// A page of the log, newest first.
pub struct AuditPage {
    /// The entries.
    pub entries: Vec<AuditEntry>,
    /// Names of those who did something or to whom it was done.
    pub names: BTreeMap<StaffId, String>,
    /// The number before which the next page begins; nothing on the last one.
    pub next: Option<i64>,
}

/// The end of a log that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditEnd {
    /// How many entries it has.
    pub number: i64,
    /// The hash of the last one; empty when there is none.
    pub hash: String,
}

impl Gate {
    /// A page of the log before a number (from the end when there is none), of one action or of all.
    ///
    /// # Errors
    /// The database's.
    pub async fn audit_page(
        &self,
        _may: &May<AuditLog>,
        before: Option<i64>,
        action: Option<&str>,
    ) -> Result<AuditPage, ServiceError> {
        let mut entries = self.store.audit_before(before, action, PAGE + 1).await?;
        // One more was asked for, to know whether there is another page.
        let beyond = usize::try_from(PAGE).ok().filter(|page| entries.len() > *page);
        entries.truncate(beyond.unwrap_or(entries.len()));
        let next = entries.last().map(|last| last.number).filter(|_| beyond.is_some());
        let names = self.store.all_staff().await?.into_iter().map(|staff| (staff.id, staff.name)).collect();
        Ok(AuditPage { entries, names, next })
    }
}

/// Walks the log to its end; `each` gets every page that holds. `known` is an end that was noted elsewhere before: the log
/// must still hold it, for whoever can write to the database could write the whole log anew.
///
/// # Errors
/// The database's. Within: the first entry that was changed, taken out, put in or cut off.
pub async fn verify_audit(
    store: &Store,
    known: Option<&AuditEnd>,
    mut each: impl FnMut(&[AuditEntry]),
) -> Result<Result<AuditEnd, AuditFault>, ServiceError> {
    let mut last: Option<(i64, String)> = None;
    loop {
        let after = last.as_ref().map_or(0, |(number, _)| *number);
        // The head before the page: entries that come while this reads are on the page or beyond the head.
        let head = store.audit_head().await?;
        let page = store.audit_after(after, STRIDE).await?;
        last = match verify_chain(last, &page) {
            Ok(last) => last,
            Err(fault) => return Ok(Err(fault)),
        };
        if let Some(known) = known
            && let Some(entry) = page.iter().find(|entry| entry.number == known.number)
            && entry.hash != known.hash
        {
            return Ok(Err(AuditFault { number: known.number }));
        }
        each(&page);
        if page.is_empty() {
            return Ok(ended(last, head.map(|head| (head.number, head.hash)), known));
        }
    }
}

/// What the walk came to must be what the head says, and reach as far as what was known before.
fn ended(
    last: Option<(i64, String)>,
    head: Option<(i64, String)>,
    known: Option<&AuditEnd>,
) -> Result<AuditEnd, AuditFault> {
    let (number, hash) = last.unwrap_or_default();
    match head {
        Some(head) if head.0 == number && head.1 == hash => {}
        // Entries beyond the head were put in, entries before it were cut off; a head that is gone vouches for none.
        Some(head) if head.0 < number => return Err(AuditFault { number: head.0 + 1 }),
        Some(head) if head.0 == number => return Err(AuditFault { number }),
        Some(_) | None => return Err(AuditFault { number: number + 1 }),
    }
    match known {
        Some(known) if known.number > number => Err(AuditFault { number: number + 1 }),
        _ => Ok(AuditEnd { number, hash }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_is_held_against_the_head_and_what_was_known() {
        let at = |number: i64| Some((number, format!("h{number}")));
        let end = |number: i64| AuditEnd { number, hash: format!("h{number}") };
        assert_eq!(ended(at(3), at(3), None), Ok(end(3)));
        assert_eq!(ended(None, Some((0, String::new())), None), Ok(AuditEnd { number: 0, hash: String::new() }));
        assert_eq!(ended(at(2), at(3), None), Err(AuditFault { number: 3 }));
        assert_eq!(ended(at(4), at(3), None), Err(AuditFault { number: 4 }));
        assert_eq!(ended(at(3), Some((3, "other".into())), None), Err(AuditFault { number: 3 }));
        assert_eq!(ended(at(3), None, None), Err(AuditFault { number: 4 }));
        assert_eq!(ended(at(3), at(3), Some(&end(5))), Err(AuditFault { number: 4 }));
        assert_eq!(ended(at(3), at(3), Some(&end(2))), Ok(end(3)));
    }
}
