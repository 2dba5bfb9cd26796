//! Values with every field filled, and the small ones that most tests need.

use chrono::{DateTime, Utc};
use serde_json::json;
use uuid::Uuid;
use yiguan::domain::{
    Answer, CaseCode, CaseSummary, Conversation, ConversationId, CriterionId, Dossier, Evidence, Handover, Locale,
    ModelCall, NumberedEvent, Outcome, PromptUse, Provenance, Review, ReviewState, SiteKey, Turn, TurnEvent, TurnId,
    TurnState,
};
use yiguan::store::{Begun, QueueAsk, QueueFilter, QueueRow, QueueSort, QueueTab, Store};

/// A moment, in milliseconds after another one with a fraction.
pub(crate) fn at(millis: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_millis(1_790_000_000_123 + millis).unwrap()
}

/// The conversation of that number, with nothing known.
pub(crate) fn conversation(number: u16) -> Conversation {
    Conversation {
        id: ConversationId(Uuid::from_u128(0xC0_0000 + u128::from(number))),
        case_code: CaseCode(format!("K7QM-{number:04}")),
        token_hash: "ab".repeat(32),
        site: SiteKey::own(),
        locale: Locale::ZhCn,
        created_at: at(0),
        dossier: Dossier::default(),
        vault: "{}".to_owned(),
    }
}

/// A running turn of a conversation; its number makes its id.
pub(crate) fn turn(of: &Conversation, number: u16) -> Turn {
    Turn {
        id: TurnId(Uuid::from_u128(of.id.0.as_u128() << 64 | u128::from(number))),
        conversation_id: of.id,
        sequence: 0,
        idempotency_key: None,
        message: "鞋面老有划痕,六个人看还漏 😀 'quoted' \"twice\" \\ %s $1 ?".to_owned(),
        state: TurnState::Running,
        started_at: at(i64::from(number)),
        finished_at: None,
        outcome: None,
        provenance: None,
    }
}

/// The same turn at its end, with a result and all that produced it.
pub(crate) fn finished(turn: &Turn, sequence: u32) -> Turn {
    Turn {
        sequence,
        state: TurnState::Finished,
        finished_at: Some(at(9_877)),
        outcome: Some(outcome()),
        provenance: Some(provenance()),
        ..turn.clone()
    }
}

/// Stores the conversation of that number.
pub(crate) async fn talk_in(store: &Store, number: u16) -> Conversation {
    let talk = conversation(number);
    store.create_conversation(&talk).await.unwrap();
    talk
}

/// Begins a turn that must be new; returns its sequence number.
pub(crate) async fn begin(store: &Store, turn: &Turn) -> u32 {
    match store.begin_turn(turn).await.unwrap() {
        Begun::New { sequence } => sequence,
        Begun::Replay(earlier) => panic!("a replay of {}", earlier.id),
    }
}

/// A text event.
pub(crate) fn delta(number: u32, text: &str) -> NumberedEvent {
    let event = TurnEvent::TextDelta { text: text.to_owned() };
    NumberedEvent { number, event }
}

/// Everything that can be known of a need.
pub(crate) fn dossier() -> Dossier {
    let mut dossier: Dossier = serde_json::from_value(json!({
        "said": ["鞋面老有划痕", "第二句\n换行"],
        "sector": {"code": "C195", "name": "制鞋业"},
        "ai_task": "visual_inspection",
        "facts": [
            {"key": "people", "label": "检验人数", "value": "6", "unit": "人", "state": "confirmed", "quote": "六个人看"},
            {"key": "takt", "label": "节拍", "value": null, "unit": null, "state": "unknown", "quote": null}
        ],
        "remedy": {"task": "visual_inspection", "name": "换灯", "knock_out": "K2", "quote": "灯太暗"},
        "pending": {"key": "F3", "criterion": "F3", "asks": {"kind": "criterion"}, "text": "看得出吗？", "example": "比如看得出",
            "options": ["看得出", "看不出"]},
        "stopped": "涉密"
    }))
    .unwrap();
    let answer = Answer {
        source: None,
        score: Some(2),
        knock_out: Some("K1".into()),
        reason: "说得清".to_owned(),
        quote: "老有划痕".to_owned(),
        evidence: Evidence::E3,
    };
    let unknown = Answer { score: None, knock_out: None, ..answer.clone() };
    dossier.answers = [(CriterionId::from("F2"), answer), (CriterionId::from("T1"), unknown)].into();
    dossier
}

/// What produced a result.
pub(crate) fn provenance() -> Provenance {
    let call = ModelCall {
        endpoint: "main".to_owned(),
        model: "qwen3-max".to_owned(),
        mode: "json_schema".to_owned(),
        prompt_tokens: Some(4_000_000_000),
        completion_tokens: None,
    };
    Provenance {
        prompts: vec![PromptUse { name: "understand".to_owned(), hash: "0f".repeat(32) }],
        calls: vec![call.clone(), ModelCall { mode: "stream".to_owned(), completion_tokens: Some(7), ..call }],
        index_version: Some("v1".to_owned()),
        rubric_version: "0.1".to_owned(),
        fallbacks: vec!["模型超时".to_owned()],
    }
}

