//! Accounts, links, sessions, tries, and the log that is chained by hash.

use std::collections::BTreeSet;

use chrono::Duration;
use sea_orm::ConnectionTrait;
use uuid::Uuid;
use yiguan::domain::{AuditFault, AuditNote, Credentials, Login, Role, Session, Staff, StaffId, StaffLink};
use yiguan::service::staff::{AuditEnd, verify_audit};
use yiguan::store::{Duplicate, Store, StoreError};

use super::fixtures::at;
use crate::support::database::Database;

contracts! {
    an_account_comes_back_whole_and_changed,
    a_link_opens_once_and_not_for_ever,
    of_many_who_use_a_link_at_once_one_gets_through,
    a_session_ends_alone_or_with_all_others,
    the_code_of_a_step_is_taken_once,
    tries_are_counted_before_they_are_judged,
    an_account_is_joined_to_one_subject,
    the_log_is_one_chain_however_many_write_at_once,
    a_change_by_hand_is_found,
    the_log_is_read_in_pages_from_either_end,
}

fn staff(number: u8) -> Staff {
    Staff {
        id: StaffId(Uuid::from_u128(0x57_0000 + u128::from(number))),
        login: Login::parse(&format!("li.{number}@ai.wz")).unwrap(),
        name: "李明".to_owned(),
        roles: BTreeSet::from([Role::Translator, Role::Admin]),
        area: Some("鹿城区".to_owned()),
        enabled: true,
        created_at: at(i64::from(number)),
    }
}

fn link(of: &Staff, hash: &str) -> StaffLink {
    StaffLink::made(hash.to_owned(), of.id, at(0))
}

fn note(action: &str) -> AuditNote {
    AuditNote { at: at(5), staff: None, action: action.to_owned(), subject: Some("x".to_owned()), detail: "{}".into() }
}

fn session(of: &Staff, hash: &str) -> Session {
    Session::begun(hash.to_owned(), of.id, "csrf".to_owned(), at(0))
}

async fn with_staff(database: &Database) -> (Store, Staff) {
    let store = database.open().await;
    let staff = staff(1);
    store.add_staff(&staff, &link(&staff, "first"), &note("staff.added")).await.unwrap();
    (store, staff)
}

async fn an_account_comes_back_whole_and_changed(database: Database) {
    let (store, one) = with_staff(&database).await;
    assert_eq!(store.staff(one.id).await.unwrap(), Some(one.clone()));
    assert_eq!(store.staff_by_login(&one.login).await.unwrap(), Some(one.clone()));
    let same_login = Staff { id: StaffId(Uuid::nil()), ..one.clone() };
    let refused = store.add_staff(&same_login, &link(&same_login, "other"), &note("staff.added")).await;
    assert_eq!(refused, Err(StoreError::Duplicate(Duplicate::Id)));
    let two = staff(2);
    store.add_staff(&two, &link(&two, "second"), &note("staff.added")).await.unwrap();
    assert_eq!(store.all_staff().await.unwrap(), [one.clone(), two.clone()]);
    let roles = BTreeSet::from([Role::Auditor]);
    assert!(store.set_staff_roles(one.id, &roles, &note("staff.roles_changed")).await.unwrap());
    assert!(store.set_staff_enabled(one.id, false, &note("staff.disabled")).await.unwrap());
    let changed = Staff { roles, enabled: false, ..one };
    assert_eq!(store.staff(changed.id).await.unwrap(), Some(changed));
    assert!(!store.set_staff_enabled(StaffId(Uuid::nil()), false, &note("staff.disabled")).await.unwrap());
    // What was refused left no entry either.
    assert_eq!(store.audit_head().await.unwrap().unwrap().number, 4);
}

async fn a_link_opens_once_and_not_for_ever(database: Database) {
    let (store, staff) = with_staff(&database).await;
    let day = at(0) + Duration::hours(24);
    assert_eq!(store.staff_of_link("first", day - Duration::seconds(1)).await.unwrap(), Some(staff.clone()));
    assert_eq!(store.staff_of_link("first", day).await.unwrap(), None);
    assert!(!store.use_staff_link("first", staff.id, day, "hash", &note("late")).await.unwrap());
    store.add_staff_link(&link(&staff, "newer"), &note("staff.link_made")).await.unwrap();
    assert_eq!(store.staff_of_link("first", at(1)).await.unwrap(), None, "a newer link takes its place");
    store.propose_totp(staff.id, "SECRET").await.unwrap();
    assert!(store.confirm_totp(staff.id, "SECRET", 7, &note("staff.totp_on")).await.unwrap());
    assert!(store.begin_session(&session(&staff, "s"), None, &note("staff.signed_in")).await.unwrap());
    assert!(store.use_staff_link("newer", staff.id, at(1), "hash", &note("staff.password_set")).await.unwrap());
    assert!(!store.use_staff_link("newer", staff.id, at(1), "again", &note("again")).await.unwrap());
    let credentials = store.credentials(staff.id).await.unwrap().unwrap();
    assert_eq!(credentials.password_hash.as_deref(), Some("hash"));
    assert_eq!(credentials.totp_secret, None, "whoever lost his phone comes in by a link");
    assert_eq!(store.staff_session("s").await.unwrap(), None);
    store.add_staff_link(&link(&staff, "last"), &note("staff.link_made")).await.unwrap();
    store.set_staff_enabled(staff.id, false, &note("staff.disabled")).await.unwrap();
    assert_eq!(store.staff_of_link("last", at(1)).await.unwrap(), None, "a shut account has no link");
}

