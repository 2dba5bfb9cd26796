//! A Qdrant server's small part that our adapter uses, over real gRPC on a loopback port, in memory.
//!
//! It judges honestly: sparse scores with Qdrant's IDF, cosine, filters and reciprocal rank fusion are computed here from
//! what came over the wire, not by our own code. Anything that the adapter does not use answers "unimplemented".

mod collections;
mod points;
mod score;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use qdrant_client::qdrant::Value;
use qdrant_client::qdrant::collections_server::CollectionsServer;
use qdrant_client::qdrant::points_server::PointsServer;
use tokio::net::TcpListener;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tonic::transport::Server;
use tonic::transport::server::TcpIncoming;
use tonic::{Request, Status};

/// One point, taken apart.
#[derive(Clone)]
pub(super) struct Stored {
    pub(super) payload: HashMap<String, Value>,
    pub(super) sparse: HashMap<String, BTreeMap<u32, f32>>,
    pub(super) dense: HashMap<String, Vec<f32>>,
}

/// One collection.
#[derive(Default, Clone)]
pub(super) struct Collection {
    pub(super) points: BTreeMap<u64, Stored>,
    /// Sparse vectors with the IDF modifier.
    pub(super) idf: BTreeSet<String>,
    pub(super) dense: BTreeMap<String, u64>,
    pub(super) indexed_fields: BTreeSet<String>,
}

/// All that the server remembers; it survives a stop, as a disk would.
#[derive(Default)]
pub(super) struct State {
    pub(super) collections: BTreeMap<String, Collection>,
    pub(super) aliases: BTreeMap<String, String>,
}

impl State {
    /// The collection of that name or alias.
    pub(super) fn find(&mut self, name: &str) -> Result<&mut Collection, Status> {
        let target = self.aliases.get(name).cloned().unwrap_or_else(|| name.to_owned());
        let missing = || Status::not_found(format!("Collection `{name}` doesn't exist!"));
        self.collections.get_mut(&target).ok_or_else(missing)
    }
}

/// What both services share.
#[derive(Clone, Default)]
pub(super) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap()
    }
}

/// A running double.
pub(crate) struct QdrantDouble {
    address: SocketAddr,
    api_key: String,
    shared: Shared,
    running: Option<(oneshot::Sender<()>, JoinHandle<()>)>,
}

impl QdrantDouble {
    /// Starts on a free port; calls without that key are refused.
    pub(crate) async fn start(api_key: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let mut double = Self { address, api_key: api_key.to_owned(), shared: Shared::default(), running: None };
        double.serve(listener);
        double
    }

    /// Its gRPC address.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The collections that exist.
    pub(crate) fn collections(&self) -> Vec<String> {
        self.shared.lock().collections.keys().cloned().collect()
    }

    /// The payload fields that have an index, in the serving collection of that alias.
    pub(crate) fn indexed_fields(&self, alias: &str) -> Vec<String> {
        self.shared.lock().find(alias).unwrap().indexed_fields.iter().cloned().collect()
    }

    /// Goes away, connections and all; what is stored stays.
    pub(crate) async fn stop(&mut self) {
        if let Some((stop, mut task)) = self.running.take() {
            let _ = stop.send(());
            // Open connections are told to go; one that does not is cut.
            if tokio::time::timeout(Duration::from_secs(5), &mut task).await.is_err() {
                task.abort();
            }
        }
    }

    /// Comes back at the same address.
    pub(crate) async fn come_back(&mut self) {
        let listener = TcpListener::bind(self.address).await.unwrap();
        self.serve(listener);
    }

    fn serve(&mut self, listener: TcpListener) {
        let (stop, stopped) = oneshot::channel::<()>();
        let key = self.api_key.clone();
        let check = move |request: Request<()>| {
            let given = request.metadata().get("api-key").and_then(|value| value.to_str().ok());
            if given == Some(key.as_str()) {
                Ok(request)
            } else {
                Err(Status::unauthenticated("Invalid API key or JWT"))
            }
        };
        let server = Server::builder()
            .add_service(CollectionsServer::with_interceptor(self.shared.clone(), check.clone()))
            .add_service(PointsServer::with_interceptor(self.shared.clone(), check));
        #[expect(clippy::disallowed_methods, reason = "the double stops the task itself")]
        let task = tokio::spawn(async move {
            let stopped = async {
                let _ = stopped.await;
            };
            let _ = server.serve_with_incoming_shutdown(TcpIncoming::from(listener), stopped).await;
        });
        self.running = Some((stop, task));
    }
}

/// Answers "unimplemented" to calls that the adapter never makes.
macro_rules! refuse {
    ($($name:ident: $request:ident => $response:ident),* $(,)?) => {$(
        fn $name<'life0, 'async_trait>(
            &'life0 self,
            _request: tonic::Request<$request>,
        ) -> std::pin::Pin<
            Box<dyn Future<Output = Result<tonic::Response<$response>, tonic::Status>> + Send + 'async_trait>,
        >
        where
            'life0: 'async_trait,
            Self: 'async_trait,
        {
            Box::pin(async { Err(tonic::Status::unimplemented(stringify!($name))) })
        }
    )*};
}
pub(super) use refuse;
