//! The tables `alike_pairs` and `knowledge_merges`.

/// Two items that say nearly the same.
pub(in crate::store) mod pair {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "alike_pairs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub one: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub other: String,
        pub percent: i32,
        /// The hashes of both as they were compared.
        pub one_mark: String,
        pub other_mark: String,
        pub found_at: i64,
        pub dismissed_by: Option<Uuid>,
        pub dismissed_at: Option<i64>,
        #[sea_orm(column_type = "Text", nullable)]
        pub reason: Option<String>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A version that takes another item in.
pub(in crate::store) mod merge {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "knowledge_merges")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub into_id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub from_id: String,
        pub from_number: i32,
        pub by_staff: Uuid,
        pub at: i64,
        /// When the version was put in force.
        pub done_at: Option<i64>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
