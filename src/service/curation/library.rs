//! A library as a list: a page of it, how many there are of each standing, and the views that somebody keeps.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::CurationError;
use crate::domain::curation::{Item, Standing};
use crate::domain::{Curate, EntryKind, StaffId};
use crate::service::staff::May;
use crate::service::{Service, ServiceError};
use crate::store::{ItemAsk, ItemCursor, ItemFilter, ItemOrder, SavedFilter};

/// Rows on a page.
const PAGE: u64 = 50;
/// The longest name of a view, and the most that somebody keeps of one library.
const LONGEST_NAME: usize = 20;
const MOST_VIEWS: usize = 20;
/// The longest address that is kept.
const LONGEST_QUERY: usize = 1_000;

/// What is asked of a library.
#[derive(Debug, Clone)]
pub struct LibraryRequest {
    /// Which items.
    pub filter: ItemFilter,
    /// In which order.
    pub order: ItemOrder,
    /// After which row.
    pub after: Option<ItemCursor>,
}

/// A page of a library.
#[derive(Debug, Clone)]
pub struct LibraryPage {
    /// The rows.
    pub rows: Vec<Item>,
    /// Where the next page goes on; nothing on the last one.
    pub next: Option<ItemCursor>,
    /// How many of what was asked for there are in each standing.
    pub counts: Vec<(Standing, u64)>,
    /// What the asker keeps.
    pub views: Vec<SavedFilter>,
    /// Whom an item can be given to, by name.
    pub curators: Vec<(StaffId, String)>,
    /// What people are called.
    pub names: BTreeMap<StaffId, String>,
    /// The day of the service.
    pub today: NaiveDate,
}

impl Service {
    /// A page of a library.
    ///
    /// # Errors
    /// The database's.
    pub async fn library(&self, may: &May<Curate>, wanted: &LibraryRequest) -> Result<LibraryPage, ServiceError> {
        let today = self.parts.clock.today();
        let LibraryRequest { filter, order, after } = wanted.clone();
        let ask = ItemAsk { filter, order, today, after, limit: PAGE + 1 };
        let store = &self.parts.store;
        let (mut rows, counts, views, curators, names) = tokio::try_join!(
            async { Ok(store.items_page(&ask).await?) },
            async { Ok(store.item_counts(&ask.filter, today).await?) },
            async { Ok(store.saved_views(may.staff().id, ask.filter.kind).await?) },
            self.curators(may),
            async { Ok::<_, ServiceError>(self.staff_names().await?) },
        )?;
        let shown = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let next =
            (rows.len() > shown).then(|| rows.get(shown - 1).map(|row| ItemCursor::behind(row, order))).flatten();
        rows.truncate(shown);
        Ok(LibraryPage { rows, next, counts, views, curators, names, today })
    }

    /// Who curates, by name.
    ///
    /// # Errors
    /// The database's.
    pub async fn curators(&self, _may: &May<Curate>) -> Result<Vec<(StaffId, String)>, ServiceError> {
        let all = self.parts.store.all_staff().await?;
        let curating = all.into_iter().filter(|staff| staff.enabled && staff.has::<Curate>());
        let mut named: Vec<_> = curating.map(|staff| (staff.id, staff.name)).collect();
        named.sort_by(|one, other| one.1.cmp(&other.1));
        Ok(named)
    }

    /// Keeps a view of a library under a name; one of the same name is replaced.
    ///
    /// # Errors
    /// [`CurationError::BadView`] for a name that is empty or too long, or when there are too many; or the database's.
    pub async fn keep_view(
        &self,
        may: &May<Curate>,
        library: EntryKind,
        name: &str,
        query: &str,
    ) -> Result<(), ServiceError> {
        let (store, me, name) = (&self.parts.store, may.staff().id, name.trim());
        let fits = !name.is_empty() && name.chars().count() <= LONGEST_NAME && query.len() <= LONGEST_QUERY;
        let kept = store.saved_views(me, library).await?;
        if !fits || (kept.len() >= MOST_VIEWS && !kept.iter().any(|view| view.name == name)) {
            return Err(CurationError::BadView.into());
        }
        let view = SavedFilter { name: name.to_owned(), query: query.to_owned() };
        Ok(store.save_view(me, library, &view).await?)
    }

    /// Forgets a view; one that is not there is forgotten already.
    ///
    /// # Errors
    /// The database's.
    pub async fn forget_view(&self, may: &May<Curate>, library: EntryKind, name: &str) -> Result<(), ServiceError> {
        self.parts.store.drop_view(may.staff().id, library, name).await?;
        Ok(())
    }
}
