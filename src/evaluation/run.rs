//! Replays all needs of a set, as many at a time as there are stages, and measures each.

use std::sync::{Mutex, PoisonError};

use futures::future::join_all;

use super::measure::{Measured, measure};
use super::need::Need;
use super::replay::{Replayed, Stage, replay};
use crate::redaction::Redactor;

/// Every need with its talk and what it is worth, in the order of the set. `done` is told after each how many are done.
pub async fn run(stages: &[Stage], needs: &[Need], done: &(dyn Fn(usize) + Sync)) -> Vec<(Replayed, Measured)> {
    let waiting = Mutex::new(needs.iter().enumerate());
    let finished = Mutex::new(0_usize);
    let next = || waiting.lock().unwrap_or_else(PoisonError::into_inner).next();
    let redactor = Redactor::new();
    let lanes = stages.iter().map(|stage| async {
        let mut results = vec![];
        while let Some((place, need)) = next() {
            let replayed = replay(stage, need).await;
            let knowing = stage.service.knowing();
            let measured = measure(need, &replayed, &knowing, &redactor);
            results.push((place, (replayed, measured)));
            let mut finished = finished.lock().unwrap_or_else(PoisonError::into_inner);
            *finished += 1;
            done(*finished);
        }
        results
    });
    let mut all: Vec<_> = join_all(lanes).await.into_iter().flatten().collect();
    all.sort_by_key(|(place, _)| *place);
    all.into_iter().map(|(_, result)| result).collect()
}
