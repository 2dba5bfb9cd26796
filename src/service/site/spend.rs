//! What the visitors of a site use of its quotas. Addresses are counted as hashes that differ from day to day.

use std::net::IpAddr;

use chrono::{DateTime, Duration, Utc};
use sha2::{Digest, Sha256};

use crate::domain::{Allowance, ConversationId, ModelCall, Scope, Site};
use crate::service::{Service, ServiceError};
use crate::store::{Counter, Taken};

/// The name under which the salt of the addresses is stored.
const SALT: &str = "usage_salt";
/// Counters are kept for so many days.
const KEPT: i64 = 2;
/// Wenzhou's offset from UTC, in hours.
const OFFSET: i64 = 8;

/// Who spends: a message of a talk, or a new talk, from an address.
#[derive(Debug, Clone, Copy, Default)]
pub struct Spending {
    /// The talk that a message belongs to.
    pub talk: Option<ConversationId>,
    /// The caller's network address, when it is known.
    pub address: Option<IpAddr>,
}

impl Service {
    /// Takes one of every quota that the spending counts for, or none.
    ///
    /// # Errors
    /// [`ServiceError::SiteOff`], [`ServiceError::QuotaUsedUp`], or the database's.
    pub(in crate::service) async fn spend(&self, site: &Site, spending: Spending) -> Result<Allowance, ServiceError> {
        if !site.enabled {
            return Err(ServiceError::SiteOff);
        }
        let scopes = self.counters(site, spending).await?;
        let counters: Vec<Counter> = scopes.iter().map(|(_, counter)| counter.clone()).collect();
        let renews_in = until_midnight(self.parts.clock.now());
        match self.parts.store.take(&site.key, &self.day(), &counters).await? {
            Taken::UsedUp(place) => {
                let (scope, counter) = &scopes[place];
                let allowance = Allowance { limit: whole(counter.limit), left: 0, renews_in };
                Err(ServiceError::QuotaUsedUp { scope: *scope, allowance })
            }
            Taken::All(used) => {
                let left = counters.iter().zip(used).map(|(counter, used)| (counter.limit, counter.limit - used));
                let (limit, left) = left.min_by_key(|(_, left)| *left).unwrap_or_default();
                Ok(Allowance { limit: whole(limit), left: whole(left), renews_in })
            }
        }
    }

    /// Gives back what a message took that was not accepted after all.
    pub(in crate::service) async fn give_back(&self, site: &Site, spending: Spending) {
        let Ok(scopes) = self.counters(site, spending).await else { return };
        for (_, counter) in scopes {
            // A counter that stays one too high does less harm than a refusal that is not told.
            if let Err(error) = self.parts.store.count(&site.key, &self.day(), &counter.subject, -1).await {
                tracing::warn!(%error, "a quota could not be given back");
            }
        }
    }

    /// Whether the site's models may be asked: its tokens of today are not used up.
    pub(in crate::service) async fn has_tokens(&self, site: &Site) -> Result<bool, ServiceError> {
        let used = self.parts.store.used(&site.key, &self.day(), "tokens").await?;
        Ok(u64::try_from(used).unwrap_or_default() < site.quotas.tokens)
    }

    /// Counts the tokens of a turn.
    pub(in crate::service) async fn count_tokens(&self, site: &Site, calls: &[ModelCall]) {
        let of = |call: &ModelCall| {
            u64::from(call.prompt_tokens.unwrap_or(0)) + u64::from(call.completion_tokens.unwrap_or(0))
        };
        let tokens = i64::try_from(calls.iter().map(of).sum::<u64>()).unwrap_or(i64::MAX);
        if tokens > 0
            && let Err(error) = self.parts.store.count(&site.key, &self.day(), "tokens", tokens).await
        {
            tracing::warn!(%error, "tokens could not be counted");
        }
    }

    /// Forgets the counters of earlier days.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_usage(&self) -> Result<(), ServiceError> {
        let oldest = self.parts.clock.today() - Duration::days(KEPT);
        self.parts.store.forget_usage(&oldest.to_string()).await?;
        Ok(())
    }

    fn day(&self) -> String {
        self.parts.clock.today().to_string()
    }

    async fn counters(&self, site: &Site, spending: Spending) -> Result<Vec<(Scope, Counter)>, ServiceError> {
        let counter = |subject: String, limit: u32| Counter { subject, limit: i64::from(limit) };
        let mut counters = vec![];
        if let Some(talk) = spending.talk {
            counters.push((Scope::Talk, counter(format!("talk:{talk}"), site.quotas.talk_messages)));
        }
        if let Some(address) = spending.address {
            let hash = self.address_hash(address).await?;
            counters.push((Scope::Address, counter(format!("address:{hash}"), site.quotas.address_messages)));
        }
        if spending.talk.is_some() {
            counters.push((Scope::Site, counter("site".to_owned(), site.quotas.site_messages)));
        }
        Ok(counters)
    }

    /// What stands for an address today.
    pub(in crate::service) async fn address_hash(&self, address: IpAddr) -> Result<String, ServiceError> {
        let salt = match self.parts.store.setting(SALT).await? {
            Some(salt) => salt,
            None => self.draw_salt().await?,
        };
        let network = match address {
            IpAddr::V4(four) => four.octets().to_vec(),
            // One household or firm holds a whole /64.
            IpAddr::V6(six) => {
                six.to_ipv4_mapped().map_or_else(|| six.octets()[..8].to_vec(), |four| four.octets().to_vec())
            }
        };
        let mut hash = Sha256::new();
        hash.update(salt.as_bytes());
        hash.update(self.day().as_bytes());
        hash.update(&network);
        Ok(hex::encode(&hash.finalize()[..12]))
    }

    async fn draw_salt(&self) -> Result<String, ServiceError> {
        self.parts.store.set_setting(SALT, &hex::encode(self.parts.ids.secret())).await?;
        // Another replica may have drawn at the same moment: what is stored counts.
        Ok(self.parts.store.setting(SALT).await?.unwrap_or_default())
    }
}

/// Seconds until the next day begins in Wenzhou.
fn until_midnight(now: DateTime<Utc>) -> u32 {
    const DAY: i64 = 86_400;
    let local = now.timestamp() + OFFSET * 3_600;
    u32::try_from(DAY - local.rem_euclid(DAY)).unwrap_or_default()
}

fn whole(count: i64) -> u32 {
    u32::try_from(count).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_ends_at_midnight_in_wenzhou() {
        let at = |text: &str| until_midnight(text.parse().unwrap());
        assert_eq!(at("2026-11-28T15:59:59Z"), 1);
        assert_eq!(at("2026-11-28T16:00:00Z"), 86_400);
        assert_eq!(at("2026-11-28T04:00:00Z"), 12 * 3_600);
    }
}
