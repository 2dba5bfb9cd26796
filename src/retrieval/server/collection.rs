//! One collection: its points, and the point that says how far it is.

use qdrant_client::Qdrant;
use qdrant_client::qdrant::{
    CreateFieldIndexCollectionBuilder, DeletePointsBuilder, FieldType, PointId, PointsIdsList, UpsertPointsBuilder,
};
use serde_json::{Map, Value, json};

use super::super::points::{Point, Shape};
use super::super::query::INDEXED;
use super::super::why::named;
use super::super::{DigestPage, IndexError, Standing};
use super::error::server_error;
use super::wire;

/// Points sent at once: at some 15 kB each, below the usual limit of 4 MB a message.
const BATCH: usize = 128;
/// Points asked for at once, without their texts.
const PAGE: u32 = 1000;

/// A collection of a server.
pub(super) struct Collection<'a> {
    pub(super) client: &'a Qdrant,
    pub(super) name: String,
}

impl Collection<'_> {
    /// Makes it, empty.
    pub(super) async fn create(&self, dimensions: Option<usize>) -> Result<(), IndexError> {
        self.client.create_collection(wire::collection(&self.name, dimensions)).await.map_err(server_error)?;
        for (field, schema) in INDEXED {
            let schema = if schema == "integer" { FieldType::Integer } else { FieldType::Keyword };
            let index = CreateFieldIndexCollectionBuilder::new(&self.name, field, schema).wait(true);
            self.client.create_field_index(index).await.map_err(server_error)?;
        }
        Ok(())
    }

    /// Writes points, new ones and others in place of their earlier form.
    pub(super) async fn upsert(&self, points: &[Point], meanings: Option<Vec<Vec<f32>>>) -> Result<(), IndexError> {
        let mut meanings = meanings.map(Vec::into_iter);
        for batch in points.chunks(BATCH) {
            let batch: Vec<_> =
                batch.iter().map(|p| wire::point(p, meanings.as_mut().and_then(Iterator::next))).collect();
            let upsert = UpsertPointsBuilder::new(&self.name, batch).wait(true);
            self.client.upsert_points(upsert).await.map_err(server_error)?;
        }
        Ok(())
    }

    /// Removes points; those that are not there are no mistake.
    pub(super) async fn delete(&self, numbers: impl Iterator<Item = u64>) -> Result<(), IndexError> {
        let ids: Vec<PointId> = numbers.map(PointId::from).collect();
        if ids.is_empty() {
            return Ok(());
        }
        let delete = DeletePointsBuilder::new(&self.name).points(PointsIdsList { ids }).wait(true);
        self.client.delete_points(delete).await.map_err(server_error)?;
        Ok(())
    }

    /// Says how far it is.
    pub(super) async fn set_standing(&self, basis: &str, standing: &Standing, shape: &Shape) -> Result<(), IndexError> {
        let shape = serde_json::to_string(shape).map_err(|error| IndexError::Engine(error.to_string()))?;
        let payload = json!({
            "kind": "standing",
            "basis": basis,
            "version": standing.version,
            "seq": standing.seq,
            "shape": shape,
        });
        let Value::Object(payload) = payload else { unreachable!("json! of braces is an object") };
        let upsert = UpsertPointsBuilder::new(&self.name, vec![wire::standing(payload)]).wait(true);
        self.client.upsert_points(upsert).await.map_err(server_error)?;
        Ok(())
    }

    /// On what it was built, and how far it is; `None` for one that an earlier form of this program has built.
    pub(super) async fn standing(&self) -> Result<Option<(String, Standing)>, IndexError> {
        let Some(payload) = self.said(&["basis", "version", "seq"]).await? else { return Ok(None) };
        let text = |key: &str| payload.get(key).and_then(Value::as_str).map(str::to_owned);
        let standing = || {
            let seq = payload.get("seq").and_then(Value::as_i64)?;
            Some((text("basis")?, Standing { version: text("version")?, seq }))
        };
        Ok(standing())
    }

    /// On what it was built, and how its documents are weighed.
    pub(super) async fn shape(&self) -> Result<(String, Shape), IndexError> {
        let payload = self.said(&["basis", "shape"]).await?.ok_or(IndexError::NotBuilt)?;
        let text = |key: &str| payload.get(key).and_then(Value::as_str).unwrap_or_default();
        let shape = serde_json::from_str(text("shape")).map_err(|error| IndexError::Engine(error.to_string()))?;
        Ok((text("basis").to_owned(), shape))
    }

    async fn said(&self, fields: &[&str]) -> Result<Option<Map<String, Value>>, IndexError> {
        let found = self.client.get_points(wire::ask_standing(&self.name, fields)).await.map_err(server_error)?;
        Ok(found.result.into_iter().next().map(|point| wire::payload(point.payload)))
    }

    /// The documents after that number with the hashes of their entries.
    pub(super) async fn digests(&self, after: Option<u64>) -> Result<DigestPage, IndexError> {
        let page = self.client.scroll(wire::ask_digests(&self.name, after, PAGE)).await.map_err(server_error)?;
        let last = page.result.last().and_then(|point| point.id.as_ref()).and_then(wire::number_of);
        let more = page.next_page_offset.is_some();
        let found = page.result.into_iter().filter_map(|point| named(&wire::payload(point.payload)));
        Ok((found.collect(), last.filter(|_| more)))
    }
}
