//! Points, queries and filters in the words of the wire protocol.

use qdrant_client::Payload;
use qdrant_client::qdrant::{
    Condition, CreateCollection, CreateCollectionBuilder, Distance, Filter, Modifier, NamedVectors, PointStruct,
    PrefetchQueryBuilder, Query as WireQuery, QueryPoints, QueryPointsBuilder, Range, RrfBuilder, ScoredPoint,
    SparseVectorParamsBuilder, SparseVectorsConfigBuilder, Vector, VectorInput, VectorParamsBuilder,
    VectorsConfigBuilder,
};
use serde_json::Map;

use super::super::points::Point;
use super::super::query::{Conditions, FUSED, MEANING, Query, RRF_K, WORDS};
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
            let fused = FUSED.max(query.ask_for()) as u64;
            let prefetch = |(vector, name): (VectorInput, &str)| {
                let near = PrefetchQueryBuilder::default().query(WireQuery::new_nearest(vector)).using(name);
                near.filter(filter.clone()).limit(fused)
            };
            let rrf = RrfBuilder::new().k(u32::try_from(RRF_K).unwrap_or(u32::MAX)).build();
            ask.add_prefetch(prefetch(words)).add_prefetch(prefetch(meaning)).query(WireQuery::new_rrf(rrf))
        }
    };
    Some(ask.build())
}

fn filter(conditions: &Conditions) -> Filter {
    #[expect(clippy::cast_precision_loss, reason = "a day number has seven digits")]
    let day = conditions.day as f64;
    let kinds: Vec<String> = conditions.kinds.iter().map(|kind| (*kind).to_owned()).collect();
    let mut must = vec![
        Condition::matches("kind", kinds),
        Condition::matches("status", vec!["published".to_owned()]),
        Condition::range("from", Range { lte: Some(day), ..Range::default() }),
        Condition::range("to", Range { gte: Some(day), ..Range::default() }),
    ];
    if let Some(areas) = &conditions.areas {
        must.push(Condition::matches("area", areas.clone()));
    }
    Filter::must(must)
}

/// What the server found.
pub(super) fn found(point: ScoredPoint) -> Found {
    let payload: Map<_, _> = point.payload.into_iter().map(|(key, value)| (key, value.into_json())).collect();
    Found { score: point.score, payload }
}
