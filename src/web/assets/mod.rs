//! The scripts and styles that browsers get: compiled into the binary, made small once, and named after their contents.

mod join;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "web"]
struct Files;

/// The sheets of the widget in the order in which they count, and the one for paper. They go out as one: small files
/// compress badly.
const STYLES: [&str; 10] =
    ["base", "shell", "chat", "cards", "verdict", "grounds", "read_back", "sheet", "more", "review"];
const ON_PAPER: &str = "print";
/// Where they are found together.
const STYLE: &str = "widget/widget.css";
const WIDGET: &str = "widget/";
/// Files that are for readers of the code.
const NOT_SENT: [&str; 1] = ["widget/types.js"];

/// Folders of the templates that staff see.
const PAGES: [&str; 8] = ["staff/", "alike/", "desk/", "afterwards/", "bench/", "curation/", "imports/", "lab/"];

/// A file as it is sent.
pub(super) struct Asset {
    /// What is sent.
    pub(super) body: Vec<u8>,
    /// Names the contents (`ETag`).
    pub(super) tag: String,
}

/// Everything by path, and the name of the whole.
pub(super) struct Assets {
    files: BTreeMap<String, Asset>,
    /// Changes with any file: addresses that hold it may be kept for ever.
    pub(super) build: String,
}

static ASSETS: LazyLock<Assets> = LazyLock::new(Assets::prepare);

/// What is served, prepared when it is first asked for.
pub(super) fn assets() -> &'static Assets {
    &ASSETS
}

impl Assets {
    /// The file of that path below `web/`.
    pub(super) fn get(&self, path: &str) -> Option<&Asset> {
        self.files.get(path)
    }

    /// The templates of the pages that staff see, by path.
    pub(super) fn templates(&self) -> impl Iterator<Item = (&str, &str)> {
        let pages = self.files.iter().filter(|(path, _)| PAGES.iter().any(|folder| path.starts_with(folder)));
        let pages = pages.filter(|(path, _)| path.rsplit('.').next() == Some("html"));
        pages.filter_map(|(path, file)| Some((path.as_str(), std::str::from_utf8(&file.body).ok()?)))
    }

    fn prepare() -> Self {
        let mut hash = Sha256::new();
        for path in Files::iter() {
            hash.update(path.as_bytes());
            if let Some(file) = Files::get(&path) {
                hash.update(file.metadata.sha256_hash());
            }
        }
        let build = hex::encode(&hash.finalize()[..6]);
        let own = Files::iter().filter(|path| is_sent(path));
        let own = own.filter_map(|path| Some((path.to_string(), Files::get(&path)?.data.into_owned())));
        let files = joined(own.collect()).into_iter().chain([(STYLE.to_owned(), style().into_bytes())]);
        let files = files.map(|(path, body)| {
            let body = finished(&path, body, &build);
            let tag = format!("\"{}\"", hex::encode(&Sha256::digest(&body)[..12]));
            (path, Asset { body, tag })
        });
        Self { files: files.collect(), build: build.clone() }
    }
}

/// Whether a file goes out by itself.
fn is_sent(path: &str) -> bool {
    let sheet = path.strip_prefix("widget/").and_then(|name| name.strip_suffix(".css"));
    !NOT_SENT.contains(&path) && !sheet.is_some_and(|name| STYLES.contains(&name) || name == ON_PAPER)
}

/// The files with the widget's modules joined.
fn joined(files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let (modules, mut others): (BTreeMap<_, _>, BTreeMap<_, _>) =
        files.into_iter().partition(|(path, _)| is_module(path));
    let text = |body: Vec<u8>| String::from_utf8_lossy(&body).into_owned();
    let modules = modules.into_iter().map(|(path, body)| (path[WIDGET.len()..].to_owned(), text(body))).collect();
    let joined = join::joined(&modules).into_iter();
    others.extend(joined.map(|(name, text)| (format!("{WIDGET}{name}"), text.into_bytes())));
    others
}

fn is_module(path: &str) -> bool {
    path.starts_with(WIDGET) && path.rsplit('.').next() == Some("js")
}

/// All sheets of the widget as one.
fn style() -> String {
    let sheet = |name: &str| {
        let file = Files::get(&format!("widget/{name}.css"));
        file.map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
    };
    let screen: String = STYLES.iter().map(|name| sheet(name)).collect();
    format!("{screen}@media print {{\n{}}}\n", sheet(ON_PAPER))
}

