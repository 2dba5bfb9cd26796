//! One version of the index as a qdrant-edge shard.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use qdrant_edge::external::ordered_float::OrderedFloat;
use qdrant_edge::{
    Condition, CountRequest, CreateIndex, EdgeShard, FieldCondition, FieldIndexOperations, Filter, Fusion, JsonPath,
    Match, NamedQuery, NamedVectors, OperationError, PayloadFieldSchema, PayloadSchemaType, PointId,
    PointInsertOperations, PointOperations, PointStruct, Prefetch, QueryEnum, QueryRequest, Range, ScoringQuery,
    ScrollRequest, SparseVector as EdgeSparse, UpdateOperation, VectorInternal, WithPayloadInterface, WithVector,
};
use serde_json::Value;

use super::super::points::{Point, Shape};
use super::super::query::{Conditions, INDEXED, MEANING, Query, WORDS};
use super::super::why::{Found, named};
use super::super::{DigestPage, IndexError, Standing};
use super::folder::{Folder, remove};
use super::form::{config, drop_log};
use super::marks::{Mark, read_shape, write_shape};

/// Points written at once.
const BATCH: usize = 256;
/// Points read at once.
const PAGE: usize = 1000;

/// A version that is being written into an empty folder.
pub(super) struct Draft {
    edge: EdgeShard,
    path: PathBuf,
}

impl Draft {
    /// An empty version.
    pub(super) fn create(path: PathBuf, dimensions: Option<usize>) -> Result<Self, IndexError> {
        let edge = EdgeShard::new(&path, config(dimensions)).map_err(engine)?;
        for (field, schema) in INDEXED {
            let schema = if schema == "integer" { PayloadSchemaType::Integer } else { PayloadSchemaType::Keyword };
            let index =
                CreateIndex { field_name: key(field)?, field_schema: Some(PayloadFieldSchema::FieldType(schema)) };
            let create = UpdateOperation::FieldIndexOperation(FieldIndexOperations::CreateIndex(index));
            edge.update(create).map_err(engine)?;
        }
        Ok(Self { edge, path })
    }

    /// Writes points into it; what has become large goes to the disk at once, so that memory does not grow with the base.
    pub(super) fn insert(&self, points: &[Point], meanings: Option<Vec<Vec<f32>>>) -> Result<(), IndexError> {
        upsert(&self.edge, points, meanings)?;
        self.edge.optimize().map_err(engine)?;
        Ok(())
    }

    /// Closes it; the folder is then as it will be loaded.
    pub(super) fn close(self, mark: &Mark, shape: &Shape) -> Result<PathBuf, IndexError> {
        self.edge.optimize().map_err(engine)?;
        drop(self.edge);
        write_shape(&self.path, shape)?;
        mark.write(&self.path)?;
        Ok(self.path)
    }
}

/// A loaded version. When it is retired, its folder goes with the last search that uses it.
pub(super) struct Shard {
    edge: Option<EdgeShard>,
    pub(super) path: PathBuf,
    pub(super) shape: Arc<Shape>,
    mark: RwLock<Mark>,
    retired: AtomicBool,
    /// A private folder goes only after everything in it is closed.
    _folder: Arc<Folder>,
}

impl Shard {
    /// Loads a finished folder.
    pub(super) fn load(path: &Path, folder: Arc<Folder>) -> Result<Self, IndexError> {
        let (mark, shape) = (Mark::read(path)?, read_shape(path)?);
        drop_log(path)?;
        let shard = EdgeShard::load(path, None).map_err(engine)?;
        Ok(Self {
            edge: Some(shard),
            path: path.to_owned(),
            shape: Arc::new(shape),
            mark: RwLock::new(mark),
            retired: AtomicBool::new(false),
            _folder: folder,
        })
    }

