//! Pages of staff over HTTP, without scripts: in, out, refused, and the log of it.

use reqwest::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, LOCATION, SET_COOKIE};
use reqwest::{Method, Response};
use yiguan::app::{RandomIds, SystemClock};
use yiguan::domain::Role;
use yiguan::service::staff::{Office, verify_audit};

use crate::support::colleague::{Colleague, PASSWORD, form, shown};
use crate::support::test_app::{Setup, TestApp};

const FORM: &str = "application/x-www-form-urlencoded";

fn header<'a>(response: &'a Response, name: &str) -> &'a str {
    response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn goes_to(response: &Response) -> &str {
    assert_eq!(response.status(), 303);
    header(response, LOCATION.as_str())
}

/// A form sent as the session's own page would not.
async fn forged(who: &Colleague, path: &str, token: Option<&str>, more: (&str, &str)) -> anyhow::Result<u16> {
    let fields = [("enabled", "false")].into_iter().chain(token.map(|token| ("_csrf", token)));
    let request = who.asks(Method::POST, path).header(CONTENT_TYPE, FORM).header(more.0, more.1);
    Ok(request.body(form(fields)).send().await?.status().as_u16())
}

async fn id_of(app: &TestApp, login: &str) -> anyhow::Result<String> {
    let store = app.store().await?;
    Ok(Office::of_operator(&store, &RandomIds, &SystemClock).by_login(login).await?.id.to_string())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_administrator_adds_a_colleague_who_sets_a_password_works_and_leaves() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut admin = Colleague::joins(app, "chief", &[Role::Admin]).await?;
            assert_eq!(goes_to(&admin.opens("/staff").await?), "/staff/people");
            let fields = [("login", "wang@ai.wz"), ("name", "王<b>五"), ("role", "auditor"), ("role", "curator")];
            let added = admin.sends("/staff/people", &fields).await?;
            assert_eq!(added.status(), 200);
            let page = shown(&added.text().await?);
            assert!(page.contains("王&lt;b&gt;五"), "names are escaped");
            let begin = page.find("/staff/link/").unwrap_or_default();
            let link = &page[begin..begin + "/staff/link/".len() + 64];
            let mut wang = Colleague::stranger(app);
            for _ in 0..2 {
                assert!(wang.reads(link).await?.contains("wang@ai.wz"), "looking uses nothing up");
            }
            let differs = wang.sends(link, &[("password", PASSWORD), ("again", "other")]).await?;
            assert_eq!(differs.status(), 422);
            let short = wang.sends(link, &[("password", "short"), ("again", "short")]).await?;
            assert_eq!(short.status(), 422);
            assert!(short.text().await?.contains("至少12个字符"));
            let set = wang.sends(link, &[("password", PASSWORD), ("again", PASSWORD)]).await?;
            assert_eq!(goes_to(&set), "/staff/sign-in?done=password");
            assert_eq!(wang.opens(link).await?.status(), 404);
            let wrong = wang.signs_in("wang@ai.wz", "not the password", "").await?;
            assert_eq!(wrong.status(), 422);
            let wrong = wrong.text().await?;
            let unknown = wang.signs_in("nobody@ai.wz", "not the password", "").await?.text().await?;
            assert_eq!(wrong.replace("wang@", ""), unknown.replace("nobody@", ""), "the answer tells nothing");
            let entered = wang.signs_in("Wang@ai.wz ", PASSWORD, "").await?;
            let cookie = header(&entered, SET_COOKIE.as_str());
            assert!(cookie.ends_with("; Path=/; HttpOnly; SameSite=Strict"), "{cookie}");
            let account = wang.opens("/staff/account").await?;
            let policy = header(&account, CONTENT_SECURITY_POLICY.as_str());
            assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
            assert_eq!(header(&account, CACHE_CONTROL.as_str()), "no-store");
            assert_eq!(goes_to(&wang.opens("/staff").await?), "/staff/curation");
            assert!(wang.reads("/staff/audit").await?.contains("设置密码"));
            let before = wang.clone();
            assert_eq!(goes_to(&wang.sends("/staff/sign-out", &[]).await?), "/staff/sign-in?done=out");
            assert_eq!(wang.cookie(), None);
            let late = before.opens("/staff/account").await?;
            assert_eq!(goes_to(&late), "/staff/sign-in?next=%2Fstaff%2Faccount", "the old cookie opens nothing");
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_signs_in_goes_on_to_a_page_of_ours_and_to_no_other() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            Colleague::joins(app, "chief", &[Role::Admin]).await?;
            for (next, place) in [
                ("/staff/audit?action=staff.added", "/staff/audit?action=staff.added"),
                ("https://evil.example/", "/staff"),
                ("//evil.example", "/staff"),
                ("/staff/\\evil", "/staff"),
            ] {
                let mut somebody = Colleague::stranger(app);
                let fields = [("login", "chief"), ("password", PASSWORD), ("next", next)];
                assert_eq!(goes_to(&somebody.sends("/staff/sign-in", &fields).await?), place);
                let again = format!("/staff/sign-in?{}", form([("next", next)]));
                assert_eq!(goes_to(&somebody.opens(&again).await?), place, "whoever is in goes on");
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_not_ours_changes_nothing() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut admin = Colleague::joins(app, "chief", &[Role::Admin]).await?;
            let other = Colleague::joins(app, "other", &[Role::Admin]).await?;
            let path = format!("/staff/people/{}/enabled", id_of(app, "other").await?);
            let own = admin.csrf().to_owned();
            let accept = ("accept", "text/html");
            assert_eq!(forged(&admin, &path, None, accept).await?, 403);
            assert_eq!(forged(&admin, &path, Some(""), accept).await?, 403);
            assert_eq!(forged(&admin, &path, Some(other.csrf()), accept).await?, 403);
            for foreign in [
                ("sec-fetch-site", "cross-site"),
                ("sec-fetch-site", "same-site"),
                ("origin", "https://evil.example"),
                ("origin", "null"),
            ] {
                assert_eq!(forged(&admin, &path, Some(&own), foreign).await?, 403, "{foreign:?}");
            }
            assert_eq!(forged(&Colleague::stranger(app), &path, Some(&own), accept).await?, 303, "to the door");
            assert!(other.opens("/staff/account").await?.status() == 200, "nothing was changed");
            let door = Colleague::stranger(app).asks(Method::POST, "/staff/sign-in").header(CONTENT_TYPE, FORM);
            let door = door.header("sec-fetch-site", "cross-site");
            let body = form([("login", "chief"), ("password", PASSWORD)]);
            assert_eq!(door.body(body).send().await?.status(), 403, "nobody is signed in by a page elsewhere");
            // A script of ours sends the token in a header.
            let request = admin.asks(Method::POST, &path).header("x-csrf-token", &own).header(CONTENT_TYPE, FORM);
            assert_eq!(request.body("enabled=false").send().await?.status(), 303);
            let late = other.opens("/staff/account").await?;
            assert_eq!(late.status(), 303, "a session ends with its account");
            let mut other = Colleague::stranger(app);
            assert_eq!(other.signs_in("other", PASSWORD, "").await?.status(), 422);
            let own = format!("/staff/people/{}/enabled", id_of(app, "chief").await?);
            assert_eq!(admin.sends(&own, &[("enabled", "false")]).await?.status(), 409);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_role_opens_what_is_its_own_and_nothing_else() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut admin = Colleague::joins(app, "chief", &[Role::Admin]).await?;
            for (login, role, people, audit) in [
                ("t", Role::Translator, 403, 403),
                ("l", Role::Lead, 403, 200),
                ("c", Role::Curator, 403, 403),
                ("u", Role::Auditor, 403, 200),
                ("a", Role::Admin, 200, 200),
            ] {
                let mut somebody = Colleague::joins(app, login, &[role]).await?;
                for (path, status) in [("/staff/people", people), ("/staff/audit", audit), ("/staff/account", 200)] {
                    assert_eq!(somebody.opens(path).await?.status(), status, "{login} {path}");
                }
                let page = somebody.reads("/staff/account").await?;
                assert_eq!(page.contains("href=\"/staff/people\""), people == 200, "{login}");
                let fields = [("login", "more"), ("name", "more"), ("role", "admin")];
                let added = somebody.sends("/staff/people", &fields).await?;
                assert_eq!(added.status(), people, "{login}");
                if people == 200 {
                    let taken = somebody.sends("/staff/people", &fields).await?;
                    assert_eq!(taken.status(), 409, "the login is taken now");
                }
            }
            let path = format!("/staff/people/{}/roles", id_of(app, "t").await?);
            assert_eq!(admin.sends(&path, &[]).await?.status(), 422, "an account has a role");
            assert_eq!(goes_to(&admin.sends(&path, &[("role", "auditor")]).await?), "/staff/people?done=roles");
            let mut t = Colleague::stranger(app);
            t.signs_in("t", PASSWORD, "").await?;
            assert_eq!(t.opens("/staff/audit").await?.status(), 200);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_new_password_ends_other_sessions_and_everywhere_means_everywhere() -> anyhow::Result<()> {
    Setup::plain()
        .on_postgres()
        .run(async |app| {
            let mut here = Colleague::joins(app, "chief", &[Role::Admin]).await?;
            let mut there = Colleague::stranger(app);
            there.signs_in("chief", PASSWORD, "").await?;
            let new = "another good password";
            let wrong = [("old", "wrong"), ("password", new), ("again", new)];
            assert_eq!(here.sends("/staff/account/password", &wrong).await?.status(), 422);
            let right = [("old", PASSWORD), ("password", new), ("again", new)];
            assert_eq!(here.sends("/staff/account/password", &right).await?.status(), 303);
            assert_eq!(there.opens("/staff/account").await?.status(), 303);
            here.learns().await?;
            there.signs_in("chief", new, "").await?;
            let left = here.sends("/staff/account/sign-out-everywhere", &[]).await?;
            assert_eq!(goes_to(&left), "/staff/sign-in?done=everywhere");
            assert_eq!(there.opens("/staff/account").await?.status(), 303);
            let store = app.store().await?;
            assert!(verify_audit(&store, None, |_| {}).await?.is_ok());
            let log = store.audit_after(0, 100).await?;
            for entry in &log {
                let text = format!("{entry:?}");
                assert!(!text.contains("chief") && !text.contains(PASSWORD) && !text.contains(new), "{text}");
            }
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_a_provider_nobody_comes_in_by_one() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let stranger = Colleague::stranger(app);
            assert_eq!(stranger.opens("/staff/openid").await?.status(), 404);
            assert_eq!(stranger.opens("/staff/openid/callback?code=x&state=y").await?.status(), 400);
            assert!(!stranger.reads("/staff/sign-in").await?.contains("/staff/openid"));
            Ok(())
        })
        .await
}
