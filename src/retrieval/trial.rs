//! Searches a throw-away index of a few documents: what would be found if these were all there is.

use std::sync::Arc;

use super::{Document, EmbeddedIndex, Hit, IndexError, KnowledgeIndex, Lexicon, SearchRequest, Snapshot};

/// What each search finds among the documents, by words alone: an embedding endpoint is not asked for what may never be.
///
/// # Errors
/// When no folder can be made, or the engine fails.
pub async fn trial(
    documents: Vec<Document>,
    lexicon: Arc<Lexicon>,
    requests: &[SearchRequest],
) -> Result<Vec<Vec<Hit>>, IndexError> {
    let folder = tempfile::tempdir()?;
    let index = EmbeddedIndex::open(folder.path(), Arc::clone(&lexicon), None).await?;
    index.rebuild(&Snapshot { version: "trial".to_owned(), seq: 0, lexicon, documents }).await?;
    let mut found = Vec::with_capacity(requests.len());
    for request in requests {
        found.push(index.search(request).await?);
    }
    Ok(found)
}
