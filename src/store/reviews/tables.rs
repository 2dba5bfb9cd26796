//! The tables `reviews`, `review_steps`, `releases`, `consents`, `review_notes` and `saved_filters`.

/// A case under review.
pub(in crate::store) mod review {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "reviews")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        /// That of the conversation, to search by.
        pub case_code: String,
        pub version: i32,
        pub state: String,
        /// Whether somebody still has to do something.
        pub open: bool,
        #[sea_orm(column_type = "Text")]
        pub title: String,
        pub sector_code: Option<String>,
        pub sector: Option<String>,
        pub task: Option<String>,
        pub area: Option<String>,
        pub verdict: String,
        pub missing: i32,
        pub evidence: Option<String>,
        pub doubtful: i32,
        pub wants_person: bool,
        /// 100 less the risk: the riskiest come first in an ascending index.
        pub calm: i32,
        /// Milliseconds since 1970, like every time here.
        pub requested_at: i64,
        pub due_at: i64,
        pub updated_at: i64,
        pub holder: Option<Uuid>,
        /// Nothing while others are to act.
        pub lease_until: Option<i64>,
        pub releases: i32,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub work: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What an owner agreed to, and took back.
pub(in crate::store) mod consent {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "consents")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        pub agreed_at: i64,
        pub withdrawn_at: Option<i64>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A step of the history; never changed.
pub(in crate::store) mod step {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub version: i32,
        pub at: i64,
        pub staff: Option<Uuid>,
        pub kind: String,
        pub field: Option<i32>,
        #[sea_orm(column_type = "Text")]
        pub about: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub before: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub after: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub reason: Option<String>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A release; only that it was withdrawn is written later.
pub(in crate::store) mod release {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "releases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub staff: Uuid,
        pub at: i64,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub document: String,
        pub sealed: Vec<u8>,
        pub withdrawn_at: Option<i64>,
        #[sea_orm(column_type = "Text")]
        pub withdrawn_reason: Option<String>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A private note of the staff on a case; never changed.
pub(in crate::store) mod note {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "review_notes")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub conversation_id: Uuid,
        pub staff: Uuid,
        pub at: i64,
        #[sea_orm(column_type = "Text")]
        pub text: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A filter of the queue that somebody keeps under a name.
pub(in crate::store) mod saved_filter {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "saved_filters")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub name: String,
        #[sea_orm(column_type = "Text")]
        pub query: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
