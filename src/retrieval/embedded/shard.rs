//! One version of the index as a qdrant-edge shard.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{
    Condition, CreateIndex, Distance, EdgeConfig, EdgeConfigBuilder, EdgeShard, EdgeSparseVectorParamsBuilder,
    EdgeVectorParams, FieldCondition, FieldIndexOperations, Filter, Fusion, JsonPath, Match, Modifier, NamedQuery,
    NamedVectors, OperationError, PayloadFieldSchema, PayloadSchemaType, PointInsertOperations, PointOperations,
    PointStruct, Prefetch, QueryEnum, QueryRequest, Range, ScoringQuery, SparseVector as EdgeSparse, UpdateOperation,
    VectorInternal, WalOptions, WithPayloadInterface, WithVector,
};
use serde_json::Value;

use super::super::IndexError;
use super::super::points::Point;
use super::super::query::{Conditions, FUSED, INDEXED, MEANING, Query, RRF_K, WORDS};
use super::super::why::Found;
use super::folder::{Folder, remove};

/// Points written at once.
const BATCH: usize = 256;
/// The write-ahead log is written once and never again: small files will do.
const WAL_BYTES: usize = 1024 * 1024;

/// A loaded version. When it is retired, its folder goes with the last search that uses it.
pub(super) struct Shard {
    pub(super) version: String,
    edge: Option<EdgeShard>,
    path: PathBuf,
    retired: AtomicBool,
    /// A private folder goes only after everything in it is closed.
    _folder: Arc<Folder>,
}

impl Shard {
    /// Writes a new shard into an empty folder and closes it.
    pub(super) fn create(
        path: &Path,
        dimensions: Option<usize>,
        points: &[Point],
        meanings: Option<Vec<Vec<f32>>>,
    ) -> Result<(), IndexError> {
        let shard = EdgeShard::new(path, config(dimensions)).map_err(engine)?;
        for (field, schema) in INDEXED {
            let schema = if schema == "integer" { PayloadSchemaType::Integer } else { PayloadSchemaType::Keyword };
            let index =
                CreateIndex { field_name: key(field)?, field_schema: Some(PayloadFieldSchema::FieldType(schema)) };
            let create = UpdateOperation::FieldIndexOperation(FieldIndexOperations::CreateIndex(index));
            shard.update(create).map_err(engine)?;
        }
        let mut meanings = meanings.map(Vec::into_iter);
        for batch in points.chunks(BATCH) {
            let batch: Vec<_> =
                batch.iter().map(|p| point(p, meanings.as_mut().and_then(Iterator::next)).into()).collect();
            let insert = PointOperations::UpsertPoints(PointInsertOperations::PointsList(batch));
            shard.update(UpdateOperation::PointOperation(insert)).map_err(engine)?;
        }
        shard.optimize().map_err(engine)?;
        Ok(())
    }

    /// Loads a finished folder.
    pub(super) fn load(version: &str, path: &Path, folder: Arc<Folder>) -> Result<Self, IndexError> {
        let shard = EdgeShard::load(path, None).map_err(engine)?;
        Ok(Self {
            version: version.to_owned(),
            edge: Some(shard),
            path: path.to_owned(),
            retired: AtomicBool::new(false),
            _folder: folder,
        })
    }

    /// Its folder is removed when the last holder lets go.
    pub(super) fn retire(&self) {
        self.retired.store(true, Ordering::Release);
    }

    /// Documents in it.
    pub(super) fn points(&self) -> usize {
        self.edge.as_ref().map_or(0, |shard| shard.info().points_count)
    }

