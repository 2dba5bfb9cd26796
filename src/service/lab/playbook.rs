//! A playbook as a draft: which specifications would read otherwise, drafted by the rules under the playbook in force and
//! under the draft, without writing anything down.

use std::sync::Arc;

use super::LabError;
use crate::domain::curation::{Days, ItemKey, NewVersion, Opening, Origin, Seen};
use crate::domain::replay::{LineChange, line_changes};
use crate::domain::{
    AiTask, AuditNote, Curate, EntryKind, Knowledge, Playbook, Publication, Specification, StoredEntry, VerdictCode,
};
use crate::redaction::Vault;
use crate::service::drafting::{WriteInput, verdict_for};
use crate::service::knowledge::{Problem, entry_from_toml, entry_to_toml};
use crate::service::staff::May;
use crate::service::{Knowing, Service, ServiceError, specification};
use crate::store::{JudgedTalk, StoreError};

/// Talks that are read at once.
const PAGE: u64 = 50;
/// So many talks are looked through for each one of the task that is wanted.
const LOOKED_AT: usize = 40;
/// Most specifications that are compared.
pub(super) const MOST: usize = 50;

/// A playbook as text, with what was found out about it.
#[derive(Debug, Clone)]
pub struct BookView {
    /// The task.
    pub task: AiTask,
    /// What the task is called.
    pub name: String,
    /// The text: the draft that somebody works on, or what is in force.
    pub text: String,
    /// What the text was made from: the newest version and its revision.
    pub seen: (u32, u32),
    /// Whether the text is a draft.
    pub is_draft: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    /// What would become of specifications; nothing when it was not asked or cannot be known.
    pub replay: Option<BookReplay>,
}

/// What would become of specifications.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct BookReplay {
    /// Talks of the task that have a specification, newest first, by their codes; those that stay as they are as well.
    pub talks: Vec<TalkChange>,
}

/// One talk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TalkChange {
    /// The code of the case.
    pub code: String,
    /// The lines that differ.
    pub lines: Vec<LineChange>,
}

impl Service {
    /// A playbook as text.
    ///
    /// # Errors
    /// [`LabError::NoPlaybook`], or the database's.
    pub async fn book_form(&self, _may: &May<Curate>, task: AiTask) -> Result<BookView, ServiceError> {
        let key = ItemKey::new(EntryKind::Playbook, task.to_string());
        let versions = self.parts.store.item_versions(&key).await?;
        let newest = versions.first().ok_or(LabError::NoPlaybook)?;
        let shown = versions.iter().find(|version| version.state.open()).unwrap_or(newest);
        let entry = StoredEntry {
            kind: EntryKind::Playbook,
            id: key.id.clone(),
            publication: Publication::Draft,
            body: shown.body.clone(),
        };
        let text = entry_to_toml(&entry).map_err(|_| LabError::NoPlaybook)?;
        let seen = (newest.number, newest.revision);
        let (is_draft, name) = (shown.state.open(), self.book_name(task));
        Ok(BookView { task, name, text, seen, is_draft, problems: vec![], replay: None })
    }

    /// The text as it was sent, read; with nothing wrong, what would become of the newest specifications of the task.
    ///
    /// # Errors
    /// The database's.
    pub async fn book_replay(
        &self,
        may: &May<Curate>,
        task: AiTask,
        text: String,
        seen: (u32, u32),
    ) -> Result<BookView, ServiceError> {
        let name = self.book_name(task);
        let mut view = BookView { task, name, text, seen, is_draft: false, problems: vec![], replay: None };
        match draft(task, &view.text) {
            Ok((book, _)) => view.replay = Some(self.replayed(may, &book).await?),
            Err(problems) => view.problems = problems,
        }
        Ok(view)
    }

    /// Saves the text as a version; with anything wrong it comes back as it is, and nothing was saved.
    ///
    /// # Errors
    /// [`LabError::Decided`] when somebody else has written at it meanwhile, [`LabError::NoReason`], or the database's.
    pub async fn book_save(
        &self,
        may: &May<Curate>,
        task: AiTask,
        (text, reason): (&str, &str),
        seen: (u32, u32),
        submit: bool,
    ) -> Result<(), ServiceError> {
        let (_, entry) = draft(task, text).map_err(LabError::BadPlaybook)?;
        if reason.trim().is_empty() {
            return Err(LabError::NoReason.into());
        }
        let key = ItemKey::new(EntryKind::Playbook, task.to_string());
        let at = self.parts.clock.now();
        let note = AuditNote {
            at,
            staff: Some(may.staff().id),
            action: if submit { "curation.submit" } else { "curation.save" }.to_owned(),
            subject: Some(key.to_string()),
            detail: "lab".to_owned(),
        };
        let new = NewVersion {
            key,
            body: entry.body,
            author: may.staff().id,
            at,
            note: reason.trim().to_owned(),
            days: Days::default(),
            origin: Origin::Form,
            submit,
            seen: Some(Seen { number: seen.0, revision: seen.1 }),
        };
        let opened = self.parts.store.open_versions(&[new], Some(&note)).await?;
        let stale = opened.iter().any(|opened| opened.outcome == Opening::Stale);
        if stale { Err(LabError::Decided.into()) } else { Ok(()) }
    }

