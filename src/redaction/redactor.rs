//! Runs the rules over a text until none finds anything more, and swaps what they found for placeholders.

use std::ops::Range;

use crate::redaction::kind::{Finding, Kind};
use crate::redaction::masked::Masked;
use crate::redaction::rules::addresses::Addresses;
use crate::redaction::rules::companies::Companies;
use crate::redaction::rules::contacts::Contacts;
use crate::redaction::rules::credentials::Credentials;
use crate::redaction::rules::foreign::Foreign;
use crate::redaction::rules::names::Names;
use crate::redaction::rules::network::Network;
use crate::redaction::rules::numbers::Numbers;
use crate::redaction::rules::references::References;
use crate::redaction::rules::short_names::ShortNames;
use crate::redaction::vault::{Vault, placeholder_shapes, unnumbered};
use crate::redaction::view::View;

/// A kind and the characters of a view that have it.
pub(in crate::redaction) type Candidate = (Kind, Range<usize>);

/// All rules, compiled; share one behind an `Arc`.
pub struct Redactor {
    contacts: Contacts,
    numbers: Numbers,
    companies: Companies,
    addresses: Addresses,
    names: Names,
    network: Network,
    credentials: Credentials,
    references: References,
    foreign: Foreign,
    short_names: ShortNames,
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new()
    }
}

impl Redactor {
    /// Compiles the rules; some milliseconds, so do it once.
    pub fn new() -> Self {
        Self {
            contacts: Contacts::new(),
            numbers: Numbers::new(),
            companies: Companies::new(),
            addresses: Addresses::new(),
            names: Names::new(),
            network: Network::new(),
            credentials: Credentials::new(),
            references: References::new(),
            foreign: Foreign::new(),
            short_names: ShortNames::new(),
        }
    }

    /// As [`Self::mask`], and every original that the vault knows already is masked wherever it stands, even where nothing
    /// beside it tells what it is: a customer's name alone in a fact, a number without its label.
    pub fn mask_known(&self, raw: &str, vault: &mut Vault) -> Masked {
        let known = vault.hide_known(raw);
        self.mask(&known, vault)
    }

    /// The text for readers who must never learn the originals: identifiers, and all that the vault knows, become the name
    /// of their kind, 〔公司〕 or 〔电话〕, without the number that would lead back.
    pub fn blank(&self, raw: &str, vault: &Vault) -> String {
        unnumbered(self.mask_known(raw, &mut vault.clone()).as_str())
    }

    /// Replaces every identifier by its placeholder in `vault`, which learns the new ones.
    ///
    /// Placeholders that the vault has given out stay, so masking twice changes nothing. Anything else that has their
    /// shape is the owner's own text and goes into the vault as such: it can never be restored into other data.
    pub fn mask(&self, raw: &str, vault: &mut Vault) -> Masked {
        let mut found = self.findings(raw);
        let foreign = placeholder_shapes(raw).filter(|range| vault.original(&raw[range.clone()]).is_none());
        found.extend(foreign.map(|range| Finding { kind: Kind::Literal, range }));
        found.sort_by_key(|finding| finding.range.start);
        let mut masked = String::with_capacity(raw.len());
        let mut from = 0;
        for Finding { kind, range } in found {
            masked.push_str(&raw[from..range.start]);
            masked.push_str(&vault.placeholder(kind, &raw[range.clone()]));
            from = range.end;
        }
        masked.push_str(&raw[from..]);
        Masked::new(masked)
    }

    /// Every identifier in a raw text, in its order and disjoint; placeholders are no identifiers.
    pub fn findings(&self, raw: &str) -> Vec<Finding> {
        let mut holes: Vec<Range<usize>> = placeholder_shapes(raw).collect();
        let mut found: Vec<Finding> = Vec::new();
        // What was found becomes a hole, which may bare something else: so again, until nothing is left. Each round
        // takes at least one character away, and this is what makes masking idempotent.
        loop {
            let view = View::new(raw, &holes);
            let before = found.len();
            for (kind, chars) in self.candidates(&view) {
                let range = view.to_raw(&chars);
                if holes.iter().all(|hole| hole.end <= range.start || range.end <= hole.start) {
                    holes.push(range.clone());
                    found.push(Finding { kind, range });
                }
            }
            if found.len() == before {
                break;
            }
            holes.sort_by_key(|hole| hole.start);
        }
        found.sort_by_key(|finding| finding.range.start);
        found
    }

    /// Candidates, those that win an overlap first.
    fn candidates(&self, view: &View) -> Vec<Candidate> {
        let mut all = Vec::new();
        self.contacts.email(view, &mut all);
        self.network.find(view, &mut all);
        self.credentials.find(view, &mut all);
        self.contacts.labelled(view, &mut all);
        self.numbers.find(view, &mut all);
        self.references.find(view, &mut all);
        self.companies.find(view, &mut all);
        self.addresses.find(view, &mut all);
        self.foreign.find(view, &mut all);
        self.short_names.find(view, &mut all);
        self.names.find(view, &mut all);
        all.retain(|(_, chars)| !chars.is_empty());
        all
    }
}
