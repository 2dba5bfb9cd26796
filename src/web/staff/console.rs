//! The ways between the parts of the curation console, on every one of its pages.

use minijinja::{Value, context};

/// The address of the console; its parts stand below.
pub(in crate::web) const HERE: &str = "/staff/curation";

/// The parts, below [`HERE`], with their names in the catalogue.
const PARTS: [(&str, &str); 12] = [
    ("", "curation.overview"),
    ("/cases", "curation.library_cases"),
    ("/policies", "curation.library_policies"),
    ("/glossary", "curation.library_glossary"),
    ("/playbooks", "curation.library_playbooks"),
    ("/rubric", "curation.library_rubric"),
    ("/import", "imports.import"),
    ("/alike", "alike.way"),
    ("/bench", "bench.way"),
    ("/rubric/lab", "lab.ways"),
    ("/candidates", "lab.way_candidates"),
    ("/answers", "lab.way_answers"),
];

/// The ways, as a template shows them; nothing for a page that is none of the console's.
pub(super) fn ways(here: &str) -> Option<Vec<Value>> {
    let part = here.strip_prefix(HERE)?;
    let way =
        |(below, name): (&str, &str)| context! { href => format!("{HERE}{below}"), name, current => below == part };
    Some(PARTS.map(way).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Locale;
    use crate::messages::say;

    #[test]
    fn every_part_has_a_name_and_one_is_current() {
        for (below, name) in PARTS {
            assert_ne!(say(Locale::En, name, &[]), name, "{below}");
            let ways = ways(&format!("{HERE}{below}")).unwrap();
            let current = ways.iter().filter(|way| way.get_attr("current").unwrap().is_true()).count();
            assert_eq!(current, 1, "{below}");
        }
        assert!(ways("/staff/queue").is_none());
    }
}