/// A result with every field filled.
pub(crate) fn outcome() -> Outcome {
    serde_json::from_value(json!({
        "reply": "先看灯光。\n您说的“划痕”……",
        "cases": [{
            "id": "footwear-x", "title": "鞋面质检", "score": 17.345_678, "why": [why("划痕", "words"), why("缺陷", "glossary")],
            "sources": [source()], "sector": {"code": "C195", "name": "制鞋业"}, "region": "温州",
            "ai_task": "visual_inspection", "problem": "漏检", "result": "漏检降一半", "fit": "suitable_with_conditions",
            "outcome": "conventional_solution_chosen", "lessons": ["先打光"]
        }],
        "policies": [{
            "id": "WZ-2026", "title": "数改补贴", "score": 0.1, "why": [why("补贴", "meaning")], "sources": [source()],
            "issuer": "温州市", "region": "温州", "summary": "最高30%", "valid_from": "2026-01", "valid_to": null,
            "status": "现行", "as_of": "2026-09-01"
        }],
        "dossier": dossier().facts,
        "ai_task": "visual_inspection",
        "sector": {"code": "C195", "name": "制鞋业"},
        "verdict": verdict(),
        "question": {"key": "F3", "criterion": "F3", "asks": {"kind": "criterion"}, "text": "有没有照片?", "example": "有几百张", "options": ["有", "没有"]},
        "read_back": {
            "known": [{"key": "people", "label": "检验人数", "value": "6人", "state": "confirmed"}],
            "open": [{"key": "takt", "label": "节拍", "value": "", "state": "unknown"}], "other_needs": ["仓库对不上账"]
        },
        "wants_person": true,
        "specification": specification(),
        "answered_by": "model",
        "label": "AI 生成,未经审核"
    }))
    .unwrap()
}

fn why(term: &str, from: &str) -> serde_json::Value {
    json!({"term": term, "weight": 0.333_333_34, "from": from})
}

fn source() -> serde_json::Value {
    json!({"title": "报道", "publisher": "日报", "url": "https://example.com/a?b=c", "date": "2025-03", "grade": "original"})
}

fn verdict() -> serde_json::Value {
    json!({
        "code": "pilot_first",
        "fit": {"score": 66.7, "coverage": 100.0 * 2.0 / 3.0}, "timing": {"score": 0.0, "coverage": 12.5},
        "criteria": [{
            "id": "F2", "name": "看得见", "weight": 0.15, "score": 3, "unknown": false, "reason": "说了", "quote": "老有划痕",
            "evidence": "e2"
        }],
        "knock_outs": [{"id": "K1", "name": "安全", "message": "不能省光栅", "quote": null}],
        "explanation": "可以试",
        "alternative": {"name": "换灯", "why": "便宜", "visible_in": "一周", "come_back": "仍漏检时"},
        "prepare": [{"criterion": "T1", "action": "拍照", "target": "500 张", "support": "商会"}],
        "pilot": {"scope": "一条线", "limits": "三个月", "stop_line": "漏检率"},
        "rubric_version": "0.1"
    })
}

fn specification() -> serde_json::Value {
    let item = |origin: serde_json::Value| json!({"label": "节拍", "text": "待确认", "origin": origin});
    json!({
        "title": "鞋面划痕检测", "label": "草稿",
        "sections": [{"number": 5, "title": "指标", "items": [
            item(json!({"kind": "owner", "quote": "六个人"})), item(json!({"kind": "case", "id": "footwear-x"})),
            item(json!({"kind": "policy", "id": "WZ-2026"})), item(json!({"kind": "playbook"})),
            item(json!({"kind": "to_confirm"}))
        ]}],
        "findings": [{"section": 5, "message": "缺数字"}],
        "answered_by": "rules"
    })
}

/// The review that a hand-over opens.
pub(crate) fn review(of: &Handover) -> Review {
    let summary = CaseSummary::of(&of.dossier, None, Some("浙江省温州市".to_owned()));
    let at = of.requested_at;
    Review::opened(of.conversation_id, summary, at, at + chrono::Duration::days(3))
}

/// Everything that nobody has claimed, the longest waiting first.
pub(crate) async fn waiting(store: &Store) -> Vec<QueueRow> {
    let tab = QueueTab::State(ReviewState::Waiting);
    let ask = QueueAsk { tab, filter: QueueFilter::default(), sort: QueueSort::Wait, after: None, limit: 100 };
    store.queue(&ask).await.unwrap()
}
