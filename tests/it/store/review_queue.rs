//! The queue: tabs, filters, orders and pages; and that no page of a queue of 100,000 cases walks the whole table.

use chrono::Duration;
use sea_orm::{ConnectionTrait, DbBackend};
use yiguan::domain::{
    AiTask, CaseSummary, ConversationId, Evidence, Review, ReviewState, SectorRef, StaffId, VerdictCode,
};
use yiguan::domain::{Handover, Wish};
use yiguan::store::{QueueAsk, QueueCursor, QueueFilter, QueueSort, QueueTab, Store};

use super::fixtures::{at, dossier, talk_in};
use crate::support::database::Database;

contracts! {
    pages_follow_each_other_without_a_gap,
    filters_find_what_they_say,
    a_page_of_a_hundred_thousand_cases_walks_one_index,
}

const ANNA: StaffId = StaffId(uuid::Uuid::from_u128(1));
const WAITING: QueueTab = QueueTab::State(ReviewState::Waiting);

fn ask(tab: QueueTab, sort: QueueSort, limit: u64) -> QueueAsk {
    QueueAsk { tab, filter: QueueFilter::default(), sort, after: None, limit }
}

fn summary(title: &str, missing: u16) -> CaseSummary {
    CaseSummary {
        title: title.to_owned(),
        sector: Some(SectorRef { code: "C195".into(), name: "制鞋业".into() }),
        task: Some(AiTask::VisualInspection),
        area: Some("浙江省温州市鹿城区".into()),
        verdict: VerdictCode::PilotFirst,
        missing,
        evidence: Some(Evidence::E1),
        doubtful: 0,
        wants_person: false,
    }
}

async fn open(store: &Store, number: u16, summary: CaseSummary) {
    let talk = talk_in(store, number).await;
    let requested_at = at(i64::from(number % 3));
    let handover = Handover { conversation_id: talk.id, wish: Wish::Review, dossier: dossier(), requested_at };
    let review = Review::opened(talk.id, summary, requested_at, requested_at + Duration::days(3));
    store.hand_over(&handover, &review).await.unwrap();
}

/// Everything, page by page.
async fn all(store: &Store, mut wanted: QueueAsk) -> Vec<ConversationId> {
    let mut seen = vec![];
    loop {
        let page = store.queue(&wanted).await.unwrap();
        seen.extend(page.iter().map(|row| row.conversation_id));
        match page.last() {
            Some(last) => wanted.after = Some(last.cursor(wanted.tab)),
            None => return seen,
        }
    }
}

async fn pages_follow_each_other_without_a_gap(database: Database) {
    let store = database.open().await;
    for number in 1..=9 {
        open(&store, number, summary("鞋面划痕", number % 2)).await;
    }
    for sort in [QueueSort::Risk, QueueSort::Wait] {
        let whole = all(&store, ask(WAITING, sort, 100)).await;
        assert_eq!(whole.len(), 9);
        for limit in [1, 2, 4] {
            assert_eq!(all(&store, ask(WAITING, sort, limit)).await, whole, "{sort:?} {limit}");
        }
    }
    let riskiest = store.queue(&ask(WAITING, QueueSort::Risk, 1)).await.unwrap();
    assert_eq!(riskiest[0].summary.missing, 1);
    let late = QueueTab::Overdue(at(0) + Duration::days(4));
    assert_eq!(all(&store, ask(late, QueueSort::Risk, 2)).await.len(), 9);
    assert_eq!(all(&store, ask(QueueTab::Overdue(at(0)), QueueSort::Risk, 2)).await, []);
    assert_eq!(all(&store, ask(QueueTab::Held(ANNA), QueueSort::Risk, 2)).await, []);
    let counts = store.queue_counts(ANNA, at(0) + Duration::days(4)).await.unwrap();
    assert_eq!((counts.states, counts.mine, counts.overdue), (vec![(ReviewState::Waiting, 9)], 0, 9));
}

