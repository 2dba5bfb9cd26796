//! `yiguan evaluate` on the sample needs: by rules, with a model, and under another rubric.

use std::collections::BTreeSet;
use std::path::Path;

use anyhow::Context;
use fs_err as fs;
use serde_json::{Value, json};

use crate::support::binary::{Ran, command, run};
use crate::support::house_model::{Job, good, job, object};
use crate::support::scripted_model::ScriptedModel;

const FIGURES: [&str; 10] = [
    "task_accuracy",
    "sector_accuracy",
    "fit_macro_f1",
    "timing_macro_f1",
    "must_ask",
    "spec_must_have",
    "traps",
    "unsupported_numbers",
    "redaction_leaks",
    "questions_per_verdict",
];

fn samples() -> String {
    format!("{}/tests/evaluation/samples.jsonl", env!("CARGO_MANIFEST_DIR"))
}

fn evaluate(folder: &Path, more: &[&str], settings: &[(&str, &str)]) -> anyhow::Result<Ran> {
    let set = samples();
    let arguments: Vec<&str> = ["evaluate", "--set", &set].into_iter().chain(more.iter().copied()).collect();
    run(command(folder, &arguments).envs(settings.iter().copied()))
}

fn report(folder: &Path, out: &str) -> anyhow::Result<Value> {
    Ok(serde_json::from_str(&fs::read_to_string(folder.join(out).join("report.json"))?)?)
}

fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().map(|object| object.keys().map(String::as_str).collect()).unwrap_or_default()
}

#[test]
fn the_samples_are_replayed_by_rules_and_another_rubric_flips_a_verdict() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let ran = evaluate(folder.path(), &["--out", "first", "--rules-only"], &[])?;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    assert!(FIGURES.iter().all(|name| ran.out.contains(name)), "{}", ran.out);
    assert!(!folder.path().join("data").exists(), "the user's data is not touched");
    let first = report(folder.path(), "first")?;
    for name in FIGURES {
        assert!(keys(&first).contains(name), "{name}");
        for (kind, figures) in first["per_kind"].as_object().context("kinds")? {
            assert!(keys(figures).contains(name), "{kind}: {name}");
        }
    }
    assert!(keys(&first).is_superset(&BTreeSet::from(["confusion", "per_kind", "per_need", "about"])));
    assert_eq!((&first["unsupported_numbers"], &first["redaction_leaks"]), (&Value::from(0), &Value::from(0)));
    let needs = first["per_need"].as_array().context("needs")?;
    let ids: Vec<&str> = needs.iter().filter_map(|need| need["id"].as_str()).collect();
    assert_eq!(ids, ["sample-1", "sample-2", "sample-3", "sample-4"]);
    for need in needs {
        assert_eq!((&need["error"], &need["answered_by"]), (&Value::Null, &Value::from("rules")), "{need}");
        let file = format!("first/transcripts/{}.md", need["id"].as_str().unwrap_or_default());
        assert!(fs::read_to_string(folder.path().join(file))?.contains("**译官**"));
    }
    let fact = needs[0]["questions"].as_array().context("questions")?;
    assert!(fact.iter().any(|asked| asked["fact"] == "现在怎么判" && asked["criterion"] == "F2"), "{fact:?}");
    let page = fs::read_to_string(folder.path().join("first/report.html"))?;
    assert!(page.contains("<svg") && !page.contains("<script") && !page.contains("http"));

    let seed = fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/knowledge/rubric/0.1.toml"))?;
    let easy = seed
        .replace("required = [\"F2\", \"F3\", \"F4\", \"F5\", \"T1\", \"T6\"]", "required = []")
        .replace("[coverage_min]\nfit = 70.0\ntiming = 60.0", "[coverage_min]\nfit = 1.0\ntiming = 1.0");
    assert_eq!(easy.matches("required = []").count() + easy.matches("fit = 1.0").count(), 2, "the seed is another");
    fs::write(folder.path().join("easy.toml"), easy)?;
    let more = ["--out", "second", "--rules-only", "--rubric", "easy.toml", "--against", "first/report.json"];
    let ran = evaluate(folder.path(), &more, &[])?;
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    let second = report(folder.path(), "second")?;
    let flips = second["against"]["flipped"].as_array().context("flips")?;
    let flip = flips.iter().find(|flip| flip["before"] == "not_enough_info").context("one flips")?;
    assert_eq!(flip["before"], "not_enough_info");
    assert!(flip["now"] != "not_enough_info", "{flip}");
    assert!(second["against"]["figures"]["must_ask"]["difference"].is_number());
    assert_eq!(second["about"]["rubric_on_trial"], true);
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_model_is_recorded_and_told_no_identifier() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    // The house's lines are about one shoe factory; these hold for any need.
    let line = json!({ "section": 2, "label": "目标漏检率", "text": "待确认", "origin": "to_confirm", "quote": null,
        "source": null });
    let model = ScriptedModel::answering(move |request| match job(request) {
        Job::Specify => object(request, &json!({ "items": [line] })),
        Job::Understand | Job::Reply => good(request),
    })
    .await;
    let (path, url) = (folder.path().to_owned(), model.url().to_owned());
    let settings = move |path: &Path| {
        let settings = [("YIGUAN_LLM_BASE_URL", url.as_str()), ("YIGUAN_LLM_MODEL", "scripted-1")];
        evaluate(path, &["--out", "out"], &settings)
    };
    let ran = tokio::task::spawn_blocking(move || settings(&path)).await??;
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let report = report(folder.path(), "out")?;
    assert_eq!((&report["unsupported_numbers"], &report["redaction_leaks"]), (&Value::from(0), &Value::from(0)));
    assert_eq!(report["about"]["models"][0], "scripted-1");
    let needs = report["per_need"].as_array().context("needs")?;
    assert!(needs.iter().any(|need| need["answered_by"] == "model"), "{needs:?}");
    assert!(needs.iter().all(|need| need["tokens"].as_u64() > Some(0)), "{needs:?}");
    assert!(model.requests().iter().all(|request| !request.to_string().contains("13800000000")));
    Ok(())
}

#[test]
fn a_bad_set_runs_nothing_and_names_every_bad_line() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let lines = ["{\"id\":\"a\"}", "{\"id\":\"b\",\"owner_message\":\"好\",\"timing\":\"soon\"}"];
    fs::write(folder.path().join("bad.jsonl"), lines.join("\n"))?;
    let ran = run(&mut command(folder.path(), &["evaluate", "--set", "bad.jsonl", "--out", "out"]))?;
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for part in ["line 1: owner_message", "line 2: timing", "soon"] {
        assert!(ran.err.contains(part), "{part} is not in {}", ran.err);
    }
    assert!(!folder.path().join("out").exists());
    Ok(())
}
