//! The commands, as somebody at a terminal meets them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use fs_err as fs;
use yiguan::export::{SealAbout, SealedFormat, SigningKey, seal};

use crate::support::binary::{command, run, run_typing};
use crate::support::scripted_model::{ScriptedModel, dead_url};
use crate::support::scripted_reply::Reply;
use crate::support::test_app::prepared_folder;

const SHOES: &str = "鞋面老有划痕，六个人看还漏，客户要退货，能不能上AI";
const KEY: &str = "sk-very-secret-0815";

fn knowledge() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("knowledge")
}

fn text(path: &Path) -> anyhow::Result<String> {
    path.to_str().map(str::to_owned).context("a path in UTF-8")
}

/// Every file below a folder by its path; the README explains it to people and is no knowledge.
fn files(folder: &Path) -> anyhow::Result<BTreeMap<PathBuf, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(next)? {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if !path.ends_with("README.md") {
                files.insert(path.strip_prefix(folder)?.to_owned(), fs::read(&path)?);
            }
        }
    }
    Ok(files)
}

#[test]
fn what_is_imported_is_exported_byte_for_byte() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let imported = run(&mut command(folder.path(), &["import", &text(&knowledge())?]))?;
    assert_eq!(imported.code, Some(0), "{imported:?}");
    let out = folder.path().join("out");
    let exported = run(&mut command(folder.path(), &["export", &text(&out)?]))?;
    assert_eq!(exported.code, Some(0), "{exported:?}");
    let (before, after) = (files(&knowledge())?, files(&out)?);
    assert!(before.len() > 100, "{} files", before.len());
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    for (path, bytes) in before {
        assert!(after[&path] == bytes, "{} is not what it was", path.display());
    }
    Ok(())
}

#[tokio::test]
async fn a_broken_folder_is_refused_by_file_entry_field_and_reason() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let broken = folder.path().join("broken");
    let case = "cases/air-canada-chatbot-liability.toml";
    let source = fs::read_to_string(knowledge().join(case))?;
    fs::create_dir_all(broken.join("cases"))?;
    fs::write(broken.join(case), source.replace("ai_task = \"", "ai_task = \"no_such_"))?;
    let refused = run(&mut command(folder.path(), &["import", &text(&broken)?]))?;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    for part in [case, "air-canada-chatbot-liability", "ai_task", "no_such_"] {
        assert!(refused.err.contains(part), "{part} is not in {}", refused.err);
    }
    assert_eq!(refused.out, "");
    let out = folder.path().join("out");
    run(&mut command(folder.path(), &["export", &text(&out)?]))?;
    assert!(files(&out)? == files(&knowledge())?, "a refused import changed something");
    Ok(())
}

#[test]
fn folders_that_are_not_there_are_named() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let refused = run(&mut command(folder.path(), &["import", "no-such-folder"]))?;
    assert_eq!(refused.code, Some(1));
    assert!(refused.err.contains("no-such-folder"), "{}", refused.err);
    Ok(())
}

#[tokio::test]
async fn check_says_what_is_missing_and_is_content_without_a_model() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let checked = run(&mut command(folder.path(), &["check"]))?;
    assert_eq!(checked.code, Some(0), "{checked:?}");
    for part in ["release", "database", "index", "llm", "embed", "YIGUAN_LLM_BASE_URL"] {
        assert!(checked.out.contains(part), "{part} is not in {}", checked.out);
    }
    assert!(!checked.out.contains("FAILED"), "{}", checked.out);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn check_names_what_does_not_answer_and_prints_no_key() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let model = ScriptedModel::answering(|_| Reply::words(&["OK"])).await;
    for (url, code) in [(dead_url().await, 1), (model.url().to_owned(), 0)] {
        let mut check = command(folder.path(), &["check"]);
        check.env("YIGUAN_LLM_BASE_URL", &url).env("YIGUAN_LLM_MODEL", "scripted-1").env("YIGUAN_LLM_API_KEY", KEY);
        check.env("YIGUAN_LLM_ATTEMPTS", "1").env("YIGUAN_LOG_FILTER", "trace");
        let checked = tokio::task::spawn_blocking(move || run(&mut check)).await??;
        assert_eq!(checked.code, Some(code), "{checked:?}");
        assert!(checked.out.contains(&url), "{}", checked.out);
        assert_eq!(checked.out.contains("FAILED"), code == 1, "{}", checked.out);
        assert!(!checked.out.contains(KEY) && !checked.err.contains(KEY), "the key is printed");
    }
    assert_eq!(model.keys(), [Some(format!("Bearer {KEY}"))]);
    Ok(())
}

#[tokio::test]
async fn search_shows_hits_with_scores_and_reasons() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let found = run(&mut command(folder.path(), &["search", SHOES, "--limit", "3"]))?;
    assert_eq!(found.code, Some(0), "{found:?}");
    assert!(found.out.contains("案例3个") && found.out.contains("划痕"), "{}", found.out);
    assert!(found.out.contains('→'), "the glossary's words are marked: {}", found.out);
    let nothing = run(&mut command(folder.path(), &["search", "  "]))?;
    assert_eq!(nothing.code, Some(1), "{nothing:?}");
    Ok(())
}

