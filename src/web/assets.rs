//! The scripts and styles that browsers get: compiled into the binary, made small once, and named after their contents.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

#[derive(RustEmbed)]
#[folder = "web"]
struct Files;

/// The sheets of the widget in the order in which they count, and the one for paper. They go out as one: small files
/// compress badly.
const STYLES: [&str; 9] = ["base", "shell", "chat", "cards", "verdict", "grounds", "read_back", "sheet", "more"];
const ON_PAPER: &str = "print";
/// Where they are found together.
const STYLE: &str = "widget/widget.css";
/// Files that are for readers of the code.
const NOT_SENT: [&str; 1] = ["widget/types.js"];

/// Folders of the templates that staff see.
const PAGES: [&str; 3] = ["staff/", "desk/", "afterwards/"];

/// Modules that are wanted at once, and their styles, follow from the folder; these are not among them.
const LATER: [&str; 4] = ["v1.js", "page.js", "types.js", "bridge.js"];

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
        let files = own.chain([(STYLE.to_owned(), style().into_bytes())]).map(|(path, body)| {
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
            let filled = text.replace("@build@", &folder).replace("@modules@", &modules().join(" "));
            minifier::js::minify(&filled).map_or(filled.clone(), |small| small.to_string()).into_bytes()
        }
        "css" => minifier::css::minify(text).map_or_else(|_| body.clone(), |small| small.to_string().into_bytes()),
        _ => body,
    }
}

/// Names of the widget's modules that are wanted as soon as it opens.
fn modules() -> Vec<String> {
    let names = Files::iter().filter_map(|path| path.strip_prefix("widget/").map(str::to_owned));
    let own = names.filter(|name| !name.contains('/') && name.rsplit('.').next() == Some("js"));
    own.filter(|name| !LATER.contains(&name.as_str())).collect()
}

/// Tells a browser at once what it would find out import by import.
fn preload(folder: &str) -> String {
    let scripts = modules().into_iter().map(|name| format!("<link rel=\"modulepreload\" href=\"{folder}{name}\">"));
    let styles = ["widget.css", "dark.css"]
        .map(|name| format!("<link rel=\"preload\" as=\"fetch\" crossorigin=\"anonymous\" href=\"{folder}{name}\">"));
    scripts.chain(styles).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use std::io::Write;

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

    #[test]
    fn every_mark_is_filled_in() {
        for (path, asset) in &ASSETS.files {
            let text = String::from_utf8_lossy(&asset.body);
            for mark in ["@build@", "@modules@", "@preload@"] {
                assert!(!text.contains(mark), "{path}: {mark}");
            }
        }
    }
}
