//! How Qdrant scores, filters and fuses, written down from its documentation.

use std::collections::BTreeMap;

use qdrant_client::qdrant::condition::ConditionOneOf;
use qdrant_client::qdrant::r#match::MatchValue;
use qdrant_client::qdrant::query::Variant;
use qdrant_client::qdrant::vector_input::Variant as Input;
use qdrant_client::qdrant::{Condition, Filter, Query, QueryPoints, SparseVector};
use tonic::Status;

use super::{Collection, Stored};

type Ranked = Vec<(u64, f32)>;

impl Collection {
    /// Answers a query: one vector, or prefetches fused by reciprocal ranks.
    pub(super) fn query(&self, request: &QueryPoints) -> Result<Ranked, Status> {
        let limit = request.limit.map_or(10, |n| usize::try_from(n).unwrap_or(usize::MAX));
        if request.prefetch.is_empty() {
            return self.nearest(request.query.as_ref(), request.using.as_deref(), request.filter.as_ref(), limit);
        }
        let Some(Variant::Rrf(rrf)) = request.query.as_ref().and_then(|query| query.variant.as_ref()) else {
            return Err(Status::unimplemented("only reciprocal rank fusion"));
        };
        let k = f32::from(u16::try_from(rrf.k.unwrap_or(2)).map_err(|_| Status::out_of_range("k"))?);
        let mut fused: BTreeMap<u64, f32> = BTreeMap::new();
        for prefetch in &request.prefetch {
            let limit = prefetch.limit.map_or(10, |n| usize::try_from(n).unwrap_or(usize::MAX));
            let (using, filter) = (prefetch.using.as_deref(), prefetch.filter.as_ref());
            let ranked = self.nearest(prefetch.query.as_ref(), using, filter, limit)?;
            for (rank, (id, _)) in (0_u16..).zip(ranked) {
                *fused.entry(id).or_default() += 1.0 / (f32::from(rank) + k);
            }
        }
        Ok(best(fused.into_iter().collect(), limit))
    }

    fn nearest(
        &self,
        query: Option<&Query>,
        using: Option<&str>,
        filter: Option<&Filter>,
        limit: usize,
    ) -> Result<Ranked, Status> {
        let Some(Variant::Nearest(input)) = query.and_then(|query| query.variant.as_ref()) else {
            return Err(Status::unimplemented("only nearest"));
        };
        let name = using.unwrap_or_default();
        let kept: Vec<_> = self.points.iter().filter(|(_, p)| filter.is_none_or(|f| passes(p, f))).collect();
        let scored: Ranked = match &input.variant {
            Some(Input::Sparse(sparse)) if self.idf.contains(name) => {
                let weights = self.with_idf(name, sparse);
                let score = |point: &Stored| -> Option<f32> {
                    let vector = point.sparse.get(name)?;
                    let shared: Vec<f32> = weights.iter().filter_map(|(i, w)| Some(w * vector.get(i)?)).collect();
                    (!shared.is_empty()).then(|| shared.iter().sum())
                };
                kept.into_iter().filter_map(|(id, point)| Some((*id, score(point)?))).collect()
            }
            Some(Input::Dense(dense)) if self.dense.contains_key(name) => {
                let score = |point: &Stored| Some(cosine(point.dense.get(name)?, &dense.data));
                kept.into_iter().filter_map(|(id, point)| Some((*id, score(point)?))).collect()
            }
            _ => return Err(Status::invalid_argument(format!("Not existing vector name error: {name}"))),
        };
        Ok(best(scored, limit))
    }

    /// The query's weights times ln(1 + (N - n + 0.5) / (n + 0.5)), over all points, whatever the filter.
    fn with_idf(&self, name: &str, sparse: &SparseVector) -> Vec<(u32, f32)> {
        let count = |n: usize| f32::from(u16::try_from(n).unwrap());
        let all = count(self.points.values().filter(|point| point.sparse.contains_key(name)).count());
        let weighted = sparse.indices.iter().zip(&sparse.values).map(|(index, weight)| {
            let having = self.points.values().filter(|p| p.sparse.get(name).is_some_and(|v| v.contains_key(index)));
            let having = count(having.count());
            (*index, weight * ((all - having + 0.5) / (having + 0.5) + 1.0).ln())
        });
        weighted.collect()
    }
}

fn best(mut ranked: Ranked, limit: usize) -> Ranked {
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    ranked.truncate(limit);
    ranked
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    let dot = |x: &[f32], y: &[f32]| x.iter().zip(y).map(|(x, y)| x * y).sum::<f32>();
    dot(a, b) / (dot(a, a).sqrt() * dot(b, b).sqrt()).max(f32::MIN_POSITIVE)
}

/// Whether a point is let through.
pub(super) fn passes(point: &Stored, filter: &Filter) -> bool {
    assert!(filter.should.is_empty() && filter.must_not.is_empty() && filter.min_should.is_none(), "only `must`");
    filter.must.iter().all(|condition| holds(point, condition))
}

fn holds(point: &Stored, condition: &Condition) -> bool {
    let Some(ConditionOneOf::Field(field)) = &condition.condition_one_of else { panic!("only fields") };
    let value = point.payload.get(&field.key).cloned().map(qdrant_client::qdrant::Value::into_json);
    let Some(value) = value else { return false };
    let matches = match field.r#match.as_ref().and_then(|m| m.match_value.as_ref()) {
        None => true,
        Some(MatchValue::Keyword(word)) => value.as_str() == Some(word),
        Some(MatchValue::Keywords(words)) => value.as_str().is_some_and(|v| words.strings.iter().any(|w| w == v)),
        Some(_) => panic!("only keywords"),
    };
    let in_range = field.range.as_ref().is_none_or(|range| {
        let Some(number) = value.as_f64() else { return false };
        range.lt.is_none_or(|edge| number < edge)
            && range.gt.is_none_or(|edge| number > edge)
            && range.lte.is_none_or(|edge| number <= edge)
            && range.gte.is_none_or(|edge| number >= edge)
    });
    matches && in_range
}
