//! `yiguan staff` and `yiguan audit`, as whoever runs the machine meets them.

use std::path::Path;

use sea_orm::ConnectionTrait;

use crate::support::binary::{Ran, command, run};
use crate::support::test_app::prepared_folder;

fn yiguan(folder: &Path, arguments: &[&str]) -> anyhow::Result<Ran> {
    run(&mut command(folder, arguments))
}

#[tokio::test]
async fn accounts_are_made_listed_and_changed() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let folder = folder.path();
    assert!(yiguan(folder, &["staff", "list"])?.out.contains("yiguan staff add"), "an empty list says what to do");
    let add = ["staff", "add", "--login", "Chief", "--name", "李明", "--role", "admin", "--role", "lead"];
    let added = yiguan(folder, &add)?;
    assert_eq!(added.code, Some(0), "{added:?}");
    let link = regex::Regex::new(r"http://127\.0\.0\.1:8080/staff/link/[0-9a-f]{64}")?;
    let first = link.find(&added.out).map(|found| found.as_str().to_owned());
    assert!(first.is_some() && added.out.contains("组长、管理员"), "{added:?}");
    let taken = yiguan(folder, &add)?;
    assert_eq!((taken.code, taken.err.contains("已经有人用")), (Some(1), true), "{taken:?}");
    let role = yiguan(folder, &["staff", "add", "--login", "x", "--name", "x", "--role", "boss"])?;
    assert!(role.code == Some(1) && role.err.contains("boss") && role.err.contains("translator"), "{role:?}");
    let again = yiguan(folder, &["--lang", "en", "staff", "link", "chief"])?;
    assert_ne!(link.find(&again.out).map(|found| found.as_str().to_owned()), first, "{again:?}");
    assert_eq!(yiguan(folder, &["staff", "disable", "chief"])?.code, Some(0));
    let shut = yiguan(folder, &["staff", "link", "chief"])?;
    assert_eq!(shut.code, Some(1), "a shut account gets no link: {shut:?}");
    assert_eq!(yiguan(folder, &["staff", "enable", "chief"])?.code, Some(0));
    let roles = yiguan(folder, &["staff", "roles", "chief", "auditor"])?;
    assert!(roles.out.contains("审计员") && !roles.out.contains("管理员"), "{roles:?}");
    let list = yiguan(folder, &["--lang", "en", "staff", "list"])?.out;
    assert_eq!(list.trim(), "chief  李明  enabled  Auditor");
    let unknown = yiguan(folder, &["staff", "disable", "nobody"])?;
    assert!(unknown.code == Some(1) && unknown.err.contains("nobody"), "{unknown:?}");
    Ok(())
}

#[tokio::test]
async fn the_log_is_verified_and_exported_and_a_change_by_hand_is_told() -> anyhow::Result<()> {
    let folder = prepared_folder().await?;
    let folder = folder.path();
    assert_eq!(yiguan(folder, &["audit", "verify"])?.out.trim(), "日志是空的");
    for login in ["a", "b", "c"] {
        yiguan(folder, &["staff", "add", "--login", login, "--name", "李明", "--role", "admin"])?;
    }
    let whole = yiguan(folder, &["audit", "verify"])?;
    assert_eq!(whole.code, Some(0), "{whole:?}");
    let known = regex::Regex::new(r"3:[0-9a-f]{64}")?;
    let known = known.find(&whole.out).map(|found| found.as_str()).unwrap_or_default();
    assert_eq!(yiguan(folder, &["audit", "verify", "--known", known])?.code, Some(0));
    let other = known.replace("3:", "2:");
    assert_eq!(yiguan(folder, &["audit", "verify", "--known", &other])?.code, Some(1), "another log");
    let lines = yiguan(folder, &["audit", "export"])?.out;
    let entries: Vec<serde_json::Value> = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>()?;
    assert_eq!((entries.len(), entries[2]["action"].as_str()), (3, Some("staff.added")));
    assert!(!lines.contains("李明"), "the log names nobody");
    let url = format!("sqlite://{}", folder.join("data/yiguan.sqlite").display());
    let raw = sea_orm::Database::connect(&url).await?;
    raw.execute_unprepared("UPDATE audit_entries SET detail = '[\"lead\"]' WHERE number = 2").await?;
    raw.close().await?;
    let changed = yiguan(folder, &["--lang", "en", "audit", "verify"])?;
    assert!(changed.code == Some(1) && changed.err.contains("entry 2"), "{changed:?}");
    assert_eq!(yiguan(folder, &["audit", "export"])?.code, Some(1));
    Ok(())
}