async fn of_many_who_use_a_link_at_once_one_gets_through(database: Database) {
    let (store, staff) = with_staff(&database).await;
    let all = (0..8).map(|n| {
        let (store, id) = (store.clone(), staff.id);
        async move { store.use_staff_link("first", id, at(1), &format!("hash{n}"), &note("used")).await.unwrap() }
    });
    let used = futures::future::join_all(all).await;
    assert_eq!(used.iter().filter(|used| **used).count(), 1);
}

async fn a_session_ends_alone_or_with_all_others(database: Database) {
    let (store, staff) = with_staff(&database).await;
    let begin = async |hash: &str| {
        assert!(store.begin_session(&session(&staff, hash), None, &note("staff.signed_in")).await.unwrap());
    };
    begin("one").await;
    assert_eq!(store.staff_session("one").await.unwrap(), Some((session(&staff, "one"), staff.clone())));
    store.touch_session("one", at(60_000)).await.unwrap();
    begin("two").await;
    let seen: Vec<String> = store.staff_sessions(staff.id).await.unwrap().into_iter().map(|one| one.hash).collect();
    assert_eq!(seen, ["one", "two"]);
    assert!(store.end_session("one", &note("staff.signed_out")).await.unwrap());
    assert!(!store.end_session("one", &note("staff.signed_out")).await.unwrap());
    assert!(store.staff_session("two").await.unwrap().is_some());
    store.set_staff_roles(staff.id, &staff.roles, &note("staff.roles_changed")).await.unwrap();
    assert_eq!(store.staff_sessions(staff.id).await.unwrap(), []);
    begin("three").await;
    store.set_password(staff.id, "hash", &note("staff.password_set")).await.unwrap();
    assert_eq!(store.staff_sessions(staff.id).await.unwrap(), []);
    begin("four").await;
    // A session that begins sweeps out those that are dead.
    let later = Session::begun("five".to_owned(), staff.id, "csrf".to_owned(), at(0) + Duration::hours(12));
    assert!(store.begin_session(&later, None, &note("staff.signed_in")).await.unwrap());
    assert_eq!(store.staff_sessions(staff.id).await.unwrap(), [later]);
    store.end_all_sessions(staff.id, &note("staff.signed_out_everywhere")).await.unwrap();
    assert_eq!(store.staff_sessions(staff.id).await.unwrap(), []);
}

async fn the_code_of_a_step_is_taken_once(database: Database) {
    let (store, staff) = with_staff(&database).await;
    store.propose_totp(staff.id, "OLD").await.unwrap();
    store.propose_totp(staff.id, "NEW").await.unwrap();
    assert!(!store.confirm_totp(staff.id, "OLD", 100, &note("staff.totp_on")).await.unwrap());
    assert!(store.confirm_totp(staff.id, "NEW", 100, &note("staff.totp_on")).await.unwrap());
    let begin = async |hash: &str, step: i64| {
        store.begin_session(&session(&staff, hash), Some(step), &note("staff.signed_in")).await.unwrap()
    };
    assert!(!begin("same", 100).await && !begin("before", 99).await);
    let at_once = futures::future::join_all(["a", "b", "c", "d"].map(|hash| begin(hash, 101))).await;
    assert_eq!(at_once.iter().filter(|begun| **begun).count(), 1);
    store.clear_totp(staff.id, &note("staff.totp_off")).await.unwrap();
    assert_eq!(store.credentials(staff.id).await.unwrap().unwrap().totp_secret, None);
}

async fn tries_are_counted_before_they_are_judged(database: Database) {
    let (store, staff) = with_staff(&database).await;
    assert_eq!(store.begin_try(&Login::parse("nobody").unwrap(), at(0)).await.unwrap(), None);
    let tries = (0..9).map(|_| store.begin_try(&staff.login, at(0)));
    let tries = futures::future::join_all(tries).await;
    let open = tries.iter().filter(|tried| tried.as_ref().unwrap().as_ref().unwrap().open).count();
    assert_eq!(open, 5, "five at most are judged, however many come at once");
    let minute = at(0) + Duration::minutes(1);
    let shut = store.begin_try(&staff.login, minute - Duration::seconds(1)).await.unwrap().unwrap();
    assert!(!shut.open);
    assert_eq!((shut.credentials.failures, shut.credentials.locked_until), (5, Some(minute)));
    let sixth = store.begin_try(&staff.login, minute).await.unwrap().unwrap();
    assert!(sixth.open);
    assert_eq!(sixth.credentials.locked_until, Some(minute + Duration::minutes(2)));
    store.end_try(staff.id).await.unwrap();
    assert_eq!(store.credentials(staff.id).await.unwrap(), Some(Credentials::default()));
}

