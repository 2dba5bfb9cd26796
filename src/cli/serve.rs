//! `yiguan serve`: serves everything and prints where to go.

use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::task::TaskTracker;

use super::terminal;
use crate::app::{Shutdown, build, first_index, serve};
use crate::config::Config;
use crate::domain::Locale;
use crate::messages::say;

pub(super) async fn run(config: &Config, locale: Locale) -> anyhow::Result<ExitCode> {
    let listener = TcpListener::bind(config.listen)
        .await
        .with_context(|| format!("cannot listen on {}; set YIGUAN_LISTEN to another address", config.listen))?;
    let service = build(config).await?;
    // What readers need is learnt before an owner has typed his first message.
    let lexicon = Arc::clone(&service.knowing().lexicon);
    TaskTracker::new().spawn(async move { lexicon.prepare_all().await });
    first_index(&service).await;
    let url = format!("http://{}", listener.local_addr()?);
    terminal::line(&say(locale, "cli.serving", &[("url", &url)]));
    let model = if config.llm_endpoints().is_empty() { "cli.no_model" } else { "cli.with_model" };
    terminal::line(&say(locale, model, &[]));
    if !service.gate().has_staff().await? {
        terminal::line(&say(locale, "staff_cli.first", &[]));
    }
    let shutdown = Shutdown::new();
    let mut terminate = signal(SignalKind::terminate())?;
    let asked = shutdown.clone();
    let wait = async move {
        tokio::select! {
            _ = tokio::signal::ctrl_c() => {}
            _ = terminate.recv() => {}
        }
        asked.cancel();
    };
    let serving = serve(service, listener, config, shutdown);
    tokio::pin!(serving);
    tokio::select! {
        served = &mut serving => served?,
        () = wait => serving.await?,
    }
    Ok(ExitCode::SUCCESS)
}
