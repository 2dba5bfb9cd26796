//! Which of our errors an error of the client is.

use qdrant_client::QdrantError;
use tonic::Code;

use super::super::IndexError;

/// What the client puts before its own message when no connection can be made; the code alone says only "internal".
const NO_CONNECTION: &str = "Failed to connect";

/// Names an error of the client.
pub(super) fn server_error(error: QdrantError) -> IndexError {
    let status = match error {
        QdrantError::ResponseError { status } | QdrantError::ResourceExhaustedError { status, .. } => status,
        other => return IndexError::Engine(other.to_string()),
    };
    let message = status.message().to_owned();
    match status.code() {
        Code::NotFound => IndexError::NotBuilt,
        Code::Unauthenticated | Code::PermissionDenied => IndexError::Refused,
        Code::Unavailable | Code::DeadlineExceeded | Code::Cancelled | Code::Unknown | Code::ResourceExhausted => {
            IndexError::Unavailable(message)
        }
        Code::Internal if message.starts_with(NO_CONNECTION) => IndexError::Unavailable(message),
        code => IndexError::Engine(format!("{code:?}: {message}")),
    }
}
