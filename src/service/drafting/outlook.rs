//! What needs like this one were judged as, and whether an owner hears of it.

use crate::domain::{Dossier, Locale, Outlook, Verdict, VerdictCode};
use crate::messages::say;
use crate::service::Knowing;

/// How many criteria must be scored, and how likely the label on fit must be, for an owner to hear it: where he knew
/// little, or needs like his went either way, nothing is said.
const TOLD: usize = 6;
const LIKELY: f32 = 0.7;

/// The outlook of a talk that has ended, in agreement with the verdict; nothing where the dossier names no need.
///
/// It is said only where there is no verdict.
pub fn outlook_for(knowing: &Knowing, dossier: &Dossier, verdict: &Verdict, locale: Locale) -> Option<Outlook> {
    dossier.ai_task?;
    let mut outlook = knowing.lexicon.outlook(dossier, verdict.code)?;
    let told = verdict.criteria.iter().filter(|criterion| criterion.score.is_some()).count();
    let open = verdict.code == VerdictCode::NotEnoughInfo;
    if open && told >= TOLD && outlook.fit_likely >= LIKELY {
        let what = say(locale, &outlook.message_key(), &[]);
        outlook.said = Some(say(locale, "outlook.said", &[("what", &what)]));
    }
    Some(outlook)
}
