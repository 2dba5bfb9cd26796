//! `yiguan site add|list|on|off|origins`: the pages that may embed the widget.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::terminal;
use crate::app::{RandomIds, SystemClock, open_store};
use crate::config::Config;
use crate::domain::{Locale, PageOrigin, Quotas, Site, SiteKey};
use crate::messages::say;
use crate::service::site::{NewSite, add_site, change_site};
use crate::store::Store;

/// What to do with sites.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Make a site; prints its key and how to embed it.
    Add(Add),
    /// List the sites.
    List,
    /// Switch a site on.
    On {
        /// Its key.
        key: String,
    },
    /// Switch a site off: nothing new can be said there, what was said stays open to its owners.
    Off {
        /// Its key.
        key: String,
    },
    /// Replace the origins that may embed a site.
    Origins {
        /// Its key.
        key: String,
        /// The origins, such as <https://www.example.com>; none: no page may.
        origins: Vec<String>,
    },
}

/// What a site is made of.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// What staff call it.
    #[arg(long)]
    name: String,
    /// A page that may embed the widget, such as <https://www.example.com>; give it once for each.
    #[arg(long = "origin")]
    origins: Vec<String>,
    /// Let pages in that have no origin: web views of apps, files.
    #[arg(long)]
    null_origin: bool,
    /// Place in whose policies its visitors are interested.
    #[arg(long)]
    area: Option<String>,
    /// The first words of the widget.
    #[arg(long)]
    greeting: Option<String>,
    /// Its language: zh-CN or en.
    #[arg(long, default_value = "zh-CN")]
    language: String,
    /// Messages of all visitors in a day.
    #[arg(long)]
    site_messages: Option<u32>,
    /// Messages in one talk in a day.
    #[arg(long)]
    talk_messages: Option<u32>,
    /// Messages from one network address in a day.
    #[arg(long)]
    address_messages: Option<u32>,
    /// Tokens of models in a day.
    #[arg(long)]
    tokens: Option<u64>,
}

pub(super) async fn run(config: &Config, action: Action, locale: Locale) -> anyhow::Result<ExitCode> {
    let store = open_store(config).await?;
    match action {
        Action::Add(add) => {
            introduce(&add_site(&store, &RandomIds, &SystemClock, add.site(config)?).await?, config, locale);
        }
        Action::List => list(&store.sites().await?, locale),
        Action::On { key } => change(&store, &key, locale, |site| site.enabled = true).await?,
        Action::Off { key } => change(&store, &key, locale, |site| site.enabled = false).await?,
        Action::Origins { key, origins } => {
            let origins = parsed(&origins)?;
            change(&store, &key, locale, |site| site.origins = origins).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

impl Add {
    fn site(self, config: &Config) -> anyhow::Result<NewSite> {
        let usual = config.quotas;
        Ok(NewSite {
            name: self.name,
            origins: parsed(&self.origins)?,
            null_origin: self.null_origin,
            area: self.area.or_else(|| Some(config.area.clone()).filter(|area| !area.is_empty())),
            greeting: self.greeting,
            locale: Locale::from_tag(&self.language),
            quotas: Quotas {
                site_messages: self.site_messages.unwrap_or(usual.site_messages),
                talk_messages: self.talk_messages.unwrap_or(usual.talk_messages),
                address_messages: self.address_messages.unwrap_or(usual.address_messages),
                tokens: self.tokens.unwrap_or(usual.tokens),
            },
        })
    }
}

fn parsed(origins: &[String]) -> anyhow::Result<Vec<PageOrigin>> {
    origins.iter().map(|origin| PageOrigin::parse(origin).with_context(|| format!("{origin} is no origin"))).collect()
}

fn introduce(site: &Site, config: &Config, locale: Locale) {
    let host =
        if config.public_url.is_empty() { format!("http://{}", config.listen) } else { config.public_url.clone() };
    let tag = format!(
        "<script src=\"{}/widget/v1.js\" data-site=\"{}\" defer></script>",
        host.trim_end_matches('/'),
        site.key
    );
    let key = site.key.as_str();
    terminal::line(&say(locale, "cli.site_added", &[("name", &site.name), ("key", key)]));
    if site.origins.is_empty() && !site.null_origin {
        terminal::line(&say(locale, "cli.site_no_origins", &[]));
    } else {
        terminal::line(&say(locale, "cli.site_embed", &[("tag", &tag)]));
    }
    terminal::line(&say(locale, "cli.site_page", &[("key", key)]));
}

fn list(sites: &[Site], locale: Locale) {
    if sites.is_empty() {
        terminal::line(&say(locale, "cli.site_none", &[]));
    }
    for site in sites {
        let origins: Vec<&str> = site.origins.iter().map(PageOrigin::as_str).collect();
        let values = [
            ("key", site.key.as_str()),
            ("state", &state(site, locale)),
            ("name", &site.name),
            ("origins", &origins.join(" ")),
        ];
        terminal::line(&say(locale, "cli.site_line", &values));
    }
}

fn state(site: &Site, locale: Locale) -> String {
    say(locale, if site.enabled { "cli.site_on" } else { "cli.site_is_off" }, &[])
}

async fn change(store: &Store, key: &str, locale: Locale, change: impl FnOnce(&mut Site)) -> anyhow::Result<()> {
    let wanted = SiteKey::parse(key).filter(|key| *key != SiteKey::own());
    let wanted = wanted.with_context(|| format!("{key} is no key of a site; yiguan site list shows them"))?;
    let site = change_site(store, &wanted, change).await;
    let site = site.with_context(|| format!("{key}; yiguan site list shows the sites"))?;
    terminal::line(&say(locale, "cli.site_changed", &[("key", key), ("state", &state(&site, locale))]));
    Ok(())
}
