//! `yiguan staff add|list|link|disable|enable|roles`: accounts of the staff, for whoever runs the machine.

use std::collections::BTreeSet;
use std::process::ExitCode;

use anyhow::Context;
use clap::{Args, Subcommand};

use super::terminal;
use crate::app::{RandomIds, SystemClock, open_store};
use crate::config::Config;
use crate::domain::{Locale, Role, Staff};
use crate::messages::say;
use crate::service::ServiceError;
use crate::service::staff::{NewStaff, Office, OneTimeLink};

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub(super) enum Action {
    /// Make an account; prints a one-time link that sets its password.
    Add(Add),
    /// List the accounts.
    List,
    /// Print a new one-time link for an account, in place of earlier ones.
    Link {
        /// Its login.
        login: String,
    },
    /// Shut an account: it is signed out everywhere and signs in no more.
    Disable {
        /// Its login.
        login: String,
    },
    /// Open an account again.
    Enable {
        /// Its login.
        login: String,
    },
    /// Give an account these roles in place of those that it has.
    Roles {
        /// Its login.
        login: String,
        /// translator, lead, curator, auditor, admin.
        #[arg(required = true)]
        roles: Vec<String>,
    },
}

/// What an account is made of.
#[derive(Debug, Args)]
pub(super) struct Add {
    /// What they sign in with; the e-mail address when an identity provider is used.
    #[arg(long)]
    login: String,
    /// What they are called towards owners and colleagues.
    #[arg(long)]
    name: String,
    /// translator, lead, curator, auditor or admin; give it once for each.
    #[arg(long = "role", required = true)]
    roles: Vec<String>,
    /// The district whose cases they see first.
    #[arg(long)]
    area: Option<String>,
}

pub(super) async fn run(config: &Config, action: Action, locale: Locale) -> anyhow::Result<ExitCode> {
    let store = open_store(config).await?;
    let office = Office::of_operator(&store, &RandomIds, &SystemClock);
    match action {
        Action::Add(add) => {
            let roles = parsed(&add.roles)?;
            let new = NewStaff { login: add.login, name: add.name, roles, area: add.area };
            let link = office.add(new).await.map_err(|error| in_words(&error, locale))?;
            terminal::line(&say(locale, "staff_cli.added", &values(&link.staff, &role_names(&link.staff, locale))));
            hand_over(&link, config, locale);
        }
        Action::List => list(&office.all().await?, locale),
        Action::Link { login } => {
            let staff = found(&office, &login, locale).await?;
            hand_over(&office.link(staff.id).await.map_err(|error| in_words(&error, locale))?, config, locale);
        }
        Action::Disable { login } => set_enabled(&office, &login, false, locale).await?,
        Action::Enable { login } => set_enabled(&office, &login, true, locale).await?,
        Action::Roles { login, roles } => {
            let staff = found(&office, &login, locale).await?;
            office.set_roles(staff.id, &parsed(&roles)?).await.map_err(|error| in_words(&error, locale))?;
            tell(&office, &login, locale).await?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn parsed(roles: &[String]) -> anyhow::Result<BTreeSet<Role>> {
    let known = Role::ALL.map(Role::name).join(", ");
    roles
        .iter()
        .map(|role| Role::parse(role).with_context(|| format!("{role} is no role; there are: {known}")))
        .collect()
}

/// Where the pages are found, as far as a command can know.
fn hand_over(link: &OneTimeLink, config: &Config, locale: Locale) {
    let host =
        if config.public_url.is_empty() { format!("http://{}", config.listen) } else { config.public_url.clone() };
    let url = format!("{}/staff/link/{}", host.trim_end_matches('/'), link.token);
    terminal::line(&say(locale, "staff_cli.link", &[("url", &url)]));
}

fn list(all: &[Staff], locale: Locale) {
    if all.is_empty() {
        terminal::line(&say(locale, "staff_cli.none", &[]));
    }
    for staff in all {
        let (roles, state) = (role_names(staff, locale), state(staff, locale));
        let mut values = values(staff, &roles).to_vec();
        values.extend([("state", state.as_str()), ("area", staff.area.as_deref().unwrap_or_default())]);
        terminal::line(say(locale, "staff_cli.line", &values).trim_end());
    }
}

async fn set_enabled(office: &Office<'_>, login: &str, enabled: bool, locale: Locale) -> anyhow::Result<()> {
    let staff = found(office, login, locale).await?;
    office.set_enabled(staff.id, enabled).await.map_err(|error| in_words(&error, locale))?;
    tell(office, login, locale).await
}

async fn tell(office: &Office<'_>, login: &str, locale: Locale) -> anyhow::Result<()> {
    let staff = found(office, login, locale).await?;
    let (roles, state) = (role_names(&staff, locale), state(&staff, locale));
    let mut values = values(&staff, &roles).to_vec();
    values.push(("state", &state));
    terminal::line(&say(locale, "staff_cli.changed", &values));
    Ok(())
}

async fn found(office: &Office<'_>, login: &str, locale: Locale) -> anyhow::Result<Staff> {
    office.by_login(login).await.map_err(|error| anyhow::anyhow!("{login}: {}", in_words(&error, locale)))
}

fn values<'a>(staff: &'a Staff, roles: &'a str) -> [(&'static str, &'a str); 3] {
    [("login", staff.login.as_str()), ("name", &staff.name), ("roles", roles)]
}

fn state(staff: &Staff, locale: Locale) -> String {
    say(locale, if staff.enabled { "staff_cli.on" } else { "staff_cli.off" }, &[])
}

fn role_names(staff: &Staff, locale: Locale) -> String {
    let names = staff.roles.iter().map(|role| say(locale, &format!("role.{}", role.name()), &[]));
    names.collect::<Vec<_>>().join(if locale == Locale::En { ", " } else { "、" })
}

/// The same words as on the pages.
fn in_words(error: &ServiceError, locale: Locale) -> anyhow::Error {
    match error {
        ServiceError::Staff(error) => anyhow::anyhow!(say(locale, &format!("error.{}", error.code()), &[])),
        other => anyhow::anyhow!(other.to_string()),
    }
}