async fn filters_find_what_they_say(database: Database) {
    let store = database.open().await;
    open(&store, 1, summary("鞋面划痕 100%_检", 0)).await;
    open(&store, 2, CaseSummary { task: Some(AiTask::CustomerService), ..summary("电话接单", 0) }).await;
    let rest = CaseSummary { sector: None, area: None, task: None, evidence: None, ..summary("说不清", 9) };
    open(&store, 3, CaseSummary { verdict: VerdictCode::NotEnoughInfo, ..rest }).await;
    let none = QueueFilter::default();
    for (filter, found) in [
        (QueueFilter { sector: Some("C19".into()), ..none.clone() }, 2),
        (QueueFilter { task: Some(AiTask::VisualInspection), ..none.clone() }, 1),
        (QueueFilter { area: Some("浙江省温州市".into()), ..none.clone() }, 2),
        (QueueFilter { verdict: Some(VerdictCode::NotEnoughInfo), ..none.clone() }, 1),
        (QueueFilter { evidence: Some(Evidence::E1), ..none.clone() }, 2),
        (QueueFilter { words: Some("接单".into()), ..none.clone() }, 1),
        (QueueFilter { words: Some("k7qm-0003".into()), ..none.clone() }, 1),
        // What a person types stands for itself.
        (QueueFilter { words: Some("100%_检".into()), ..none.clone() }, 1),
        (QueueFilter { words: Some("%".into()), ..none.clone() }, 1),
        (QueueFilter { words: Some("' OR 1=1 --".into()), ..none.clone() }, 0),
    ] {
        let wanted = QueueAsk { filter: filter.clone(), ..ask(WAITING, QueueSort::Risk, 10) };
        assert_eq!(store.queue(&wanted).await.unwrap().len(), found, "{filter:?}");
    }
}

/// Fills the tables as the store would, in the database's own loop.
const FILL: &str = "
INSERT INTO conversations (id, case_code, token_hash, locale, created_at, dossier, vault, turn_count, site)
SELECT ID, 'C' || n, '', 'zh-CN', 0, '{}', '{}', 0, 'own' FROM NUMBERS;
INSERT INTO reviews (conversation_id, case_code, version, state, open, title, sector_code, sector, task, area, verdict, missing,
  evidence, doubtful, wants_person, calm, requested_at, due_at, updated_at, holder, lease_until, releases, work)
SELECT ID, 'C' || n, 0, CASE n % 10 WHEN 0 THEN 'waiting' WHEN 1 THEN 'working' ELSE 'released' END, n % 10 < 2, '鞋面划痕',
  'C195', '制鞋业', 'visual_inspection', '浙江省温州市', 'pilot_first', n % 7, 'e1', 0, FALSE, n % 100, n, n + 1000, n,
  CASE n % 100 WHEN 1 THEN HOLDER ELSE NULL END, NULL, 0, '{}' FROM NUMBERS;
ANALYZE;";

async fn fill(database: &Database) {
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    let (id, holder, numbers) = if raw.get_database_backend() == DbBackend::Sqlite {
        let numbers =
            "(WITH RECURSIVE c(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM c WHERE n < 99999) SELECT n FROM c)";
        ("CAST(X'0000000000000000' || printf('%08d', n) AS BLOB)", "X'00000000000000000000000000000001'", numbers)
    } else {
        let id = "('00000000-0000-0000-0000-' || lpad(n::text, 12, '0'))::uuid";
        (id, "'00000000-0000-0000-0000-000000000001'::uuid", "generate_series(0, 99999) AS n")
    };
    let filled = FILL.replace("ID,", &format!("{id},")).replace("HOLDER", holder).replace("NUMBERS", numbers);
    for statement in filled.split(';').filter(|statement| !statement.trim().is_empty()) {
        raw.execute_unprepared(statement).await.unwrap();
    }
    raw.close().await.unwrap();
}

async fn a_page_of_a_hundred_thousand_cases_walks_one_index(database: Database) {
    database.open().await.close().await.unwrap();
    fill(&database).await;
    let store = database.open().await;
    let working = QueueTab::State(ReviewState::Working);
    for (tab, sort, index) in [
        (working, QueueSort::Risk, "reviews_by_risk"),
        (working, QueueSort::Wait, "reviews_by_wait"),
        (QueueTab::Held(ANNA), QueueSort::Risk, "reviews_mine_by_risk"),
        (QueueTab::Held(ANNA), QueueSort::Wait, "reviews_mine_by_wait"),
        (QueueTab::Overdue(at(0)), QueueSort::Risk, "reviews_due"),
    ] {
        let first = ask(tab, sort, 51);
        let page = store.queue(&first).await.unwrap();
        assert_eq!(page.len(), 51);
        let after = Some(page[50].cursor(tab));
        let middle = Some(QueueCursor { calm: 50, at: at(-1_790_000_000_000), id: page[0].conversation_id });
        for after in [None, after, middle] {
            let plan = store.explain_queue(&QueueAsk { after, ..first.clone() }).await.unwrap().join("\n");
            assert!(plan.contains(index), "{tab:?} {sort:?} {after:?}:\n{plan}");
            for bad in ["Seq Scan", "SCAN reviews\n", "Sort", "TEMP B-TREE", "Bitmap"] {
                assert!(!format!("{plan}\n").contains(bad), "{tab:?} {sort:?} {after:?}:\n{plan}");
            }
        }
    }
}
