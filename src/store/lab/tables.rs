//! The table `curated_answers`.

/// A fixed answer to a common question.
pub(in crate::store) mod answer {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "curated_answers")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub forms: String,
        #[sea_orm(column_type = "Text")]
        pub answer: String,
        pub owner: Uuid,
        pub expires_on: String,
        pub author: Uuid,
        pub written_at: i64,
        pub approved_by: Option<Uuid>,
        pub off: bool,
        pub hits: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
