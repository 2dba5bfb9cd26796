//! Modules that are always loaded together go out as one: a browser asks once, and one text compresses better than forty.
//!
//! Each module becomes a function that is called once, in the order in which a browser would have run them, and gives back what
//! it exports. Whoever stays outside finds a joined module by its handle in the file that holds it, so that all share one copy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Modules that are loaded with all that they import: what stands on a page, what opens, what follows a review, what shows it.
/// A module belongs to the first that reaches it.
pub(super) const ENTRIES: [&str; 4] = ["element.js", "app.js", "later/watch.js", "later/review.js"];

/// `import { a, b } from "./c.js";` at the start of a line, as the widget's modules write it.
static IMPORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?m)^import \{([^}]*)\} from "(\.[^"]*)";$"#).ok());
/// `export function a`, `export class a`, `export const a` at the start of a line.
static EXPORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^export ((?:async )?function\*?|class|const) (\w+)").ok());

type Modules = BTreeMap<String, String>;

/// What goes out, by name: the entries with everything joined into them, and the other modules.
pub(super) fn joined(modules: &Modules) -> Modules {
    let (Some(import), Some(export)) = (IMPORT.as_ref(), EXPORT.as_ref()) else { return modules.clone() };
    let join = Join { modules, import, export, homes: homes(modules, import) };
    let outside = modules.iter().filter(|(name, _)| !join.homes.contains_key(name.as_str()));
    let outside = outside.map(|(name, text)| (name.clone(), join.outside(name, text)));
    let entries = ENTRIES.into_iter().filter(|entry| modules.contains_key(*entry));
    outside.chain(entries.map(|entry| (entry.to_owned(), join.entry(entry)))).collect()
}

/// Each joined module with its entry and its place there.
fn homes<'a>(modules: &'a Modules, import: &Regex) -> BTreeMap<&'a str, (&'static str, usize)> {
    let mut homes = BTreeMap::new();
    for entry in ENTRIES {
        let mut seen = BTreeSet::new();
        reach(entry, modules, import, &mut seen, &mut |name| {
            let place = homes.len();
            homes.entry(name).or_insert((entry, place));
        });
    }
    homes
}

/// Everything that a module imports, then the module itself.
fn reach<'a>(
    name: &str,
    modules: &'a Modules,
    import: &Regex,
    seen: &mut BTreeSet<&'a str>,
    found: &mut impl FnMut(&'a str),
) {
    let Some((name, text)) = modules.get_key_value(name) else { return };
    if !seen.insert(name) {
        return;
    }
    for one in import.captures_iter(text) {
        reach(&resolved(name, &one[2]), modules, import, seen, found);
    }
    found(name);
}

/// The module that a path leads to from another one.
pub(super) fn resolved(from: &str, path: &str) -> String {
    let mut folders: Vec<&str> = from.split('/').collect();
    folders.pop();
    for part in path.split('/') {
        match part {
            "." => {}
            ".." => {
                folders.pop();
            }
            name => folders.push(name),
        }
    }
    folders.join("/")
}

/// The way from one module to another.
fn path_to(from: &str, to: &str) -> String {
    let up = "../".repeat(from.matches('/').count());
    if up.is_empty() { format!("./{to}") } else { format!("{up}{to}") }
}

/// What a joined module's exports are called in the file that holds it.
fn handle(name: &str) -> String {
    let name = name.strip_suffix(".js").unwrap_or(name);
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).collect();
    format!("${plain}")
}

struct Join<'a> {
    modules: &'a Modules,
    import: &'a Regex,
    export: &'a Regex,
    homes: BTreeMap<&'a str, (&'static str, usize)>,
}

