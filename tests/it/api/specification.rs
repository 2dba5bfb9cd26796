//! What holds of every specification: seventeen sections in order, and no figure that nobody said.

use anyhow::{Context, ensure};
use yiguan::domain::numbers::unsupported;
use yiguan::domain::{Knowledge, Origin, Outcome, SECTION_TITLES, Specification};

/// Holds the specification of an outcome to the contract, given everything that the owner said.
pub(crate) fn check(outcome: &Outcome, said: &[&str], knowledge: &Knowledge) -> anyhow::Result<Specification> {
    let draft = outcome.specification.clone().context("there is no specification")?;
    let titles: Vec<&str> = draft.sections.iter().map(|section| section.title.as_str()).collect();
    ensure!(titles == SECTION_TITLES, "{titles:?}");
    ensure!(draft.sections.iter().map(|section| section.number).eq(0..17), "sections out of order");
    ensure!(draft.label == outcome.label && draft.label.contains("未经翻译官审核"), "{}", draft.label);
    for section in &draft.sections {
        ensure!(!section.items.is_empty(), "section {} is empty", section.number);
        for item in section.items.iter().filter(|item| item.origin != Origin::Service) {
            let cited = cited(knowledge, &item.origin)?;
            let known: Vec<&str> = said.iter().copied().chain([cited.as_str()]).collect();
            // The number of a section is its name.
            let text = (0..17).fold(item.text.clone(), |text, number| text.replace(&format!("第{number}节"), ""));
            let invented: Vec<&str> = unsupported(&text, &known).into_iter().map(|at| &text[at]).collect();
            ensure!(invented.is_empty(), "{invented:?} in section {}: {item:?}", section.number);
            if let Origin::Owner { quote } = &item.origin {
                ensure!(said.iter().any(|words| words.contains(quote.as_str())), "nobody said {quote:?}");
            }
        }
    }
    Ok(draft)
}

/// What a line may take figures from besides the owner's words.
fn cited(knowledge: &Knowledge, origin: &Origin) -> anyhow::Result<String> {
    Ok(match origin {
        Origin::Case { id } => serde_json::to_string(knowledge.case(id).context("a cited case exists")?)?,
        Origin::Policy { id } => serde_json::to_string(knowledge.policy(id).context("a cited policy exists")?)?,
        _ => String::new(),
    })
}
