//! A handful of cases and policies, and requests for them.

use std::sync::Arc;

use chrono::NaiveDate;
use serde_json::{Value, json};
use yiguan::domain::{Case, Policy, SectorGlossary};
use yiguan::retrieval::{DocKind, Document, Hit, KnowledgeIndex, Lexicon, SearchRequest, Snapshot, Tuning};

pub(super) fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

fn glossary() -> Vec<SectorGlossary> {
    let term = |plain: &str, technical: &str, synonyms: &[&str]| json!({"plain": plain, "technical": technical, "synonyms": synonyms, "english": "x", "kind": "defect", "tasks": []});
    let sector = json!({"sector": "footwear", "name": "鞋", "codes": [], "signs": [], "terms": [
        term("开胶", "帮底粘合失效", &["开嘴", "掉底"]),
        term("飞边", "模具分型面溢料", &["披锋"]),
    ]});
    vec![serde_json::from_value(sector).unwrap()]
}

pub(super) fn lexicon() -> Arc<Lexicon> {
    Arc::new(Lexicon::new(&glossary()).unwrap())
}

pub(super) fn case(id: &str, title: &str, owner_words: &str, sector: &str) -> Document {
    let case: Case = serde_json::from_value(json!({
        "id": id, "title": title, "process_step": "成品检验", "owner_words": owner_words, "problem": "人工检验漏检",
        "ai_task": "visual_inspection", "approach": "用工业相机拍照识别", "outcome": "success", "lessons": ["先做样品"],
        "fit": "suitable", "timing": "now", "keywords": ["质检"], "sector": {"code": "C195", "name": sector},
        "sources": [],
    }))
    .unwrap();
    Document::of_case(&case)
}

fn policy(id: &str, more: &Value) -> Document {
    let mut body = json!({
        "id": id, "title": "数字化改造补贴办法", "issuer": "某局", "level": "national", "region": "全国",
        "kind": "subsidy", "summary": "对企业的数字化改造给予补贴", "who_can_apply": "中小企业", "status": "现行有效",
        "keywords": ["补贴"], "verification": "full_text", "as_of": "2026-11-01", "sources": [],
    });
    body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    let policy: Policy = serde_json::from_value(body).unwrap();
    Document::of_policy(&policy)
}

pub(super) fn documents() -> Vec<Document> {
    vec![
        case("scratch", "鞋面划痕自动检测", "鞋面老有划痕，人看不过来", "制鞋业"),
        case("bond", "帮底粘合失效在线识别", "鞋底粘不牢，客户退货", "制鞋业"),
        case("schedule", "注塑车间排产", "订单一多就排不过来", "塑料制品业"),
        policy("NOW", &json!({"valid_from": "2026-01", "valid_to": "2026-11-23"})),
        policy("ALWAYS", &json!({})),
        policy("EXPIRED", &json!({"valid_to": "2025"})),
        policy("FUTURE", &json!({"valid_from": "2026-11-24"})),
        policy("DRAFT", &json!({"status": "征求意见稿"})),
        policy("ZHEJIANG", &json!({"level": "province", "region": "浙江省"})),
        policy("WENZHOU", &json!({"level": "city", "region": "浙江省温州市"})),
        policy("DONGTOU", &json!({"level": "district", "region": "浙江省温州市洞头区"})),
    ]
}

pub(super) fn snapshot(version: &str, documents: Vec<Document>) -> Snapshot {
    Snapshot { version: version.to_owned(), seq: 1, lexicon: lexicon(), documents }
}

pub(super) fn request(text: &str, kind: DocKind) -> SearchRequest {
    let tuning = Tuning::default();
    SearchRequest { text: text.to_owned(), kinds: vec![kind], limit: 20, as_of: day(2026, 11, 23), area: None, tuning }
}

pub(super) fn ids(hits: &[Hit]) -> Vec<&str> {
    hits.iter().map(|hit| hit.id.as_str()).collect()
}

/// The ids that a search finds, sorted.
pub(super) async fn found(index: &dyn KnowledgeIndex, request: &SearchRequest) -> Vec<String> {
    let mut ids: Vec<String> = index.search(request).await.unwrap().into_iter().map(|hit| hit.id).collect();
    ids.sort();
    ids
}
