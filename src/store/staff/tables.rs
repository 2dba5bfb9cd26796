//! The tables of staff as SeaORM knows them.
#![expect(unreachable_pub, reason = "SeaORM's macros make public items")]

pub(in crate::store) mod staff {
    use sea_orm::entity::prelude::*;

    /// An account.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        #[sea_orm(unique)]
        pub login: String,
        pub name: String,
        /// JSON.
        #[sea_orm(column_type = "Text")]
        pub roles: String,
        pub area: Option<String>,
        pub enabled: bool,
        /// Milliseconds since 1970, as all times below.
        pub created_at: i64,
        #[sea_orm(column_type = "Text")]
        pub password_hash: Option<String>,
        pub totp_secret: Option<String>,
        pub totp_pending: Option<String>,
        pub totp_last_step: i64,
        pub failures: i32,
        pub locked_until: Option<i64>,
        #[sea_orm(unique)]
        pub oidc_subject: Option<String>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod link {
    use sea_orm::entity::prelude::*;

    /// A one-time link.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_links")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub staff_id: Uuid,
        pub expires_at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod session {
    use sea_orm::entity::prelude::*;

    /// Somebody is signed in.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "staff_sessions")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub hash: String,
        pub staff_id: Uuid,
        pub csrf: String,
        pub created_at: i64,
        pub seen_at: i64,
        pub expires_at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod audit_entry {
    use sea_orm::entity::prelude::*;

    /// An entry of the log.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: i64,
        pub at: i64,
        pub staff_id: Option<Uuid>,
        pub action: String,
        pub subject: Option<String>,
        #[sea_orm(column_type = "Text")]
        pub detail: String,
        pub previous: String,
        pub hash: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod audit_head {
    use sea_orm::entity::prelude::*;

    /// The end of the log.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_head")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: i32,
        pub number: i64,
        pub hash: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