#[tokio::test]
async fn ask_walks_to_the_end_with_answers_from_a_pipe() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    // 3 is the third option; 不清楚 and free words are answers as well.
    let lines = ["3", "后面还有人复检", "3", "3", "3", "不清楚", "3", "3", "3", "3", "3", "3", "3", "3", "3", "3"];
    let asked = run_typing(&mut command(folder.path(), &["ask", SHOES]), &lines)?;
    assert_eq!(asked.code, Some(0), "{asked:?}");
    for part in ["制鞋", "1. ", "标识与版本", "待确认与假设", "未经翻译官审核"] {
        assert!(asked.out.contains(part), "{part} is not in {}", asked.out);
    }
    assert_eq!(asked.err, "");
    let typed = run_typing(&mut command(folder.path(), &["ask"]), &[SHOES])?;
    assert_eq!(typed.code, Some(0), "an input that ends is no error: {typed:?}");
    assert!(typed.out.contains("制鞋"), "{}", typed.out);
    Ok(())
}

/// Checks a file, with or without a key named; the command's folder is that of an installation.
fn verify(folder: &Path, file: &Path, more: &[&str]) -> anyhow::Result<(Option<i32>, String)> {
    let file = text(file)?;
    let ran = run(&mut command(folder, &[&["release", "verify", &file], more].concat()))?;
    Ok((ran.code, ran.out + &ran.err))
}

#[test]
fn a_release_is_verified_offline_and_what_is_wrong_is_said() -> anyhow::Result<()> {
    let (ours, theirs) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let printed = run(&mut command(ours.path(), &["release", "key"]))?;
    let public = printed.out.trim().to_owned();
    assert_eq!((printed.code, public.len()), (Some(0), 64), "{printed:?}");
    let key = SigningKey::from_pem(&fs::read_to_string(ours.path().join("data/release.key"))?)?;
    let about = SealAbout { case_code: "K7QM-3XHD".to_owned(), release: 3 };
    let file = ours.path().join("规格书.json");
    fs::write(&file, seal(b"{\"title\":\"A\"}".to_vec(), SealedFormat::Json, &about, &key)?)?;

    let (code, said) = verify(ours.path(), &file, &[])?;
    assert!(code == Some(0) && said.contains("K7QM-3XHD") && said.contains("第3版"), "{said}");
    assert!(said.contains(&public) && said.contains("本机"), "{said}");
    // Elsewhere there is no key, then another one; with the issuer's key it is genuine there as well.
    let (code, said) = verify(theirs.path(), &file, &["--lang", "en"])?;
    assert!(code == Some(1) && said.contains("Not decided") && said.contains(&public), "{said}");
    assert!(!theirs.path().join("data").exists(), "looking at a file makes no key");
    let (code, said) = verify(theirs.path(), &file, &["--key", &public.to_uppercase()])?;
    assert!(code == Some(0) && said.contains("不是本机的"), "{said}");
    let other = run(&mut command(theirs.path(), &["release", "key"]))?.out.trim().to_owned();
    let (code, said) = verify(theirs.path(), &file, &[])?;
    assert!(code == Some(1) && said.contains(&other) && said.contains(&public), "{said}");
    let (code, said) = verify(ours.path(), &file, &["--key", &other])?;
    assert!(code == Some(1) && said.contains("不是用这把钥匙"), "whoever names a key means that one: {said}");
    let (code, said) = verify(ours.path(), &file, &["--key", "abc"])?;
    assert!(code == Some(1) && said.contains("64"), "{said}");

    let sealed = fs::read_to_string(&file)?;
    for (bytes, words) in [
        (sealed.replace("\"A\"}", "\"B\"}"), "签发后改动过"),
        (sealed.replace("\"release\":3", "\"release\":4"), "伪造"),
        ("{\"title\":\"A\"}".to_owned(), "没有签章"),
        ("words".to_owned(), "不是Word"),
    ] {
        fs::write(&file, bytes)?;
        let (code, said) = verify(ours.path(), &file, &[])?;
        assert!(code == Some(1) && said.contains(words) && !said.contains("通过：文件是"), "{words}: {said}");
    }
    let (code, said) = verify(ours.path(), Path::new("no-such-file.pdf"), &[])?;
    assert!(code == Some(1) && said.contains("no-such-file.pdf"), "{said}");
    Ok(())
}

#[test]
fn settings_that_do_not_exist_are_refused_by_name() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let refused = run(command(folder.path(), &["check"]).env("YIGUAN_LISTN", "127.0.0.1:1"))?;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.err.to_lowercase().contains("listn"), "{}", refused.err);
    assert!(!folder.path().join("data").exists(), "nothing was begun");
    let wrong = run(command(folder.path(), &["check"]).env("YIGUAN_LLM_BASE_URL", "http://127.0.0.1:1/v1"))?;
    assert_eq!(wrong.code, Some(1));
    assert!(wrong.err.contains("YIGUAN_LLM_MODEL"), "{}", wrong.err);
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let address = taken.local_addr()?.to_string();
    let busy = run(command(folder.path(), &["serve"]).env("YIGUAN_LISTEN", &address))?;
    assert_eq!(busy.code, Some(1));
    assert!(busy.err.contains(&address) && busy.err.contains("YIGUAN_LISTEN"), "{}", busy.err);
    Ok(())
}