    /// How far it is, and on what it was built.
    pub(super) fn mark(&self) -> Mark {
        self.mark.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Writes and removes points, and then, once that is on the disk, says how far it is; one caller at a time.
    pub(super) fn change(
        &self,
        points: &[Point],
        meanings: Option<Vec<Vec<f32>>>,
        gone: &[u64],
        standing: Option<Standing>,
    ) -> Result<(), IndexError> {
        let edge = self.edge.as_ref().ok_or(IndexError::NotBuilt)?;
        upsert(edge, points, meanings)?;
        if !gone.is_empty() {
            let ids = gone.iter().map(|number| PointId::NumId(*number)).collect();
            let delete = PointOperations::DeletePoints { ids };
            edge.update(UpdateOperation::PointOperation(delete)).map_err(engine)?;
        }
        if !(points.is_empty() && gone.is_empty()) {
            edge.optimize().map_err(engine)?;
            edge.flush();
        }
        let Some(standing) = standing else { return Ok(()) };
        let mark = Mark::new(self.mark().basis, standing);
        mark.write(&self.path)?;
        *self.mark.write().unwrap_or_else(PoisonError::into_inner) = mark;
        Ok(())
    }

    /// The documents after that number with the hashes of their entries.
    pub(super) fn digests(&self, after: Option<u64>) -> Result<DigestPage, IndexError> {
        let edge = self.edge.as_ref().ok_or(IndexError::NotBuilt)?;
        let fields = ["kind", "id", "digest"].into_iter().map(key).collect::<Result<Vec<_>, _>>()?;
        let request = ScrollRequest {
            offset: Some(PointId::NumId(after.map_or(0, |after| after.saturating_add(1)))),
            limit: Some(PAGE),
            filter: None,
            with_payload: Some(WithPayloadInterface::Fields(fields)),
            with_vector: WithVector::Bool(false),
            order_by: None,
        };
        let (records, next) = edge.scroll(request).map_err(engine)?;
        let last = records.last().and_then(|record| number_of(&record.id));
        let named = records.into_iter().filter_map(|record| named(&record.payload?.0));
        Ok((named.collect(), next.and(last)))
    }

    /// Its folder is removed when the last holder lets go.
    pub(super) fn retire(&self) {
        self.retired.store(true, Ordering::Release);
    }

    /// Documents in it.
    pub(super) fn points(&self) -> usize {
        let exact = CountRequest { filter: None, exact: true };
        self.edge.as_ref().and_then(|shard| shard.count(exact).ok()).unwrap_or(0)
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
                    limit: query.fused(),
                    params: None,
                    filter: Some(filter.clone()),
                    score_threshold: None,
                };
                let k = usize::try_from(query.tuning.rrf).unwrap_or(usize::MAX);
                let fusion = ScoringQuery::Fusion(Fusion::Rrf { k, weights: None });
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

/// Writes points in batches.
fn upsert(edge: &EdgeShard, points: &[Point], meanings: Option<Vec<Vec<f32>>>) -> Result<(), IndexError> {
    let mut meanings = meanings.map(Vec::into_iter);
    for batch in points.chunks(BATCH) {
        let batch = batch.iter().map(|p| point(p, meanings.as_mut().and_then(Iterator::next)).into()).collect();
        let insert = PointOperations::UpsertPoints(PointInsertOperations::PointsList(batch));
        edge.update(UpdateOperation::PointOperation(insert)).map_err(engine)?;
    }
    Ok(())
}

fn number_of(id: &PointId) -> Option<u64> {
    match id {
        PointId::NumId(number) => Some(*number),
        PointId::Uuid(_) => None,
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
    let mut must = vec![any("kind", conditions.kinds.iter().map(|kind| (*kind).to_owned()).collect())?];
    if let Some(day) = conditions.day {
        #[expect(clippy::cast_precision_loss, reason = "a day number has seven digits")]
        let day = OrderedFloat(day as f64);
        let until = Range { lte: Some(day), lt: None, gt: None, gte: None };
        let since = Range { gte: Some(day), lt: None, gt: None, lte: None };
        must.push(any("status", vec!["published".to_owned()])?);
        must.push(Condition::Field(FieldCondition::new_range(key("from")?, until)));
        must.push(Condition::Field(FieldCondition::new_range(key("to")?, since)));
    }
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
