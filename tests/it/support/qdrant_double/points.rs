//! Points: writing, counting and querying them.

use std::collections::HashMap;

use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::points_selector::PointsSelectorOneOf;
use qdrant_client::qdrant::points_server::Points;
use qdrant_client::qdrant::vector::Vector as VectorKind;
use qdrant_client::qdrant::vectors::VectorsOptions;
use qdrant_client::qdrant::with_payload_selector::SelectorOptions;
use qdrant_client::qdrant::{
    ClearPayloadPoints, CountPoints, CountResponse, CountResult, CreateFieldIndexCollection, CreateVectorNameRequest,
    DeleteFieldIndexCollection, DeletePayloadPoints, DeletePointVectors, DeletePoints, DeleteVectorNameRequest,
    DiscoverBatchPoints, DiscoverBatchResponse, DiscoverPoints, DiscoverResponse, FacetCounts, FacetResponse,
    GetPoints, GetResponse, PointId, PointStruct, PointsOperationResponse, QueryBatchPoints, QueryBatchResponse,
    QueryGroupsResponse, QueryPointGroups, QueryPoints, QueryResponse, RecommendBatchPoints, RecommendBatchResponse,
    RecommendGroupsResponse, RecommendPointGroups, RecommendPoints, RecommendResponse, RetrievedPoint, ScoredPoint,
    ScrollPoints, ScrollResponse, SearchBatchPoints, SearchBatchResponse, SearchGroupsResponse,
    SearchMatrixOffsetsResponse, SearchMatrixPairsResponse, SearchMatrixPoints, SearchPointGroups, SearchPoints,
    SearchResponse, SetPayloadPoints, UpdateBatchPoints, UpdateBatchResponse, UpdatePointVectors, UpsertPoints,
    WithPayloadSelector,
};
use tonic::{Request, Response, Status};

use super::score::passes;
use super::{Collection, Shared, Stored, refuse};

fn number(id: Option<PointId>) -> Result<u64, Status> {
    match id.and_then(|id| id.point_id_options) {
        Some(PointIdOptions::Num(id)) => Ok(id),
        _ => Err(Status::invalid_argument("a numeric id is needed")),
    }
}

/// A point with the fields that were asked for.
fn retrieved(id: u64, stored: &Stored, asked: Option<&WithPayloadSelector>) -> Result<RetrievedPoint, Status> {
    let Some(SelectorOptions::Include(only)) = asked.and_then(|asked| asked.selector_options.as_ref()) else {
        return Err(Status::unimplemented("only named fields"));
    };
    let kept = stored.payload.iter().filter(|(name, _)| only.fields.contains(name));
    let payload = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    Ok(RetrievedPoint { id: Some(id.into()), payload, ..RetrievedPoint::default() })
}

fn take_apart(point: PointStruct, collection: &Collection) -> Result<(u64, Stored), Status> {
    let id = number(point.id)?;
    let Some(VectorsOptions::Vectors(named)) = point.vectors.and_then(|vectors| vectors.vectors_options) else {
        return Err(Status::invalid_argument("named vectors are needed"));
    };
    let mut stored = Stored { payload: point.payload, sparse: HashMap::new(), dense: HashMap::new() };
    for (name, vector) in named.vectors {
        match vector.vector {
            Some(VectorKind::Sparse(sparse)) => {
                let ascending = sparse.indices.windows(2).all(|pair| pair[0] < pair[1]);
                if !ascending || sparse.indices.len() != sparse.values.len() || !collection.idf.contains(&name) {
                    return Err(Status::invalid_argument("indices must be unique, vectors known"));
                }
                stored.sparse.insert(name, sparse.indices.into_iter().zip(sparse.values).collect());
            }
            Some(VectorKind::Dense(dense)) if collection.dense.get(&name) == Some(&(dense.data.len() as u64)) => {
                stored.dense.insert(name, dense.data);
            }
            _ => return Err(Status::invalid_argument("Wrong input: Vector dimension error")),
        }
    }
    Ok((id, stored))
}

