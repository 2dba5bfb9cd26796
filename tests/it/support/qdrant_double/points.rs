//! Points: writing, counting and querying them.

use std::collections::HashMap;

use qdrant_client::qdrant::point_id::PointIdOptions;
use qdrant_client::qdrant::points_server::Points;
use qdrant_client::qdrant::vector::Vector as VectorKind;
use qdrant_client::qdrant::vectors::VectorsOptions;
use qdrant_client::qdrant::{
    ClearPayloadPoints, CountPoints, CountResponse, CountResult, CreateFieldIndexCollection, CreateVectorNameRequest,
    DeleteFieldIndexCollection, DeletePayloadPoints, DeletePointVectors, DeletePoints, DeleteVectorNameRequest,
    DiscoverBatchPoints, DiscoverBatchResponse, DiscoverPoints, DiscoverResponse, FacetCounts, FacetResponse,
    GetPoints, GetResponse, PointStruct, PointsOperationResponse, QueryBatchPoints, QueryBatchResponse,
    QueryGroupsResponse, QueryPointGroups, QueryPoints, QueryResponse, RecommendBatchPoints, RecommendBatchResponse,
    RecommendGroupsResponse, RecommendPointGroups, RecommendPoints, RecommendResponse, ScoredPoint, ScrollPoints,
    ScrollResponse, SearchBatchPoints, SearchBatchResponse, SearchGroupsResponse, SearchMatrixOffsetsResponse,
    SearchMatrixPairsResponse, SearchMatrixPoints, SearchPointGroups, SearchPoints, SearchResponse, SetPayloadPoints,
    UpdateBatchPoints, UpdateBatchResponse, UpdatePointVectors, UpsertPoints,
};
use tonic::{Request, Response, Status};

use super::{Collection, Shared, Stored, refuse};

fn take_apart(point: PointStruct, collection: &Collection) -> Result<(u64, Stored), Status> {
    let Some(PointIdOptions::Num(id)) = point.id.and_then(|id| id.point_id_options) else {
        return Err(Status::invalid_argument("a numeric id is needed"));
    };
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
        let count = self.lock().find(&request.into_inner().collection_name)?.points.len() as u64;
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

    refuse! {
        delete: DeletePoints => PointsOperationResponse,
        get: GetPoints => GetResponse,
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
        scroll: ScrollPoints => ScrollResponse,
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