impl Join<'_> {
    /// A module that stays a file, with its imports of joined modules led to the files that hold them.
    fn outside(&self, name: &str, text: &str) -> String {
        let mut held: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let body = self.import.replace_all(text, |one: &Captures<'_>| {
            let path = resolved(name, &one[2]);
            let Some((entry, _)) = self.homes.get(path.as_str()) else { return one[0].to_owned() };
            held.entry(entry).or_default().insert(handle(&path));
            taken(&one[1], &path)
        });
        format!("{}{body}", imports(name, &held))
    }

    /// A file with all modules that belong to an entry.
    fn entry(&self, entry: &str) -> String {
        let mut own: Vec<(&str, usize)> = self
            .homes
            .iter()
            .filter(|(_, (home, _))| *home == entry)
            .map(|(name, (_, place))| (*name, *place))
            .collect();
        own.sort_by_key(|(_, place)| *place);
        let mut held: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
        let mut text = String::new();
        for (name, _) in &own {
            let source = self.modules.get(*name).map(String::as_str).unwrap_or_default();
            for one in self.import.captures_iter(source) {
                let path = resolved(name, &one[2]);
                if let Some((home, _)) = self.homes.get(path.as_str()).filter(|(home, _)| *home != entry) {
                    held.entry(home).or_default().insert(handle(&path));
                }
            }
            text.push_str(&self.as_function(name, source));
        }
        let handles: Vec<String> = own.iter().map(|(name, _)| handle(name)).collect();
        let exported = self.exports(self.modules.get(entry).map(String::as_str).unwrap_or_default()).join(", ");
        format!(
            "{}{text}export const {{ {exported} }} = {};\nexport {{ {} }};\n",
            imports(entry, &held),
            handle(entry),
            handles.join(", ")
        )
    }

    fn as_function(&self, name: &str, source: &str) -> String {
        let body = self.import.replace_all(source, |one: &Captures<'_>| taken(&one[1], &resolved(name, &one[2])));
        let exports = self.exports(source).join(", ");
        let body = self.export.replace_all(&body, "$1 $2");
        format!("const {} = (() => {{\n{body}\nreturn {{ {exports} }};\n}})();\n", handle(name))
    }

    fn exports(&self, source: &str) -> Vec<String> {
        self.export.captures_iter(source).map(|one| one[2].to_owned()).collect()
    }
}

/// What was imported, taken from the handle of a joined module.
fn taken(names: &str, path: &str) -> String {
    let names = names.replace(" as ", ": ");
    format!("const {{{names}}} = {};", handle(path))
}

fn imports(from: &str, held: &BTreeMap<&str, BTreeSet<String>>) -> String {
    let line = |(entry, handles): (&&str, &BTreeSet<String>)| {
        let handles: Vec<&str> = handles.iter().map(String::as_str).collect();
        format!("import {{ {} }} from \"{}\";\n", handles.join(", "), path_to(from, entry))
    };
    held.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn modules(pairs: &[(&str, &str)]) -> Modules {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn modules_are_joined_in_order_and_shared_with_those_outside() {
        let sent = joined(&modules(&[
            (
                "element.js",
                "import { h } from \"./dom.js\";\nexport function define() { h(); import(\"./app.js\"); }\n",
            ),
            ("dom.js", "export const h = () => 1;\n"),
            ("app.js", "import { h } from \"./dom.js\";\nimport { a as b } from \"./one.js\";\nexport class App {}\n"),
            ("one.js", "import {\n  h,\n} from \"./dom.js\";\nexport async function a() {}\n"),
            ("later/two.js", "import { a } from \"../one.js\";\nimport { three } from \"./three.js\";\n"),
            ("later/three.js", "export const three = 3;\n"),
        ]));
        let names: Vec<&str> = sent.keys().map(String::as_str).collect();
        assert_eq!(names, ["app.js", "element.js", "later/three.js", "later/two.js"]);
        let element = &sent["element.js"];
        assert!(element.find("const $dom") < element.find("const $element"), "{element}");
        assert!(element.ends_with("export const { define } = $element;\nexport { $dom, $element };\n"), "{element}");
        let app = &sent["app.js"];
        assert!(app.starts_with("import { $dom } from \"./element.js\";\nconst $one = (() => {\n"), "{app}");
        assert!(app.contains("const { a: b } = $one;") && !app.contains("\nimport"), "{app}");
        assert_eq!(
            sent["later/two.js"],
            "import { $one } from \"../app.js\";\nconst { a } = $one;\nimport { three } from \"./three.js\";\n"
        );
    }
}