#[tonic::async_trait]
impl Points for Shared {
    async fn upsert(&self, request: Request<UpsertPoints>) -> Result<Response<PointsOperationResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.lock();
        let collection = state.find(&request.collection_name)?;
        for point in request.points {
            let (id, stored) = take_apart(point, collection)?;
            collection.points.insert(id, stored);
        }
        Ok(Response::new(PointsOperationResponse::default()))
    }

    async fn create_field_index(
        &self,
        request: Request<CreateFieldIndexCollection>,
    ) -> Result<Response<PointsOperationResponse>, Status> {
        let request = request.into_inner();
        self.lock().find(&request.collection_name)?.indexed_fields.insert(request.field_name);
        Ok(Response::new(PointsOperationResponse::default()))
    }

    async fn count(&self, request: Request<CountPoints>) -> Result<Response<CountResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.lock();
        let points = state.find(&request.collection_name)?.points.values();
        let count =
            points.filter(|point| request.filter.as_ref().is_none_or(|filter| passes(point, filter))).count() as u64;
        Ok(Response::new(CountResponse { result: Some(CountResult { count }), ..CountResponse::default() }))
    }

    async fn query(&self, request: Request<QueryPoints>) -> Result<Response<QueryResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.lock();
        let collection = state.find(&request.collection_name)?;
        let found = collection.query(&request)?;
        let with_payload = found.into_iter().map(|(id, score)| ScoredPoint {
            id: Some(id.into()),
            payload: collection.points[&id].payload.clone(),
            score,
            ..ScoredPoint::default()
        });
        Ok(Response::new(QueryResponse { result: with_payload.collect(), ..QueryResponse::default() }))
    }

    async fn delete(&self, request: Request<DeletePoints>) -> Result<Response<PointsOperationResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.lock();
        let collection = state.find(&request.collection_name)?;
        let Some(PointsSelectorOneOf::Points(list)) = request.points.and_then(|p| p.points_selector_one_of) else {
            return Err(Status::unimplemented("only by id"));
        };
        for id in list.ids {
            collection.points.remove(&number(Some(id))?);
        }
        Ok(Response::new(PointsOperationResponse::default()))
    }

    async fn get(&self, request: Request<GetPoints>) -> Result<Response<GetResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.lock();
        let collection = state.find(&request.collection_name)?;
        let mut result = vec![];
        for id in request.ids {
            let id = number(Some(id))?;
            if let Some(stored) = collection.points.get(&id) {
                result.push(retrieved(id, stored, request.with_payload.as_ref())?);
            }
        }
        Ok(Response::new(GetResponse { result, ..GetResponse::default() }))
    }

    async fn scroll(&self, request: Request<ScrollPoints>) -> Result<Response<ScrollResponse>, Status> {
        let request = request.into_inner();
        let mut state = self.lock();
        let collection = state.find(&request.collection_name)?;
        let from = request.offset.map_or(Ok(0), |id| number(Some(id)))?;
        let limit = usize::try_from(request.limit.unwrap_or(10)).map_err(|_| Status::out_of_range("limit"))?;
        let kept =
            collection.points.range(from..).filter(|(_, p)| request.filter.as_ref().is_none_or(|f| passes(p, f)));
        let mut page: Vec<_> = kept.take(limit + 1).collect();
        let next_page_offset = (page.len() > limit).then(|| page.pop().map(|(id, _)| (*id).into())).flatten();
        let result = page.into_iter().map(|(id, stored)| retrieved(*id, stored, request.with_payload.as_ref()));
        let result = result.collect::<Result<Vec<_>, _>>()?;
        Ok(Response::new(ScrollResponse { next_page_offset, result, ..ScrollResponse::default() }))
    }

    refuse! {
        update_vectors: UpdatePointVectors => PointsOperationResponse,
        delete_vectors: DeletePointVectors => PointsOperationResponse,
        set_payload: SetPayloadPoints => PointsOperationResponse,
        overwrite_payload: SetPayloadPoints => PointsOperationResponse,
        delete_payload: DeletePayloadPoints => PointsOperationResponse,
        clear_payload: ClearPayloadPoints => PointsOperationResponse,
        delete_field_index: DeleteFieldIndexCollection => PointsOperationResponse,
        create_vector_name: CreateVectorNameRequest => PointsOperationResponse,
        delete_vector_name: DeleteVectorNameRequest => PointsOperationResponse,
        search: SearchPoints => SearchResponse,
        search_batch: SearchBatchPoints => SearchBatchResponse,
        search_groups: SearchPointGroups => SearchGroupsResponse,
        recommend: RecommendPoints => RecommendResponse,
        recommend_batch: RecommendBatchPoints => RecommendBatchResponse,
        recommend_groups: RecommendPointGroups => RecommendGroupsResponse,
        discover: DiscoverPoints => DiscoverResponse,
        discover_batch: DiscoverBatchPoints => DiscoverBatchResponse,
        update_batch: UpdateBatchPoints => UpdateBatchResponse,
        query_batch: QueryBatchPoints => QueryBatchResponse,
        query_groups: QueryPointGroups => QueryGroupsResponse,
        facet: FacetCounts => FacetResponse,
        search_matrix_pairs: SearchMatrixPoints => SearchMatrixPairsResponse,
        search_matrix_offsets: SearchMatrixPoints => SearchMatrixOffsetsResponse,
    }
}
