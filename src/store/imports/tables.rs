//! The tables `curation_jobs`, `curation_rows`, `knowledge_files`, `knowledge_file_parts`, `curation_mappings`,
//! `document_proposals` and `knowledge_grounds`.

/// A job.
pub(in crate::store) mod job {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "curation_jobs")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub work: String,
        pub parent: Option<Uuid>,
        pub stage: String,
        pub staff: Uuid,
        pub at: i64,
        pub updated_at: i64,
        pub file: Option<Uuid>,
        #[sea_orm(column_type = "Text")]
        pub name: String,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub plan: String,
        pub cursor: i32,
        pub total: Option<i32>,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub counts: String,
        #[sea_orm(column_type = "Text", nullable)]
        pub fault: Option<String>,
        pub leased_until: Option<i64>,
        pub holder: Option<Uuid>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A row of a file.
pub(in crate::store) mod row {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "curation_rows")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub job: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        #[sea_orm(column_type = "Text")]
        pub place: String,
        pub kind: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub item: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub title: String,
        pub verdict: String,
        /// JSON.
        #[sea_orm(column_type = "Text", nullable)]
        pub body: Option<String>,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub remark: String,
        pub taken: bool,
        pub outcome: Option<String>,
        pub version: Option<i32>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A file as it came.
pub(in crate::store) mod file {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "knowledge_files")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(column_type = "Text")]
        pub name: String,
        pub size: i64,
        /// SHA-256, hexadecimal.
        pub digest: String,
        pub staff: Uuid,
        pub at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// A piece of a file.
pub(in crate::store) mod part {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "knowledge_file_parts")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub file: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub part: i32,
        pub bytes: Vec<u8>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What headings meant the last time.
pub(in crate::store) mod mapping {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "curation_mappings")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub mark: String,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub keys: String,
        pub staff: Uuid,
        pub at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What a model proposed for the form of a document.
pub(in crate::store) mod proposal {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "document_proposals")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub file: Uuid,
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub staff: Uuid,
        pub at: i64,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub proposed: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

/// What of a version had been proposed.
pub(in crate::store) mod ground {
    use sea_orm::entity::prelude::*;

    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "knowledge_grounds")]
    pub(crate) struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub kind: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: String,
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i32,
        pub file: Uuid,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub grounds: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub(crate) enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
