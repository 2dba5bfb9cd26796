//! The tables `knowledge_items`, `knowledge_versions` and `saved_views`.

/// An item as lists need it.
pub(in crate::store) mod item {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "knowledge_items")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        #[sea_orm(column_type = "Text")]
        pub title: String,
        /// In lower case.
        #[sea_orm(column_type = "Text")]
        pub words: String,
        pub sector: Option<String>,
        pub task: Option<String>,
        pub level: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub area: Option<String>,
        pub sourced: bool,
        /// `YYYY-MM-DD`, as all days.
        pub own_last_day: Option<String>,
        pub expire_on: Option<String>,
        /// The earlier of the two.
        pub last_day: Option<String>,
        pub head: String,
        pub stage: Option<String>,
        pub number: i32,
        pub latest: i32,
        /// SHA-256 of what is in force, without its days.
        pub digest: String,
        pub owner: Option<Uuid>,
        pub review_on: Option<String>,
        /// Milliseconds since 1970; 0 for what came with the program.
        pub updated_at: i64,
        pub removed: bool,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A version of an item.
pub(in crate::store) mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "knowledge_versions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub revision: i32,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub body: String,
        pub state: String,
        pub author: Option<Uuid>,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub hands: String,
        pub written_at: Option<i64>,
        #[sea_orm(column_type = "Text")]
        pub note: String,
        pub reviewer: Option<Uuid>,
        pub decided_at: Option<i64>,
        #[sea_orm(column_type = "Text", nullable)]
        pub reason: Option<String>,
        pub publish_on: Option<String>,
        pub expire_on: Option<String>,
        pub origin: String,
        pub origin_id: Option<String>,
        pub origin_number: Option<i32>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A view that somebody keeps.
pub(in crate::store) mod view {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_views")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub library: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        #[sea_orm(column_type = "Text")]
        pub query: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
