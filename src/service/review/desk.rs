//! What the desk needs beside the actions: a case by its code, the next one, photos, private notes, filters that people keep.

use uuid::Uuid;

use crate::domain::review::{Note, Refusal};
use crate::domain::{AuditNote, CaseCode, ConversationId, Photo, PhotoId, Release, ReviewState, Translate};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{QueueAsk, QueueFilter, QueueSort, QueueTab, SavedFilter};

/// Longest note, in characters.
const LONGEST_NOTE: usize = 2_000;
/// Longest name of a filter, in characters.
const LONGEST_NAME: usize = 20;
/// Longest query of a filter, in bytes.
const LONGEST_QUERY: usize = 1_000;
/// Most filters that somebody keeps.
const MOST_FILTERS: u64 = 20;
/// Cases of one's own that are looked at for the next one.
const LOOKED_AT: u64 = 50;

impl Service {
    /// The case of that code or id.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn case_named(&self, _may: &May<Translate>, name: &str) -> Result<ConversationId, ServiceError> {
        if let Ok(id) = name.parse::<Uuid>() {
            return Ok(ConversationId(id));
        }
        let code = CaseCode::parse(name).ok_or(ServiceError::NoReview)?;
        self.parts.store.case_of_code(&code).await?.ok_or(ServiceError::NoReview)
    }

    /// The riskiest case of one's own that can be worked on, other than that one.
    ///
    /// # Errors
    /// The database's.
    pub async fn next_of_mine(
        &self,
        may: &May<Translate>,
        done: ConversationId,
    ) -> Result<Option<CaseCode>, ServiceError> {
        let ask = QueueAsk {
            tab: QueueTab::Held(may.staff().id),
            filter: QueueFilter::default(),
            sort: QueueSort::Risk,
            after: None,
            limit: LOOKED_AT,
        };
        let rows = self.parts.store.queue(&ask).await?;
        let open = |state| matches!(state, ReviewState::Working | ReviewState::Second);
        Ok(rows.into_iter().find(|row| row.conversation_id != done && open(row.state)).map(|row| row.case_code))
    }

    /// The version of a case, for a page that wants to know whether it is still the newest.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn review_version(&self, _may: &May<Translate>, id: ConversationId) -> Result<u32, ServiceError> {
        self.parts.store.review_version(id).await?.ok_or(ServiceError::NoReview)
    }

    /// A photo of a case under review.
    ///
    /// # Errors
    /// [`ServiceError::NoPhoto`] when the case has none of that id or was not handed over, or the database's.
    pub async fn case_photo(
        &self,
        _may: &May<Translate>,
        case: ConversationId,
        id: PhotoId,
    ) -> Result<Photo, ServiceError> {
        let photo = self.parts.store.photo(id).await?.filter(|photo| photo.conversation_id == case);
        let reviewed = self.parts.store.review_version(case).await?.is_some();
        photo.filter(|_| reviewed).ok_or(ServiceError::NoPhoto)
    }

    /// One release of a case.
    ///
    /// # Errors
    /// [`ServiceError::NoReview`], or the database's.
    pub async fn case_release(
        &self,
        _may: &May<Translate>,
        case: ConversationId,
        number: u32,
    ) -> Result<Release, ServiceError> {
        self.parts.store.release(case, number).await?.ok_or(ServiceError::NoReview)
    }

    /// Writes a private note.
    ///
    /// # Errors
    /// [`ServiceError::ReviewRefused`] when it is empty or too long, [`ServiceError::NoReview`], or the database's.
    pub async fn add_review_note(
        &self,
        may: &May<Translate>,
        case: ConversationId,
        text: &str,
    ) -> Result<(), ServiceError> {
        let text = text.trim();
        match text.chars().count() {
            0 => return Err(Refusal::NoText.into()),
            length if length > LONGEST_NOTE => return Err(Refusal::TooLong(LONGEST_NOTE).into()),
            _ => {}
        }
        self.review_version(may, case).await?;
        let (by, at) = (may.staff().id, self.parts.clock.now());
        let note = Note { conversation_id: case, by, at, text: text.to_owned() };
        let audit = AuditNote {
            at,
            staff: Some(by),
            action: "review.note".to_owned(),
            subject: Some(case.to_string()),
            detail: String::new(),
        };
        Ok(self.parts.store.add_review_note(self.parts.ids.id(), &note, &audit).await?)
    }

    /// The filters that somebody keeps, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn saved_filters(&self, may: &May<Translate>) -> Result<Vec<SavedFilter>, ServiceError> {
        Ok(self.parts.store.saved_filters(may.staff().id).await?)
    }

    /// Keeps a filter under a name; one of the same name is replaced.
    ///
    /// # Errors
    /// [`ServiceError::ReviewRefused`] for a name that is empty or too long, or when there are too many; or the database's.
    pub async fn save_filter(&self, may: &May<Translate>, name: &str, query: &str) -> Result<(), ServiceError> {
        let name = name.trim();
        if name.is_empty() {
            return Err(Refusal::NoText.into());
        }
        if name.chars().count() > LONGEST_NAME {
            return Err(Refusal::TooLong(LONGEST_NAME).into());
        }
        if query.len() > LONGEST_QUERY {
            return Err(Refusal::TooLong(LONGEST_QUERY).into());
        }
        let me = may.staff().id;
        if self.parts.store.count_filters(me).await? >= MOST_FILTERS {
            return Err(ServiceError::TooManyFilters);
        }
        let filter = SavedFilter { name: name.to_owned(), query: query.to_owned() };
        Ok(self.parts.store.save_filter(me, &filter).await?)
    }

    /// Forgets a filter; one that is not there is forgotten already.
    ///
    /// # Errors
    /// The database's.
    pub async fn drop_filter(&self, may: &May<Translate>, name: &str) -> Result<(), ServiceError> {
        self.parts.store.drop_filter(may.staff().id, name).await?;
        Ok(())
    }
}
