//! Lists of items: a filter and an order, one page at a time by key; and how many there are of what.

use chrono::{Days as ChronoDays, NaiveDate};
use sea_orm::sea_query::{Expr, ExprTrait, LikeExpr};
use sea_orm::{ColumnTrait, Condition, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect, Select};

use super::tables::item::{Column, Entity};
use crate::domain::curation::{Item, Standing, VersionState};
use crate::domain::{EntryKind, Publication, StaffId};
use crate::store::codec::{to_millis, to_name};
use crate::store::{Store, StoreError};

/// What is asked of a library.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemFilter {
    /// Which library.
    pub kind: EntryKind,
    /// How it stands; a draft, something handed in or scheduled also of what is in force.
    pub standing: Option<Standing>,
    /// Part of its title or its other words.
    pub words: Option<String>,
    /// The code of a trade, or its beginning.
    pub sector: Option<String>,
    /// The kind of task.
    pub task: Option<String>,
    /// Of a policy: who issued it.
    pub level: Option<String>,
    /// Part of the area.
    pub area: Option<String>,
    /// In force now, and ends within so many days.
    pub ends_within: Option<u16>,
    /// Who looks after it.
    pub owner: Option<StaffId>,
    /// Only what says nowhere where it comes from.
    pub unsourced: bool,
    /// Only what somebody should have looked at again by today.
    pub review_due: bool,
}

impl ItemFilter {
    /// Everything of a library that was not deleted.
    pub fn all(kind: EntryKind) -> Self {
        Self {
            kind,
            standing: None,
            words: None,
            sector: None,
            task: None,
            level: None,
            area: None,
            ends_within: None,
            owner: None,
            unsourced: false,
            review_due: false,
        }
    }
}

/// In which order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum ItemOrder {
    /// What was changed last, first.
    #[default]
    Newest,
    /// What ends first, first; what never ends is left out.
    Ending,
}

/// The last row of the page before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemCursor {
    /// Its place: the time of its last change in milliseconds, or its last day.
    pub at: String,
    /// Its id.
    pub id: String,
}

impl ItemCursor {
    /// The cursor behind an item.
    pub fn behind(item: &Item, order: ItemOrder) -> Self {
        let at = match order {
            ItemOrder::Newest => item.updated_at.map_or(0, to_millis).to_string(),
            ItemOrder::Ending => item.last_day().map(|day| day.to_string()).unwrap_or_default(),
        };
        Self { at, id: item.key.id.clone() }
    }
}

/// A page that is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemAsk {
    /// Which items.
    pub filter: ItemFilter,
    /// In which order.
    pub order: ItemOrder,
    /// The day by which they stand.
    pub today: NaiveDate,
    /// After which row.
    pub after: Option<ItemCursor>,
    /// How many rows at most.
    pub limit: u64,
}

impl Store {
    /// A page of a library.
    pub async fn items_page(&self, ask: &ItemAsk) -> Result<Vec<Item>, StoreError> {
        page(ask)?.all(self.reader()).await?.into_iter().map(Item::try_from).collect()
    }

    /// How many items a filter finds.
    pub async fn item_count(&self, filter: &ItemFilter, today: NaiveDate) -> Result<u64, StoreError> {
        Ok(Entity::find().filter(condition(filter, today)?).count(self.reader()).await?)
    }

    /// How many items of a filter there are in each standing, whatever the filter says of it.
    pub async fn item_counts(&self, filter: &ItemFilter, today: NaiveDate) -> Result<Vec<(Standing, u64)>, StoreError> {
        let mut counts = vec![];
        for standing in Standing::ALL {
            let filter = ItemFilter { standing: Some(standing), ..filter.clone() };
            counts.push((standing, self.item_count(&filter, today).await?));
        }
        Ok(counts)
    }
}

