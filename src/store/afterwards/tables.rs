//! The tables `follow_up_dues`, `follow_ups`, `case_proposals` and `release_lines`.

/// When a released case is to be followed up next.
pub(in crate::store) mod due {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "follow_up_dues")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        pub released_at: i64,
        pub months: i32,
        /// Nothing once everything was asked.
        pub due_at: Option<i64>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a case after so many months.
pub(in crate::store) mod follow_up {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "follow_ups")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub months: i32,
        pub staff: Uuid,
        pub at: i64,
        pub outcome: String,
        #[sea_orm(column_type = "Text")]
        pub figures: String,
        #[sea_orm(column_type = "Text")]
        pub why: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A draft for the case base.
pub(in crate::store) mod proposal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "case_proposals")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        pub staff: Uuid,
        pub at: i64,
        pub state: String,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub body: String,
        pub decided_by: Option<Uuid>,
        pub decided_at: Option<i64>,
        /// Why it was refused.
        #[sea_orm(column_type = "Text")]
        pub reason: Option<String>,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub assessment: Option<String>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What became of a drafted line by the time of its release.
pub(in crate::store) mod line {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "release_lines")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        #[sea_orm(primary_key, auto_increment = false)]
        pub place: i32,
        pub at: i64,
        pub section: i32,
        #[sea_orm(column_type = "Text")]
        pub label: String,
        pub fate: String,
        pub distance: f64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
