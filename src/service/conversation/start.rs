//! Begins a conversation: an id, a short code to read out, and a secret that only the owner gets.

use std::net::IpAddr;

use sha2::{Digest, Sha256};

use super::Access;
use crate::domain::{CaseCode, Conversation, ConversationId, Dossier, Locale, Site};
use crate::messages::say;
use crate::service::site::Spending;
use crate::service::{Service, ServiceError};
use crate::store::{Duplicate, StoreError};

/// Codes are drawn anew when one is taken already; so many times in a row is no accident.
const DRAWS: usize = 5;

/// Longest name of a place, in characters.
const LONGEST_PLACE: usize = 40;

/// What a page knows of its visitors. Pages are not trusted: a place only chooses policies, a trade only proposes one of ours.
#[derive(Debug, Clone, Default)]
pub struct Hints {
    /// Where they are.
    pub region: Option<String>,
    /// Their trade, by code or name.
    pub industry: Option<String>,
}

/// What the owner gets, once.
pub struct NewConversation {
    /// The right to go on.
    pub access: Access,
    /// The secret: not stored, not shown again.
    pub owner_token: String,
}

impl Service {
    /// Begins a conversation on a site, from an address where that is known.
    ///
    /// # Errors
    /// [`ServiceError::SiteOff`], [`ServiceError::QuotaUsedUp`], [`ServiceError::Store`] when it cannot be stored.
    pub async fn start_conversation(
        &self,
        site: &Site,
        locale: Locale,
        address: Option<IpAddr>,
        hints: Hints,
    ) -> Result<NewConversation, ServiceError> {
        self.spend(site, Spending { talk: None, address }).await?;
        let owner_token = hex::encode(self.parts.ids.secret());
        let mut conversation = Conversation {
            id: ConversationId(self.parts.ids.id()),
            case_code: CaseCode(String::new()),
            token_hash: token_hash(&owner_token),
            site: site.key.clone(),
            locale,
            created_at: self.parts.clock.now(),
            dossier: self.hinted(&hints, locale),
            vault: "{}".to_owned(),
        };
        let mut refused = StoreError::Duplicate(Duplicate::CaseCode);
        for _ in 0..DRAWS {
            conversation.case_code = self.draw_code();
            match self.parts.store.create_conversation(&conversation).await {
                Ok(()) => return Ok(NewConversation { access: Access::granted(conversation), owner_token }),
                Err(taken @ StoreError::Duplicate(Duplicate::CaseCode)) => refused = taken,
                Err(other) => return Err(other.into()),
            }
        }
        Err(refused.into())
    }

    /// Begins a conversation on the installation's own pages.
    ///
    /// # Errors
    /// As [`Self::start_conversation`].
    pub async fn start_own_conversation(&self, locale: Locale) -> Result<NewConversation, ServiceError> {
        self.start_conversation(&self.parts.own_site, locale, None, Hints::default()).await
    }

    /// A dossier with what of the hints can be used; the rest is left out.
    fn hinted(&self, hints: &Hints, locale: Locale) -> Dossier {
        let named = |place: &&str| place.chars().count() <= LONGEST_PLACE && place.chars().all(char::is_alphabetic);
        let area = hints.region.as_deref().map(str::trim).filter(|place| !place.is_empty()).filter(named);
        let mut dossier = Dossier { area: area.map(str::to_owned), ..Dossier::default() };
        let knowing = self.knowing();
        let asked = hints.industry.as_deref().map(str::trim).unwrap_or_default();
        if let Some(trade) = knowing.lexicon.sectors().find(|trade| trade.code == asked || trade.name == asked) {
            dossier.propose_trade(&say(locale, "page.card_industry", &[]), &trade.name);
        }
        dossier
    }

    fn draw_code(&self) -> CaseCode {
        let secret = self.parts.ids.secret();
        let mut bits = [0u8; 8];
        bits.copy_from_slice(&secret[..8]);
        CaseCode::from_random(bits)
    }
}

/// What is stored of a token.
pub(in crate::service) fn token_hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}