fn page(ask: &ItemAsk) -> Result<Select<Entity>, StoreError> {
    let mut found = Entity::find().filter(condition(&ask.filter, ask.today)?).limit(ask.limit);
    let place = |column| Expr::tuple([Expr::col(column), Expr::col(Column::Id)]);
    match ask.order {
        ItemOrder::Newest => {
            found = found.order_by_desc(Column::UpdatedAt).order_by_desc(Column::Id);
            if let Some(ItemCursor { at, id }) = &ask.after {
                let at: i64 = at.parse().map_err(|_| StoreError::OutOfRange("the place in a list"))?;
                let last = Expr::tuple([Expr::value(at), Expr::value(id.clone())]);
                found = found.filter(place(Column::UpdatedAt).lt(last));
            }
        }
        ItemOrder::Ending => {
            found = found.filter(Column::LastDay.is_not_null());
            found = found.order_by_asc(Column::LastDay).order_by_asc(Column::Id);
            if let Some(ItemCursor { at, id }) = &ask.after {
                let last = Expr::tuple([Expr::value(at.clone()), Expr::value(id.clone())]);
                found = found.filter(place(Column::LastDay).gt(last));
            }
        }
    }
    Ok(found)
}

fn condition(filter: &ItemFilter, today: NaiveDate) -> Result<Condition, StoreError> {
    let mut all = Condition::all()
        .add(Column::Kind.eq(to_name("knowledge_items.kind", &filter.kind)?))
        .add(Column::Removed.eq(filter.standing == Some(Standing::Removed)));
    if let Some(standing) = filter.standing {
        all = all.add(stands(standing, today)?);
    }
    if let Some(words) = &filter.words {
        for word in words.split_whitespace() {
            let part = || LikeExpr::new(format!("%{}%", escaped(&word.to_lowercase()))).escape('\\');
            all = all.add(Column::Words.like(part()));
        }
    }
    if let Some(sector) = &filter.sector {
        all = all.add(Column::Sector.like(LikeExpr::new(format!("{}%", escaped(sector))).escape('\\')));
    }
    if let Some(task) = &filter.task {
        all = all.add(Column::Task.eq(task));
    }
    if let Some(level) = &filter.level {
        all = all.add(Column::Level.eq(level));
    }
    if let Some(area) = &filter.area {
        all = all.add(Column::Area.like(LikeExpr::new(format!("%{}%", escaped(area))).escape('\\')));
    }
    if let Some(days) = filter.ends_within {
        let end = today.checked_add_days(ChronoDays::new(u64::from(days))).unwrap_or(today);
        all = all
            .add(Column::Head.eq(to_name("knowledge_items.head", &Publication::Published)?))
            .add(Column::LastDay.gte(today.to_string()))
            .add(Column::LastDay.lte(end.to_string()));
    }
    if let Some(owner) = filter.owner {
        all = all.add(Column::Owner.eq(owner.0));
    }
    if filter.unsourced {
        all = all.add(Column::Sourced.eq(false));
    }
    if filter.review_due {
        all = all.add(Column::ReviewOn.lte(today.to_string()));
    }
    Ok(all)
}

fn stands(standing: Standing, today: NaiveDate) -> Result<Condition, StoreError> {
    let stage = |state: VersionState| to_name("knowledge_items.stage", &state);
    let head = |head: Publication| to_name("knowledge_items.head", &head);
    let over = || Column::LastDay.lt(today.to_string());
    let open = Condition::all();
    Ok(match standing {
        Standing::Draft => open.add(Column::Stage.is_in([stage(VersionState::Draft)?, stage(VersionState::Refused)?])),
        Standing::InReview => open.add(Column::Stage.eq(stage(VersionState::InReview)?)),
        Standing::Scheduled => open.add(Column::Stage.eq(stage(VersionState::Scheduled)?)),
        Standing::Published => {
            let holds = Condition::any().add(Column::LastDay.is_null()).add(over().not());
            open.add(Column::Head.eq(head(Publication::Published)?)).add(holds)
        }
        Standing::Expired => open.add(Column::Head.eq(head(Publication::Published)?)).add(over()),
        Standing::Withdrawn => open.add(Column::Head.eq(head(Publication::Withdrawn)?)),
        Standing::Removed => open,
    })
}

/// What a person typed stands for itself.
fn escaped(text: &str) -> String {
    text.trim().replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}
