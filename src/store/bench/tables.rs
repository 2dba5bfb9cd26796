//! The tables `bench_queries`, `bench_runs`, `search_settings` and `bench_gaps`.

/// What a search is expected to find.
pub(in crate::store) mod query {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_queries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(column_type = "Text")]
        pub words: String,
        pub kind: String,
        pub area: Option<String>,
        /// `YYYY-MM-DD`.
        pub as_of: Option<String>,
        /// A list of ids as JSON.
        #[sea_orm(column_type = "Text")]
        pub expected: String,
        pub by_staff: Uuid,
        pub at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A run of all of them.
pub(in crate::store) mod run {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_runs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub by_staff: Uuid,
        pub at: i64,
        /// The run as JSON.
        #[sea_orm(column_type = "Text")]
        pub body: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A version of the settings.
pub(in crate::store) mod version {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "search_settings")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        /// The settings as JSON.
        #[sea_orm(column_type = "Text")]
        pub body: String,
        #[sea_orm(column_type = "Text")]
        pub note: String,
        pub by_staff: Uuid,
        pub made_at: i64,
        pub promoted_at: Option<i64>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// An item that was begun for a gap.
pub(in crate::store) mod gap {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "bench_gaps")]
    pub struct Model {
        /// The group of trades; empty for none.
        #[sea_orm(primary_key, auto_increment = false)]
        pub trade: String,
        /// The task; empty for none.
        #[sea_orm(primary_key, auto_increment = false)]
        pub task: String,
        /// The step; empty for none.
        #[sea_orm(primary_key, auto_increment = false)]
        pub process: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub item: String,
        /// The version that was begun for it.
        pub number: i32,
        pub by_staff: Uuid,
        pub at: i64,
        pub solved_at: Option<i64>,
        pub reopened_at: Option<i64>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