    fn book_name(&self, task: AiTask) -> String {
        self.knowing().knowledge.playbook(task).map(|book| book.name.clone()).unwrap_or_default()
    }

    /// The newest talks of the task under both playbooks.
    async fn replayed(&self, _may: &May<Curate>, book: &Playbook) -> Result<BookReplay, ServiceError> {
        let knowing = self.knowing();
        let mut after = knowing.knowledge.clone();
        for known in Arc::make_mut(&mut after.playbooks).iter_mut().filter(|known| known.task == book.task) {
            known.clone_from(book);
        }
        let mut found = BookReplay::default();
        let (mut before, mut seen) = (None, 0);
        while found.talks.len() < MOST && seen < MOST * LOOKED_AT {
            let talks = self.parts.store.judged_talks(before, PAGE).await?;
            let Some(last) = talks.last() else { break };
            before = Some(last.conversation.id);
            seen += talks.len();
            for talk in talks.iter().filter(|talk| talk.conversation.dossier.ai_task == Some(book.task)) {
                if found.talks.len() < MOST
                    && let Some(lines) = self.compared(&knowing, &after, talk).await?
                {
                    found.talks.push(TalkChange { code: talk.conversation.case_code.0.clone(), lines });
                }
            }
        }
        Ok(found)
    }

    /// The lines in which the specification of a talk would differ; nothing when it has none.
    async fn compared(
        &self,
        knowing: &Knowing,
        after: &Knowledge,
        talk: &JudgedTalk,
    ) -> Result<Option<Vec<LineChange>>, ServiceError> {
        let conversation = &talk.conversation;
        let Some(outcome) = self.parts.store.last_outcome(conversation.id).await? else { return Ok(None) };
        if outcome.specification.is_none() || conversation.dossier.stopped.is_some() {
            return Ok(None);
        }
        let vault: Vault = serde_json::from_str(&conversation.vault).map_err(|_| StoreError::Corrupt {
            what: "conversations.vault",
            reason: "it does not read back".to_owned(),
        })?;
        let drafted = |knowledge: &Knowledge| -> Option<Specification> {
            let dossier = match &talk.judging {
                Some(judging) => judging.onto(&conversation.dossier),
                None => conversation.dossier.clone(),
            };
            let verdict = verdict_for(knowledge, &dossier, conversation.locale);
            if verdict.code == VerdictCode::Stop {
                return None;
            }
            let mut own = vault.clone();
            let said = dossier.said.iter().map(|said| self.parts.redactor.mask_known(said, &mut own));
            let history: Vec<_> = said.collect();
            let masked = history.last()?.clone();
            Some(specification::draft(&WriteInput {
                masked: &masked,
                history: &history,
                dossier: &dossier,
                news: &[],
                knowledge,
                lexicon: &knowing.lexicon,
                cases: &outcome.cases,
                policies: &outcome.policies,
                verdict: &verdict,
                outlook: outcome.outlook.as_ref(),
                question: None,
                remarks: &[],
                first: false,
                index_down: false,
                provider: &self.parts.provider,
                vault: &own,
                redactor: &self.parts.redactor,
                case_code: &conversation.case_code.0,
                locale: conversation.locale,
            }))
        };
        Ok(drafted(&knowing.knowledge).zip(drafted(after)).map(|(old, new)| line_changes(&old, &new)))
    }
}

/// The text as a playbook of that task, checked.
fn draft(task: AiTask, text: &str) -> Result<(Playbook, StoredEntry), Vec<Problem>> {
    let entry = entry_from_toml(EntryKind::Playbook, task.as_str(), text)?;
    let book = serde_json::from_value(entry.body.clone()).map_err(|error| {
        let (file, field) = (format!("playbooks/{task}"), "TOML".to_owned());
        vec![Problem { file, entry: String::new(), field, reason: error.to_string() }]
    })?;
    Ok((book, entry))
}
