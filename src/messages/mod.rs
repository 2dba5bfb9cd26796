//! The message catalogue: everything that Yiguan says to a person by itself, in both languages, from `web/messages*.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::domain::Locale;

/// The catalogue's text: what owners and callers read, what staff read, the desk's own sections.
const SOURCES: [&str; 9] = [
    include_str!("../../web/messages.toml"),
    include_str!("../../web/messages_staff.toml"),
    include_str!("../../web/messages_desk.toml"),
    include_str!("../../web/messages_curation.toml"),
    include_str!("../../web/messages_imports.toml"),
    include_str!("../../web/messages_documents.toml"),
    include_str!("../../web/messages_bench.toml"),
    include_str!("../../web/messages_lab.toml"),
    include_str!("../../web/messages_alike.toml"),
];

/// One message in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

type Catalogue = BTreeMap<String, BTreeMap<String, Message>>;

// A catalogue that does not parse fails the test below, so the empty one is never served.
static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(|| {
    SOURCES.iter().flat_map(|source| toml::from_str::<Catalogue>(source).unwrap_or_default()).collect()
});

/// Every message by section and name.
pub fn all() -> &'static BTreeMap<String, BTreeMap<String, Message>> {
    &CATALOGUE
}

/// The message `section.name` in that language with `{placeholders}` filled in; the key itself when there is none.
pub fn say(locale: Locale, key: &str, values: &[(&str, &str)]) -> String {
    let message = key.split_once('.').and_then(|(section, name)| CATALOGUE.get(section)?.get(name));
    let text = message.map_or(key, |message| match locale {
        Locale::ZhCn => &message.zh,
        Locale::En => &message.en,
    });
    values.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}

/// Every message in one language, by `section.name`.
pub fn in_language(locale: Locale) -> BTreeMap<String, String> {
    let named =
        CATALOGUE.iter().flat_map(|(section, messages)| messages.keys().map(move |name| format!("{section}.{name}")));
    named.map(|key| (key.clone(), say(locale, &key, &[]))).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use regex::Regex;

    use super::*;

    #[test]
    fn both_languages_have_the_same_placeholders() {
        let placeholder = Regex::new(r"\{(\w+)\}").unwrap();
        let names = |text: &str| -> BTreeSet<String> {
            placeholder.captures_iter(text).map(|found| found[1].to_owned()).collect()
        };
        let sections: Vec<String> =
            SOURCES.iter().flat_map(|source| toml::from_str::<Catalogue>(source).unwrap().into_keys()).collect();
        assert_eq!(all().len(), sections.len(), "a section stands in one file only");
        for message in all().values().flat_map(BTreeMap::values) {
            assert_eq!(names(&message.zh), names(&message.en), "{}", message.zh);
        }
    }

    #[test]
    fn fills_in_values() {
        let text = say(Locale::ZhCn, "error.long_message", &[("max", "4000"), ("n", "5000")]);
        assert!(text.contains("4000") && text.contains("5000") && !text.contains('{'));
    }
}