/// A text with its marks filled in and, for scripts and styles, without comments.
fn finished(path: &str, body: Vec<u8>, build: &str) -> Vec<u8> {
    let Ok(text) = std::str::from_utf8(&body) else { return body };
    let folder = format!("/widget/{build}/");
    match path.rsplit('.').next().unwrap_or_default() {
        "html" => text.replace("@build@", &folder).replace("@preload@", &preload(&folder)).into_bytes(),
        "js" => {
            let filled = text.replace("@build@", &folder);
            minifier::js::minify(&filled).map_or(filled.clone(), |small| small.to_string()).into_bytes()
        }
        "css" => minifier::css::minify(text).map_or_else(|_| body.clone(), |small| small.to_string().into_bytes()),
        _ => body,
    }
}

/// Tells a browser at once what it would find out import by import.
fn preload(folder: &str) -> String {
    let scripts = ["element.js", "app.js"].map(|name| format!("<link rel=\"modulepreload\" href=\"{folder}{name}\">"));
    let styles = ["widget.css", "dark.css"]
        .map(|name| format!("<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"{folder}{name}\">"));
    [scripts, styles].concat().join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use regex::Regex;

    use super::*;

    /// Bytes on the wire of these files, each compressed by itself as it is sent.
    fn weight(wanted: impl Fn(&str) -> bool) -> usize {
        let files = ASSETS.files.iter().filter(|(path, _)| wanted(path));
        files
            .map(|(_, asset)| {
                let mut gzip = flate2::write::GzEncoder::new(vec![], flate2::Compression::new(6));
                gzip.write_all(&asset.body).unwrap();
                gzip.finish().unwrap().len()
            })
            .sum()
    }

    #[test]
    fn the_loader_weighs_at_most_six_kilobytes_and_the_widget_forty_five() {
        let loader = weight(|path| path == "widget/v1.js");
        let all = weight(|path| path.starts_with("widget/"));
        assert!(loader <= 6 * 1024, "the loader weighs {loader} bytes");
        assert!(all <= 45 * 1024, "the widget weighs {all} bytes");
    }

    /// What a module exports, as the minifier leaves it.
    fn exports(text: &str) -> Vec<String> {
        let list =
            Regex::new(r"export ?(?:const )?\{([^}]*)\}|export (?:async )?(?:function\*?|class|const) (\w+)").unwrap();
        let groups = list.captures_iter(text).map(|one| one.get(1).or(one.get(2)).unwrap().as_str());
        groups.flat_map(|names| names.split(',')).map(|name| name.trim().to_owned()).collect()
    }

    #[test]
    fn every_import_leads_to_a_file_that_exports_it() {
        let import = Regex::new(r#"import ?\{([^}]*)\} ?from ?"(\.[^"]*)"|import\("(\./[^"]*)"\)"#).unwrap();
        let text = |path: &str| String::from_utf8_lossy(&ASSETS.files[path].body).into_owned();
        let mut seen = 0;
        for path in ASSETS.files.keys().filter(|path| is_module(path)) {
            let from = &path[WIDGET.len()..];
            for one in import.captures_iter(&text(path)) {
                let target = format!("{WIDGET}{}", join::resolved(from, one.get(2).or(one.get(3)).unwrap().as_str()));
                assert!(ASSETS.files.contains_key(&target), "{path}: {target}");
                let known = exports(&text(&target));
                for name in one.get(1).map_or("", |names| names.as_str()).split(',').map(str::trim) {
                    assert!(name.is_empty() || known.iter().any(|one| one == name), "{path}: {name} of {target}");
                }
                seen += 1;
            }
        }
        assert!(seen > 20, "{seen} imports were found");
    }

    #[test]
    fn joined_modules_stand_behind_what_they_import() {
        let handle = Regex::new(r"const (\$\w+) ?= ?\(\(\)|\} ?= ?(\$\w+);").unwrap();
        for entry in join::ENTRIES {
            let text = String::from_utf8_lossy(&ASSETS.files[&format!("{WIDGET}{entry}")].body);
            let imported = text.split_once("const ").map_or("", |(head, _)| head);
            let mut ready: Vec<&str> = vec![];
            for one in handle.captures_iter(&text) {
                if let Some(made) = one.get(1) {
                    ready.push(made.as_str());
                } else if let Some(used) = one.get(2) {
                    // A module is under way from its first line on: what it takes must have been made before it.
                    let made = ready[..ready.len().saturating_sub(1)].contains(&used.as_str());
                    let own =
                        ready.last() == Some(&used.as_str()) && text.ends_with(';') || imported.contains(used.as_str());
                    assert!(made || own, "{entry}: {}", used.as_str());
                }
            }
            assert!(!ready.is_empty(), "{entry}");
        }
    }

    #[test]
    fn every_mark_is_filled_in() {
        for (path, asset) in &ASSETS.files {
            let text = String::from_utf8_lossy(&asset.body);
            for mark in ["@build@", "@preload@"] {
                assert!(!text.contains(mark), "{path}: {mark}");
            }
        }
    }
}
