//! Says of rows what they would do: held against what is in force, what waits, and what says nearly the same.

use std::collections::BTreeMap;

use serde_json::Value;

use super::read::Parsed;
use crate::domain::curation::{ItemKey, Version};
use crate::domain::imports::{Checked, Like, Remark, Verdict};
use crate::domain::tabular::{ALIKE, TableKind, likeness, percent, telling};
use crate::domain::{EntryKind, Publication, StaffId};
use crate::retrieval::{DocKind, IndexError, SearchRequest, Tuning};
use crate::service::{Service, ServiceError};

/// Hits that a row is compared with.
const NEAREST: usize = 4;
/// Characters of a row that are looked for.
const LOOKED_FOR: usize = 240;

/// What is known of an item.
#[derive(Default)]
struct Known {
    /// What is in force.
    head: Option<Value>,
    open: Option<Version>,
}

impl Service {
    /// The verdicts on a batch of rows.
    ///
    /// # Errors
    /// The database's. An index that does not answer finds nothing that is alike.
    pub(super) async fn judged(&self, batch: Vec<Parsed>, by: StaffId) -> Result<Vec<Checked>, ServiceError> {
        let known = self.known(&batch).await?;
        let mut checked = Vec::with_capacity(batch.len());
        for parsed in batch {
            checked.push(self.one(parsed, &known, by).await?);
        }
        Ok(checked)
    }

    async fn known(&self, batch: &[Parsed]) -> Result<BTreeMap<ItemKey, Known>, ServiceError> {
        let store = &self.parts.store;
        let mut keys: Vec<ItemKey> = batch.iter().filter_map(|row| row.key.clone()).collect();
        keys.sort();
        keys.dedup();
        let mut known: BTreeMap<ItemKey, Known> = BTreeMap::new();
        for kind in EntryKind::ALL {
            let ids: Vec<String> = keys.iter().filter(|key| key.kind == kind).map(|key| key.id.clone()).collect();
            if ids.is_empty() {
                continue;
            }
            for found in store.in_force(kind, &ids).await? {
                let key = ItemKey::new(kind, found.entry.id);
                known.entry(key).or_default().head = Some(found.entry.body);
            }
        }
        for (key, item) in store.items(&keys).await? {
            if item.stage.is_some_and(crate::domain::curation::VersionState::open) {
                let open = store.item_version(&key, item.latest).await?.filter(|version| version.state.open());
                known.entry(key).or_default().open = open;
            } else if item.head == Publication::Published {
                known.entry(key).or_default();
            }
        }
        Ok(known)
    }

    async fn one(
        &self,
        parsed: Parsed,
        known: &BTreeMap<ItemKey, Known>,
        by: StaffId,
    ) -> Result<Checked, ServiceError> {
        let mut remark = Remark::default();
        let (verdict, body) = match parsed.body {
            Err(faults) => {
                remark.faults = faults;
                (Verdict::Error, None)
            }
            Ok(body) => {
                let nothing = Known::default();
                let known = parsed.key.as_ref().and_then(|key| known.get(key)).unwrap_or(&nothing);
                remark.held = known.open.as_ref().is_some_and(|open| !open.hands.contains(&by));
                let verdict =
                    if parsed.word { of_word(&body, known, &mut remark) } else { of_entry(&body, known, &mut remark) };
                (verdict, Some(body))
            }
        };
        let mut checked = Checked {
            number: parsed.number,
            place: parsed.place,
            key: parsed.key,
            title: parsed.title,
            verdict,
            body,
            remark,
            taken: false,
            outcome: None,
            version: None,
        };
        if checked.verdict == Verdict::New {
            self.seek_alike(&mut checked, parsed.like).await?;
        }
        Ok(checked)
    }

    /// Looks for an entry, or an earlier row, that says nearly the same.
    async fn seek_alike(&self, row: &mut Checked, earlier: Option<Like>) -> Result<(), ServiceError> {
        let (Some(key), Some(body)) = (&row.key, &row.body) else { return Ok(()) };
        let (kind, doc) = match key.kind {
            EntryKind::Case => (TableKind::Case, DocKind::Case),
            EntryKind::Policy => (TableKind::Policy, DocKind::Policy),
            _ => return Ok(()),
        };
        let words = telling(kind, body);
        let mut best = earlier;
        for (id, other) in self.nearest(&words, doc).await? {
            let alike = likeness(&words, &telling(kind, &other));
            if alike >= ALIKE && id != key.id && best.as_ref().is_none_or(|best| percent(alike) > best.percent) {
                best = Some(Like { item: Some(ItemKey::new(key.kind, id)), row: None, percent: percent(alike) });
            }
        }
        if best.is_some() {
            row.verdict = Verdict::Similar;
            row.remark.like = best;
        }
        Ok(())
    }

