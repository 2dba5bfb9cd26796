//! The tables of what owners give and ask for beside their words, as SeaORM knows them.
#![expect(unreachable_pub, reason = "SeaORM's macros make public items")]

pub(in crate::store) mod photo {
    use sea_orm::entity::prelude::*;

    /// A photo of a conversation.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "photos")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub conversation_id: Uuid,
        #[sea_orm(column_type = "Blob")]
        pub jpeg: Vec<u8>,
        pub width: i32,
        pub height: i32,
        pub generated: bool,
        /// The turn that it came with.
        pub turn_id: Option<Uuid>,
        /// The key of the question that it answers.
        pub field: Option<String>,
        /// Milliseconds since 1970.
        pub added_at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod contact {
    use sea_orm::entity::prelude::*;

    /// How an owner may be reached.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "contacts")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        pub phone: String,
        #[sea_orm(column_type = "Text")]
        pub given_to: String,
        /// Milliseconds since 1970.
        pub agreed_at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod return_secret {
    use sea_orm::entity::prelude::*;

    /// The hash of the secret that opens a conversation on another device.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "return_secrets")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub conversation_id: Uuid,
        /// SHA-256, hexadecimal.
        pub hash: String,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod complaint {
    use sea_orm::entity::prelude::*;

    /// A complaint.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "complaints")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub number: String,
        pub conversation_id: Option<Uuid>,
        #[sea_orm(column_type = "Text")]
        pub text: String,
        /// Milliseconds since 1970.
        pub made_at: i64,
        /// A day.
        pub due: String,
        pub answer: Option<String>,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod erasure {
    use sea_orm::entity::prelude::*;

    /// That a conversation was deleted.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "erasures")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub receipt: String,
        /// Milliseconds since 1970.
        pub erased_at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

pub(in crate::store) mod export {
    use sea_orm::entity::prelude::*;

    /// A file that was handed out.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "exports")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub produce_id: String,
        pub conversation_id: Uuid,
        pub turn_id: Uuid,
        pub format: String,
        /// Milliseconds since 1970.
        pub made_at: i64,
    }

    /// Queries name what they join.
    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}
