//! The newest draft of a case; where the talk ended before there was one, it is drafted by the rules for the review.

use crate::domain::review::NewDraft;
use crate::domain::{Conversation, Turn};
use crate::messages::say;
use crate::redaction::Vault;
use crate::service::drafting::{RuleWriter, WriteInput, Writer, verdict_for};
use crate::service::{Knowing, Service, ServiceError};
use crate::store::StoreError;

impl Service {
    pub(super) async fn newest_draft(
        &self,
        conversation: &Conversation,
        turns: &[Turn],
        knowing: &Knowing,
    ) -> Result<NewDraft, ServiceError> {
        let newest =
            turns.iter().rev().find_map(|turn| Some((turn.id, turn.outcome.as_ref()?.specification.as_ref()?)));
        if let Some((turn, draft)) = newest {
            return Ok(NewDraft { specification: draft.clone(), turn: Some(turn) });
        }
        let mut vault: Vault = serde_json::from_str(&conversation.vault).map_err(|_| corrupt())?;
        let said = conversation.dossier.said.last().map(String::as_str).unwrap_or_default();
        let masked = self.parts.redactor.mask_known(said, &mut vault);
        let verdict = verdict_for(&knowing.knowledge, &conversation.dossier, conversation.locale);
        let last = turns.iter().rev().find_map(|turn| turn.outcome.as_ref());
        let (cases, policies) = last.map_or((&[][..], &[][..]), |outcome| (&outcome.cases, &outcome.policies));
        let input = WriteInput {
            masked: &masked,
            history: std::slice::from_ref(&masked),
            dossier: &conversation.dossier,
            news: &[],
            knowledge: &knowing.knowledge,
            lexicon: &knowing.lexicon,
            cases,
            policies,
            verdict: &verdict,
            outlook: None,
            question: None,
            remarks: &[],
            first: false,
            index_down: false,
            provider: &self.parts.provider,
            vault: &vault,
            redactor: &self.parts.redactor,
            case_code: &conversation.case_code.0,
            locale: conversation.locale,
        };
        let (mut specification, _) = RuleWriter.specification(&input).await.map_err(|_| corrupt())?;
        specification.label = say(conversation.locale, "label.rules", &[]);
        Ok(NewDraft { specification, turn: None })
    }
}

fn corrupt() -> ServiceError {
    StoreError::Corrupt { what: "conversations.vault", reason: "it does not read back".to_owned() }.into()
}