    /// What the engine finds; with a dense vector the two lists are fused by reciprocal ranks inside the engine.
    pub(super) fn search(&self, query: &Query) -> Result<Vec<Found>, IndexError> {
        let shard = self.edge.as_ref().ok_or(IndexError::NotBuilt)?;
        let filter = filter(&query.conditions)?;
        let mut sources = sources(query, shard.config().vectors.contains_key(MEANING));
        let request = |prefetches, scoring, filter| QueryRequest {
            prefetches,
            query: Some(scoring),
            filter,
            score_threshold: None,
            limit: query.ask_for(),
            offset: 0,
            params: None,
            with_vector: WithVector::Bool(false),
            with_payload: WithPayloadInterface::Bool(true),
        };
        let request = match (sources.pop(), sources.is_empty()) {
            (None, _) => return Ok(Vec::new()),
            (Some(only), true) => request(Vec::new(), only, Some(filter)),
            (Some(last), false) => {
                sources.push(last);
                let prefetch = |scoring| Prefetch {
                    prefetches: Vec::new(),
                    query: Some(scoring),
                    limit: FUSED.max(query.ask_for()),
                    params: None,
                    filter: Some(filter.clone()),
                    score_threshold: None,
                };
                let fusion = ScoringQuery::Fusion(Fusion::Rrf { k: RRF_K, weights: None });
                request(sources.into_iter().map(prefetch).collect(), fusion, None)
            }
        };
        let found = shard.query(request).map_err(engine)?;
        let with_payload =
            found.into_iter().map(|p| Found { score: p.score, payload: p.payload.unwrap_or_default().0 });
        Ok(with_payload.collect())
    }
}

impl Drop for Shard {
    fn drop(&mut self) {
        // Closing flushes into the folder, so the folder goes last.
        drop(self.edge.take());
        if self.retired.load(Ordering::Acquire) {
            remove(&self.path);
        }
    }
}

fn config(dimensions: Option<usize>) -> EdgeConfig {
    let words = EdgeSparseVectorParamsBuilder::new().modifier(Modifier::Idf).build();
    let config = EdgeConfigBuilder::new()
        .sparse_vector(WORDS, words)
        .wal_options(WalOptions { segment_capacity: WAL_BYTES, ..WalOptions::default() });
    match dimensions {
        Some(size) => config.vector(MEANING, EdgeVectorParams::builder(size, Distance::Cosine).build()).build(),
        None => config.build(),
    }
}

fn point(point: &Point, meaning: Option<Vec<f32>>) -> PointStruct {
    let words = EdgeSparse { indices: point.words.indices.clone(), values: point.words.values.clone() };
    let mut vectors = NamedVectors::default().add_vector(WORDS, words);
    if let Some(meaning) = meaning {
        vectors = vectors.add_vector(MEANING, meaning);
    }
    PointStruct::new(point.number, vectors, Value::Object(point.payload.clone()))
}

/// The vectors to look near to, words first; an index built before an embedder was configured has no meanings.
fn sources(query: &Query, with_meaning: bool) -> Vec<ScoringQuery> {
    let near = |vector, name| ScoringQuery::Vector(QueryEnum::Nearest(NamedQuery::new(vector, name)));
    let words = (!query.words.indices.is_empty()).then(|| {
        let (indices, values) = (query.words.indices.clone(), query.words.values.clone());
        near(VectorInternal::Sparse(EdgeSparse { indices, values }), WORDS)
    });
    let meaning = query.meaning.clone().filter(|_| with_meaning);
    words.into_iter().chain(meaning.map(|vector| near(VectorInternal::Dense(vector), MEANING))).collect()
}

fn filter(conditions: &Conditions) -> Result<Filter, IndexError> {
    let any = |field, words: Vec<String>| {
        Ok::<_, IndexError>(Condition::Field(FieldCondition::new_match(key(field)?, Match::from(words))))
    };
    #[expect(clippy::cast_precision_loss, reason = "a day number has seven digits")]
    let day = OrderedFloat(conditions.day as f64);
    let until = Range { lte: Some(day), lt: None, gt: None, gte: None };
    let since = Range { gte: Some(day), lt: None, gt: None, lte: None };
    let mut must = vec![
        any("kind", conditions.kinds.iter().map(|kind| (*kind).to_owned()).collect())?,
        any("status", vec!["published".to_owned()])?,
        Condition::Field(FieldCondition::new_range(key("from")?, until)),
        Condition::Field(FieldCondition::new_range(key("to")?, since)),
    ];
    if let Some(areas) = &conditions.areas {
        must.push(any("area", areas.clone())?);
    }
    Ok(Filter { must: Some(must), ..Filter::new() })
}

fn key(field: &str) -> Result<JsonPath, IndexError> {
    field.parse().map_err(|()| IndexError::Engine(format!("{field} is no payload key")))
}

#[expect(clippy::needless_pass_by_value, reason = "it is used as the function of `map_err`")]
fn engine(error: OperationError) -> IndexError {
    IndexError::Engine(error.to_string())
}
