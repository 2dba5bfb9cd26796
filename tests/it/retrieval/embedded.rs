//! What holds for the engine in process: its folder.

use std::path::{Path, PathBuf};

use yiguan::retrieval::{Changes, DocKey, DocKind, Document, EmbeddedIndex, IndexError, KnowledgeIndex, Standing};

use super::fixture::{case, documents, found, lexicon, request, snapshot};

/// Cases of [`many`].
const MANY: u32 = 600;

async fn open(data: &Path) -> EmbeddedIndex {
    EmbeddedIndex::open(data, lexicon(), None).await.unwrap()
}

fn folders(data: &Path) -> Vec<PathBuf> {
    let entries = fs_err::read_dir(data.join("index")).unwrap();
    entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut all = vec![];
    for entry in fs_err::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { all.extend(files(&path)) } else { all.push(path) }
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_there_again_after_a_restart() {
    let data = tempfile::tempdir().unwrap();
    open(data.path()).await.rebuild(&snapshot("1", documents())).await.unwrap();
    let index = open(data.path()).await;
    assert!(index.is_current("1").await.unwrap());
    assert_eq!(index.status().await.unwrap().points, documents().len());
    assert_eq!(found(&index, &request("划痕", DocKind::Case)).await, ["scratch"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_serving_version_stays_on_disk() {
    let data = tempfile::tempdir().unwrap();
    let index = open(data.path()).await;
    for version in ["1", "2", "2", "../../3"] {
        index.rebuild(&snapshot(version, documents())).await.unwrap();
        assert_eq!(folders(data.path()).len(), 1, "{version}");
    }
    assert!(index.is_current("../../3").await.unwrap());
    fs_err::create_dir(data.path().join("index/draft-7")).unwrap();
    drop(index);
    assert!(open(data.path()).await.is_current("../../3").await.unwrap());
    assert_eq!(folders(data.path()).len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_broken_index_counts_as_missing_and_can_be_rebuilt() {
    for harm in [b"".as_slice(), b"{\"not\": \"what it was\"}", &[0xff; 64]] {
        let data = tempfile::tempdir().unwrap();
        open(data.path()).await.rebuild(&snapshot("1", documents())).await.unwrap();
        for file in files(&folders(data.path())[0]) {
            fs_err::write(file, harm).unwrap();
        }
        let index = open(data.path()).await;
        let answer = index.search(&request("划痕", DocKind::Case)).await;
        assert!(matches!(answer, Err(IndexError::NotBuilt)), "{answer:?}");
        index.rebuild(&snapshot("1", documents())).await.unwrap();
        assert_eq!(found(&index, &request("划痕", DocKind::Case)).await, ["scratch"]);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_lost_or_foreign_folder_counts_as_missing() {
    let data = tempfile::tempdir().unwrap();
    open(data.path()).await.rebuild(&snapshot("1", documents())).await.unwrap();
    fs_err::remove_dir_all(&folders(data.path())[0]).unwrap();
    assert!(!open(data.path()).await.is_current("1").await.unwrap());
    fs_err::write(data.path().join("index/current"), "../..\n1").unwrap();
    assert!(!open(data.path()).await.is_current("1").await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_owner_works_beside_the_first() {
    let data = tempfile::tempdir().unwrap();
    let first = open(data.path()).await;
    first.rebuild(&snapshot("1", documents())).await.unwrap();
    let second = open(data.path()).await;
    assert!(!second.is_current("1").await.unwrap());
    second.rebuild(&snapshot("2", documents())).await.unwrap();
    assert_eq!(found(&second, &request("划痕", DocKind::Case)).await, ["scratch"]);
    drop(second);
    assert!(first.is_current("1").await.unwrap());
    assert_eq!(found(&first, &request("划痕", DocKind::Case)).await, ["scratch"]);
    assert_eq!(folders(data.path()).len(), 1);
}

/// So many cases, each of so many different characters, that what the engine logs of them takes several files.
fn many() -> Vec<Document> {
    let sign = |n: u32| char::from_u32(0x4e00 + n % 3_000).unwrap();
    let long = |n: u32| (0..300).map(|k| sign(n * 131 + k * k)).collect::<String>();
    (0..MANY).map(|n| case(&format!("cast-{n:03}"), &format!("铸件{n}"), &long(n), "铸造")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_engine_has_logged_goes_at_a_start_and_changes_count_all_the_same() {
    let data = tempfile::tempdir().unwrap();
    let index = open(data.path()).await;
    index.rebuild(&snapshot("1", documents())).await.unwrap();
    let standing = |seq| Some(Standing { version: format!("at-{seq}"), seq });
    index.apply(&Changes { put: many(), gone: vec![], standing: standing(2) }).await.unwrap();
    let full = || {
        let logged = files(&folders(data.path())[0]).into_iter();
        logged.filter(|path| path.file_name().unwrap().to_string_lossy().starts_with("closed-")).count()
    };
    assert!(full() > 1, "{}", full());
    drop(index);
    for seq in 3..5 {
        let index = open(data.path()).await;
        assert_eq!(full(), 1);
        // A change that had a number that was given before would be taken for an old one.
        let other = case("cast-007", &format!("蜗杆{seq}号齿面磨削"), "齿面有烧伤", "机械");
        let gone = DocKey { kind: DocKind::Case, id: format!("cast-01{seq}") };
        index.apply(&Changes { put: vec![other], gone: vec![gone], standing: standing(seq) }).await.unwrap();
        let hits = index.search(&request(&format!("蜗杆{seq}号齿面磨削"), DocKind::Case)).await.unwrap();
        assert_eq!(hits[0].id, "cast-007");
        let gone = usize::try_from(seq).unwrap() - 2;
        assert_eq!(index.status().await.unwrap().points, documents().len() + MANY as usize - gone);
    }
}
