//! The migrations, oldest first; one that has shipped is never changed.

mod m001_conversations;
mod m002_turns;
mod m003_turn_events;
mod m004_knowledge_entries;
mod m005_settings;
mod m006_handovers;
mod m007_example_needs;
mod m008_sites;
mod m009_rights;
mod m010_staff;
mod m011_reviews;
mod m012_afterwards;
mod m013_knowledge_changes;
mod m014_curation;
mod m015_imports;
mod m016_bench;
mod m017_candidates;
mod m018_proposals;
mod m019_alike;
mod m020_gaps;

use sea_orm_migration::prelude::*;

/// Brings the tables up to date.
pub(in crate::store) struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m001_conversations::Migration),
            Box::new(m002_turns::Migration),
            Box::new(m003_turn_events::Migration),
            Box::new(m004_knowledge_entries::Migration),
            Box::new(m005_settings::Migration),
            Box::new(m006_handovers::Migration),
            Box::new(m007_example_needs::Migration),
            Box::new(m008_sites::Migration),
            Box::new(m009_rights::Migration),
            Box::new(m010_staff::Migration),
            Box::new(m011_reviews::Migration),
            Box::new(m012_afterwards::Migration),
            Box::new(m013_knowledge_changes::Migration),
            Box::new(m014_curation::Migration),
            Box::new(m015_imports::Migration),
            Box::new(m016_bench::Migration),
            Box::new(m017_candidates::Migration),
            Box::new(m018_proposals::Migration),
            Box::new(m019_alike::Migration),
            Box::new(m020_gaps::Migration),
        ]
    }
}