    /// The entries that the index finds for these words.
    pub(in crate::service) async fn nearest(
        &self,
        words: &str,
        doc: DocKind,
    ) -> Result<Vec<(String, Value)>, ServiceError> {
        let ids = self.nearest_ids(words, doc, NEAREST).await.unwrap_or_else(|error| {
            tracing::warn!(%error, "the index does not answer: nothing alike is found");
            vec![]
        });
        let kind = if doc == DocKind::Case { EntryKind::Case } else { EntryKind::Policy };
        let found = self.parts.store.in_force(kind, &ids).await?;
        Ok(found.into_iter().map(|found| (found.entry.id, found.entry.body)).collect())
    }

    /// The ids of entries in force that the index finds for these words, nearest first, at most so many.
    pub(in crate::service) async fn nearest_ids(
        &self,
        words: &str,
        doc: DocKind,
        limit: usize,
    ) -> Result<Vec<String>, IndexError> {
        let request = SearchRequest {
            // Published knowledge or what is to become it: no owner's words, so nothing to be masked.
            text: words.chars().take(LOOKED_FOR).collect(),
            kinds: vec![doc],
            limit,
            as_of: self.parts.clock.today(),
            area: None,
            tuning: Tuning::default(),
        };
        Ok(self.parts.index.search(&request).await?.into_iter().map(|hit| hit.id).collect())
    }
}

fn of_entry(body: &Value, known: &Known, remark: &mut Remark) -> Verdict {
    if known.open.as_ref().is_some_and(|open| open.body == *body) {
        remark.waiting = true;
        return Verdict::Identical;
    }
    match &known.head {
        Some(head) if head == body => Verdict::Identical,
        Some(_) => Verdict::Changed,
        None if known.open.is_some() => Verdict::Changed,
        None => Verdict::New,
    }
}

/// A word of a trade: held against the trade's words, newest first.
fn of_word(trade: &Value, known: &Known, remark: &mut Remark) -> Verdict {
    let bases = [known.open.as_ref().map(|open| &open.body), known.head.as_ref()];
    for (place, base) in bases.into_iter().flatten().enumerate() {
        let merged = merged(base, trade);
        if merged == *base {
            remark.waiting = place == 0 && known.open.is_some();
            return Verdict::Identical;
        }
    }
    let plain = trade.pointer("/terms/0/plain");
    let Some(base) = known.open.as_ref().map(|open| &open.body).or(known.head.as_ref()) else {
        // A trade that is not there yet must be named; its other rows need not name it again, so only its name is asked for
        // when it is written.
        return Verdict::New;
    };
    let there = base
        .get("terms")
        .and_then(Value::as_array)
        .is_some_and(|terms| terms.iter().any(|term| term.get("plain") == plain));
    if there || plain.is_none() { Verdict::Changed } else { Verdict::New }
}

/// A trade with a word put in, in the place of the word of that name, or behind the others; what the row says of the trade
/// itself is taken, what it leaves empty stays.
pub(super) fn merged(base: &Value, row: &Value) -> Value {
    let mut base = base.clone();
    let (Some(fields), Some(said)) = (base.as_object_mut(), row.as_object()) else { return base };
    for (key, value) in said.iter().filter(|(key, _)| !matches!(key.as_str(), "terms" | "groups")) {
        fields.insert(key.clone(), value.clone());
    }
    for group in said.get("groups").and_then(Value::as_array).into_iter().flatten() {
        let groups = fields.entry("groups").or_insert_with(|| Value::Array(vec![]));
        let names = |group: &Value| (group.get("code").cloned(), group.get("name").cloned());
        let Value::Array(groups) = groups else { continue };
        match groups.iter_mut().find(|known| names(known) == names(group)) {
            Some(known) => known.clone_from(group),
            None => groups.push(group.clone()),
        }
    }
    let terms = fields.entry("terms").or_insert_with(|| Value::Array(vec![]));
    if let (Some(terms), Some(word)) = (terms.as_array_mut(), row.pointer("/terms/0").cloned()) {
        match terms.iter_mut().find(|term| term.get("plain") == word.get("plain")) {
            Some(term) => *term = word,
            None => terms.push(word),
        }
    }
    base
}
