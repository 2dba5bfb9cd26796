//! Points, queries and filters in the words of the wire protocol.

use qdrant_client::Payload;
use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::with_payload_selector::SelectorOptions;
use qdrant_client::qdrant::{
    Condition, CreateCollection, CreateCollectionBuilder, Distance, Filter, GetPointsBuilder, Modifier, NamedVectors,
    PayloadIncludeSelector, PointId, PointStruct, PrefetchQueryBuilder, Query as WireQuery, QueryPoints,
    QueryPointsBuilder, Range, RrfBuilder, ScoredPoint, ScrollPointsBuilder, SparseVectorParamsBuilder,
    SparseVectorsConfigBuilder, Vector, VectorInput, VectorParamsBuilder, VectorsConfigBuilder,
};
use serde_json::{Map, Value};

use super::super::points::{Point, STANDING};
use super::super::query::{Conditions, MEANING, Query, WORDS};
use super::super::request::DocKind;
use super::super::why::Found;

/// A collection with the vectors of the index.
pub(super) fn collection(name: &str, dimensions: Option<usize>) -> CreateCollection {
    let mut sparse = SparseVectorsConfigBuilder::default();
    sparse.add_named_vector_params(WORDS, SparseVectorParamsBuilder::default().modifier(Modifier::Idf));
    let collection = CreateCollectionBuilder::new(name).sparse_vectors_config(sparse).on_disk_payload(true);
    let Some(size) = dimensions else {
        return collection.build();
    };
    let mut dense = VectorsConfigBuilder::default();
    dense.add_named_vector_params(MEANING, VectorParamsBuilder::new(size as u64, Distance::Cosine));
    collection.vectors_config(dense).build()
}

/// A point.
pub(super) fn point(point: &Point, meaning: Option<Vec<f32>>) -> PointStruct {
    let words = Vector::new_sparse(point.words.indices.clone(), point.words.values.clone());
    let mut vectors = NamedVectors::default().add_vector(WORDS, words);
    if let Some(meaning) = meaning {
        vectors = vectors.add_vector(MEANING, Vector::new_dense(meaning));
    }
    PointStruct::new(point.number, vectors, Payload::from(point.payload.clone()))
}

/// What documents are, and the point that says how far the index is is not.
pub(super) fn documents() -> Filter {
    let kinds = [DocKind::Case, DocKind::Policy].map(|kind| kind.name().to_owned());
    Filter::must([Condition::matches("kind", kinds.to_vec())])
}

/// The point that says how far the index is: no vector, so that no search finds it.
pub(super) fn standing(payload: Map<String, Value>) -> PointStruct {
    PointStruct::new(STANDING, NamedVectors::default(), Payload::from(payload))
}

/// Asks for fields of that point.
pub(super) fn ask_standing(collection: &str, fields: &[&str]) -> GetPointsBuilder {
    GetPointsBuilder::new(collection, vec![PointId::from(STANDING)]).with_payload(only(fields)).with_vectors(false)
}

/// Asks for some of the documents after that number.
pub(super) fn ask_digests(collection: &str, after: Option<u64>, limit: u32) -> ScrollPointsBuilder {
    ScrollPointsBuilder::new(collection)
        .filter(documents())
        .offset(PointId::from(after.map_or(0, |after| after.saturating_add(1))))
        .limit(limit)
        .with_payload(only(&["kind", "id", "digest"]))
        .with_vectors(false)
}

fn only(fields: &[&str]) -> SelectorOptions {
    SelectorOptions::Include(PayloadIncludeSelector { fields: fields.iter().map(|f| (*f).to_owned()).collect() })
}

/// The number of a point.
pub(super) fn number_of(id: &PointId) -> Option<u64> {
    match id.point_id_options {
        Some(PointIdOptions::Num(number)) => Some(number),
        _ => None,
    }
}

/// A payload as JSON.
pub(super) fn payload(fields: std::collections::HashMap<String, qdrant_client::qdrant::Value>) -> Map<String, Value> {
    fields.into_iter().map(|(key, value)| (key, value.into_json())).collect()
}

/// A search; `None` when there is nothing to look for.
pub(super) fn query(collection: &str, query: &Query) -> Option<QueryPoints> {
    let filter = filter(&query.conditions);
    let ask = QueryPointsBuilder::new(collection).limit(query.ask_for() as u64).with_payload(true);
    let words = (!query.words.indices.is_empty())
        .then(|| (VectorInput::new_sparse(query.words.indices.clone(), query.words.values.clone()), WORDS));
    let meaning = query.meaning.clone().map(|vector| (VectorInput::new_dense(vector), MEANING));
    let ask = match (words, meaning) {
        (None, None) => return None,
        (Some((vector, name)), None) | (None, Some((vector, name))) => {
            ask.query(WireQuery::new_nearest(vector)).using(name).filter(filter)
        }
        (Some(words), Some(meaning)) => {
            let fused = query.fused() as u64;
            let prefetch = |(vector, name): (VectorInput, &str)| {
                let near = PrefetchQueryBuilder::default().query(WireQuery::new_nearest(vector)).using(name);
                near.filter(filter.clone()).limit(fused)
            };
            let rrf = RrfBuilder::new().k(query.tuning.rrf).build();
            ask.add_prefetch(prefetch(words)).add_prefetch(prefetch(meaning)).query(WireQuery::new_rrf(rrf))
        }
    };
    Some(ask.build())
}

fn filter(conditions: &Conditions) -> Filter {
    let kinds: Vec<String> = conditions.kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let mut must = vec![Condition::matches("kind", kinds)];
    if let Some(day) = conditions.day {
        #[expect(clippy::cast_precision_loss, reason = "a day number has seven digits")]
        let day = day as f64;
        must.push(Condition::matches("status", vec!["published".to_owned()]));
        must.push(Condition::range("from", Range { lte: Some(day), ..Range::default() }));
        must.push(Condition::range("to", Range { gte: Some(day), ..Range::default() }));
    }
    if let Some(areas) = &conditions.areas {
        must.push(Condition::matches("area", areas.clone()));
    }
    Filter::must(must)
}

/// What the server found.
pub(super) fn found(point: ScoredPoint) -> Found {
    Found { score: point.score, payload: payload(point.payload) }
}
