//! Serves until told to stop, then drains: no new work, running turns end, streams close.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::SystemClock;
use crate::config::Config;
use crate::domain::Clock;
use crate::service::Service;
use crate::web::{WebState, router};

/// How often the database is asked whether the knowledge has changed.
const WATCH: Duration = Duration::from_secs(5);
/// How often the database is asked whether a job waits.
const JOBS: Duration = Duration::from_millis(500);
/// How often the log is asked for changes beside which something may say nearly the same.
const ALIKE: Duration = Duration::from_secs(1);
/// How long the first index may take before the service begins without it.
const FIRST_INDEX: Duration = Duration::from_secs(15);
/// How long running turns may take to end by themselves.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long streams may take to close after that.
const CLOSE: Duration = Duration::from_secs(1);

/// Tells [`serve`] to stop.
pub type Shutdown = CancellationToken;

/// Serves on `listener` until `shutdown`.
///
/// # Errors
/// When the listener fails.
pub fn serve(
    service: Arc<Service>,
    listener: TcpListener,
    config: &Config,
    shutdown: Shutdown,
) -> impl Future<Output = std::io::Result<()>> + use<> {
    let state = WebState {
        service,
        body_bytes: config.limits.body_bytes,
        proxies: config.limits.proxies,
        public_url: config.public_url.as_str().into(),
    };
    serving(state, listener, shutdown)
}

async fn serving(state: WebState, listener: TcpListener, shutdown: Shutdown) -> std::io::Result<()> {
    let service = Arc::clone(&state.service);
    let background = TaskTracker::new();
    background.spawn(watch(Arc::clone(&service), shutdown.clone()));
    background.spawn(work(Arc::clone(&service), shutdown.clone()));
    background.spawn(alike(Arc::clone(&service), shutdown.clone()));
    background.spawn(fill(Arc::clone(&service), shutdown.clone()));
    let app = router(state);
    // With Nagle's algorithm the first token of a stream comes late.
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    let closing = CancellationToken::new();
    let serving = axum::serve(listener, app.into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(closing.clone().cancelled_owned())
        .into_future();
    tokio::pin!(serving);
    tokio::select! {
        ended = &mut serving => return ended,
        () = shutdown.cancelled() => {}
    }
    closing.cancel();
    // axum waits for open streams for ever; ours end with their turns, and whoever is left is cut off.
    tokio::select! {
        _ = &mut serving => {}
        () = async {
            service.stop(PATIENCE).await;
            tokio::time::sleep(CLOSE).await;
        } => {}
    }
    service.stop(PATIENCE).await;
    background.close();
    background.wait().await;
    Ok(())
}

/// Builds the first index; a service without one goes on and says so.
pub async fn first_index(service: &Service) {
    match tokio::time::timeout(FIRST_INDEX, service.sync_index()).await {
        Ok(Ok(_)) => {}
        Ok(Err(error)) => tracing::warn!(%error, "the index could not be built; turns go on without cases"),
        Err(_) => tracing::warn!("the index takes long to build; turns go on without cases until it is there"),
    }
}

/// Keeps knowledge and index in step with the database, and gives back what nobody works on.
async fn watch(service: Arc<Service>, shutdown: Shutdown) {
    let mut ticks = tokio::time::interval(WATCH);
    let mut forgot = None;
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    let next = async |ticks: &mut tokio::time::Interval| {
        tokio::select! {
            _ = ticks.tick() => {}
            () = service.nudged() => {}
        }
    };
    while shutdown.run_until_cancelled(next(&mut ticks)).await.is_some() {
        let today = SystemClock.today();
        if forgot != Some(today) {
            match service.forget_usage().await {
                Ok(()) => forgot = Some(today),
                Err(error) => tracing::warn!(%error, "old counters could not be forgotten"),
            }
        }
        match service.sweep_leases().await {
            Ok(0) => {}
            Ok(cases) => tracing::info!(cases, "cases that nobody touched went back into the queue"),
            Err(error) => tracing::warn!(%error, "expired leases could not be given back"),
        }
        match service.publish_due().await {
            Ok(items) if items.is_empty() => {}
            Ok(items) => tracing::info!(items = items.len(), "items whose day has come were published"),
            Err(error) => tracing::warn!(%error, "items whose day has come could not be published"),
        }
        if let Err(error) = service.refresh_knowledge().await {
            tracing::warn!(%error, "the knowledge could not be loaded; the former one stays in force");
        }
        if let Err(error) = service.sync_index().await {
            tracing::warn!(%error, "the index is behind the knowledge");
        }
    }
}

/// Looks whether gaps are solved, or open again, when the knowledge has changed or a day has ended: many needs are looked
/// for, and nothing else is to wait for that.
async fn fill(service: Arc<Service>, shutdown: Shutdown) {
    let mut ticks = tokio::time::interval(WATCH);
    let mut checked = None;
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
        let now = (SystemClock.today(), service.knowing().seq);
        if checked == Some(now) {
            continue;
        }
        // An index that is behind would find nothing.
        let found = match service.sync_index().await {
            // Whoever shuts down does not wait for it; a gap is settled whole or not at all.
            Ok(_) => match shutdown.run_until_cancelled(service.check_gaps()).await {
                Some(found) => found,
                None => return,
            },
            Err(error) => Err(error),
        };
        match found {
            Ok(_) => checked = Some(now),
            Err(error) => tracing::warn!(%error, "whether gaps are solved could not be looked at; it is tried again"),
        }
    }
}

/// Works on imports as they come.
async fn work(service: Arc<Service>, shutdown: Shutdown) {
    let mut ticks = tokio::time::interval(JOBS);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
        loop {
            match service.work_on_jobs().await {
                Ok(true) if !shutdown.is_cancelled() => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "a job was broken off; it is taken up again");
                    break;
                }
            }
        }
    }
}

/// Looks for entries that say nearly the same, as the knowledge changes; a step at a time, so that owners never wait for it.
async fn alike(service: Arc<Service>, shutdown: Shutdown) {
    let mut ticks = tokio::time::interval(ALIKE);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    while shutdown.run_until_cancelled(ticks.tick()).await.is_some() {
        loop {
            match service.look_alike().await {
                Ok(true) if !shutdown.is_cancelled() => {}
                Ok(_) => break,
                Err(error) => {
                    tracing::warn!(%error, "what says nearly the same could not be looked for; it is tried again");
                    // As long as the index needs to be asked again.
                    if shutdown.run_until_cancelled(tokio::time::sleep(WATCH)).await.is_none() {
                        return;
                    }
                    break;
                }
            }
        }
    }
}