async fn an_account_is_joined_to_one_subject(database: Database) {
    let (store, staff) = with_staff(&database).await;
    assert_eq!(store.staff_by_subject("sub-1").await.unwrap(), None);
    assert!(store.join_subject(staff.id, "sub-1", &note("staff.openid_joined")).await.unwrap());
    assert!(!store.join_subject(staff.id, "sub-2", &note("staff.openid_joined")).await.unwrap());
    assert_eq!(store.staff_by_subject("sub-1").await.unwrap(), Some(staff));
    let two = self::staff(2);
    store.add_staff(&two, &link(&two, "second"), &note("staff.added")).await.unwrap();
    assert!(store.join_subject(two.id, "sub-1", &note("staff.openid_joined")).await.is_err());
}

async fn whole(store: &Store) -> Result<AuditEnd, AuditFault> {
    verify_audit(store, None, |_| {}).await.unwrap()
}

async fn the_log_is_one_chain_however_many_write_at_once(database: Database) {
    let store = database.open().await;
    assert_eq!(whole(&store).await, Ok(AuditEnd { number: 0, hash: String::new() }));
    let other = database.open().await;
    let writes = (0..30).map(|n| {
        let store = if n % 2 == 0 { store.clone() } else { other.clone() };
        async move { store.audit(&note(&format!("a.{n}"))).await.unwrap() }
    });
    let mut written = futures::future::join_all(writes).await;
    written.sort_by_key(|entry| entry.number);
    assert_eq!(store.audit_after(0, 100).await.unwrap(), written);
    assert_eq!(whole(&store).await.unwrap().number, 30);
}

async fn a_change_by_hand_is_found(database: Database) {
    let store = database.open().await;
    let raw = sea_orm::Database::connect(&database.url).await.unwrap();
    for n in 0..6 {
        store.audit(&note(&format!("a.{n}"))).await.unwrap();
    }
    let end = whole(&store).await.unwrap();
    assert_eq!(end.number, 6);
    let by_hand = async |statement: &str| raw.execute_unprepared(statement).await.unwrap();
    by_hand("UPDATE audit_entries SET detail = 'nothing happened' WHERE number = 3").await;
    assert_eq!(whole(&store).await, Err(AuditFault { number: 3 }));
    by_hand("UPDATE audit_entries SET detail = '{}' WHERE number = 3").await;
    assert_eq!(whole(&store).await, Ok(end.clone()), "put back, it holds again");
    by_hand("DELETE FROM audit_entries WHERE number = 6").await;
    assert_eq!(whole(&store).await, Err(AuditFault { number: 6 }), "the last entry was cut off");
    // Whoever cuts the head to match is found out by what was noted elsewhere.
    by_hand("UPDATE audit_head SET number = 5, hash = (SELECT hash FROM audit_entries WHERE number = 5)").await;
    assert!(whole(&store).await.is_ok());
    assert_eq!(verify_audit(&store, Some(&end), |_| {}).await.unwrap(), Err(AuditFault { number: 6 }));
    store.audit(&note("b")).await.unwrap();
    assert_eq!(verify_audit(&store, Some(&end), |_| {}).await.unwrap(), Err(AuditFault { number: 6 }));
    by_hand("DELETE FROM audit_entries WHERE number = 2").await;
    assert_eq!(whole(&store).await, Err(AuditFault { number: 2 }));
    raw.close().await.unwrap();
}

async fn the_log_is_read_in_pages_from_either_end(database: Database) {
    let store = database.open().await;
    for n in 0..5 {
        store.audit(&note(if n % 2 == 0 { "even" } else { "odd" })).await.unwrap();
    }
    let numbers = |entries: Vec<yiguan::domain::AuditEntry>| -> Vec<i64> {
        entries.into_iter().map(|entry| entry.number).collect()
    };
    assert_eq!(numbers(store.audit_after(2, 2).await.unwrap()), [3, 4]);
    assert_eq!(numbers(store.audit_before(None, None, 2).await.unwrap()), [5, 4]);
    assert_eq!(numbers(store.audit_before(Some(4), None, 10).await.unwrap()), [3, 2, 1]);
    assert_eq!(numbers(store.audit_before(None, Some("odd"), 10).await.unwrap()), [4, 2]);
    assert_eq!(numbers(store.audit_before(Some(4), Some("odd"), 10).await.unwrap()), [2]);
}
