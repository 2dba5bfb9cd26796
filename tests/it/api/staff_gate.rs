//! The gate with a clock that tests set: how long accounts are shut, sessions last and codes fit.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::{DateTime, Duration, Utc};
use secrecy::SecretString;
use totp_rs::{Builder, Secret};
use yiguan::app::RandomIds;
use yiguan::domain::{Clock, PasswordFault, Role};
use yiguan::service::ServiceError;
use yiguan::service::staff::{Attempt, Gate, NewStaff, Office, Opened, StaffError};
use yiguan::store::Store;

use crate::support::colleague::PASSWORD;
use crate::support::database::on_sqlite;

const LOGIN: &str = "li.ming";

/// A clock that stands until it is moved.
struct Standing(Mutex<DateTime<Utc>>);

impl Clock for Standing {
    fn now(&self) -> DateTime<Utc> {
        *self.0.lock().unwrap()
    }
}

struct House {
    store: Store,
    clock: Arc<Standing>,
    gate: Gate,
    link: String,
}

impl House {
    /// A gate and one account whose link was not used yet.
    async fn of(store: Store) -> Self {
        let clock = Arc::new(Standing(Mutex::new(DateTime::from_timestamp(1_790_000_000, 0).unwrap())));
        let new = NewStaff {
            login: LOGIN.to_owned(),
            name: "李明".to_owned(),
            roles: BTreeSet::from([Role::Translator]),
            area: None,
        };
        let link = Office::of_operator(&store, &RandomIds, &*clock).add(new).await.unwrap().token;
        let gate = Gate::new(store.clone(), Arc::clone(&clock) as Arc<dyn Clock>, Arc::new(RandomIds), None);
        Self { store, clock, gate, link }
    }

    fn later(&self, by: Duration) {
        *self.clock.0.lock().unwrap() += by;
    }

    async fn tries(&self, password: &str, code: &str) -> Result<Opened, ServiceError> {
        let password = SecretString::from(password);
        self.gate.sign_in(&Attempt { login: LOGIN.to_owned(), password, code: code.to_owned() }).await
    }

    async fn is_in(&self, opened: &Opened) -> bool {
        self.gate.signed_in(&opened.token).await.unwrap().is_some()
    }

    async fn actions(&self) -> Vec<String> {
        self.store.audit_after(0, 1_000).await.unwrap().into_iter().map(|entry| entry.note.action).collect()
    }
}

fn refused<T>(result: Result<T, ServiceError>) -> Option<StaffError> {
    match result.err()? {
        ServiceError::Staff(error) => Some(error),
        _ => None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_link_sets_a_good_password_within_a_day_and_once() {
    on_sqlite(async |database| {
        let house = House::of(database.open().await).await;
        let bad = |fault| Some(StaffError::Password(fault));
        assert_eq!(refused(house.gate.use_link(&house.link, "short").await), bad(PasswordFault::Short));
        assert_eq!(refused(house.tries("short", "").await), Some(StaffError::SignInRefused));
        let other = "0".repeat(64);
        for token in ["", "x", &other, &house.link[1..]] {
            assert_eq!(refused(house.gate.use_link(token, PASSWORD).await), Some(StaffError::NoLink), "{token}");
        }
        house.gate.use_link(&house.link, PASSWORD).await.unwrap();
        assert_eq!(refused(house.gate.use_link(&house.link, PASSWORD).await), Some(StaffError::NoLink));
        assert!(house.tries(PASSWORD, "").await.is_ok());
        let office = Office::of_operator(&house.store, &RandomIds, &*house.clock);
        let staff = office.by_login(LOGIN).await.unwrap();
        let link = office.link(staff.id).await.unwrap().token;
        house.later(Duration::hours(24));
        assert_eq!(refused(house.gate.use_link(&link, PASSWORD).await), Some(StaffError::NoLink));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_tries_shut_the_account_for_longer_and_longer_and_a_right_one_begins_anew() {
    on_sqlite(async |database| {
        let house = House::of(database.open().await).await;
        house.gate.use_link(&house.link, PASSWORD).await.unwrap();
        let shut = Some(StaffError::SignInRefused);
        for _ in 0..5 {
            assert_eq!(refused(house.tries("wrong", "").await), shut);
        }
        for minutes in [1, 2] {
            house.later(Duration::seconds(minutes * 60 - 1));
            assert_eq!(
                refused(house.tries(PASSWORD, "").await),
                shut,
                "the right password is no help for {minutes} min"
            );
            house.later(Duration::seconds(1));
            assert_eq!(refused(house.tries("wrong", "").await), shut);
        }
        house.later(Duration::minutes(4));
        assert!(house.tries(PASSWORD, "").await.is_ok());
        for _ in 0..4 {
            assert_eq!(refused(house.tries("wrong", "").await), shut);
        }
        assert!(house.tries(PASSWORD, "").await.is_ok(), "four wrong tries shut nothing");
        let actions = house.actions().await;
        let count = |action: &str| actions.iter().filter(|one| *one == action).count();
        assert_eq!((count("staff.sign_in_failed"), count("staff.locked"), count("staff.signed_in")), (13, 3, 2));
        assert_eq!(
            refused(
                house
                    .gate
                    .sign_in(&Attempt {
                        login: "no body".to_owned(),
                        password: SecretString::from(PASSWORD),
                        code: String::new(),
                    })
                    .await
            ),
            shut
        );
        let last = house.store.audit_before(None, None, 1).await.unwrap().remove(0);
        assert_eq!((last.note.action.as_str(), last.note.subject), ("staff.sign_in_failed", None));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_ends_by_rest_by_age_and_with_the_password() {
    on_sqlite(async |database| {
        let house = House::of(database.open().await).await;
        house.gate.use_link(&house.link, PASSWORD).await.unwrap();
        let rests = house.tries(PASSWORD, "").await.unwrap();
        house.later(Duration::hours(11));
        assert!(house.is_in(&rests).await);
        house.later(Duration::hours(11));
        assert!(house.is_in(&rests).await, "a use renews it");
        house.later(Duration::hours(12));
        assert!(!house.is_in(&rests).await);
        let works = house.tries(PASSWORD, "").await.unwrap();
        for _ in 0..16 {
            house.later(Duration::hours(10));
            assert!(house.is_in(&works).await);
        }
        house.later(Duration::hours(8));
        assert!(!house.is_in(&works).await, "after seven days it ends however much it is used");
        let (here, there) = (house.tries(PASSWORD, "").await.unwrap(), house.tries(PASSWORD, "").await.unwrap());
        let old = || SecretString::from(PASSWORD);
        let new = "another good password";
        assert_eq!(
            refused(house.gate.change_password(&here.signed_in, SecretString::from("wrong"), new).await),
            Some(StaffError::WrongPassword)
        );
        let renewed = house.gate.change_password(&here.signed_in, old(), new).await.unwrap();
        assert!(!house.is_in(&here).await && !house.is_in(&there).await && house.is_in(&renewed).await);
        assert_eq!(refused(house.tries(PASSWORD, "").await), Some(StaffError::SignInRefused));
        house.gate.sign_out(&renewed.signed_in).await.unwrap();
        assert!(!house.is_in(&renewed).await);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_code_is_asked_for_once_it_is_confirmed_and_taken_once() {
    on_sqlite(async |database| {
        let house = House::of(database.open().await).await;
        house.gate.use_link(&house.link, PASSWORD).await.unwrap();
        let who = house.tries(PASSWORD, "").await.unwrap().signed_in;
        let password = || SecretString::from(PASSWORD);
        assert_eq!(refused(house.gate.confirm_totp(&who, password(), "123456").await), Some(StaffError::NoProposal));
        house.gate.propose_totp(&who).await.unwrap();
        let secret = house.gate.account(&who).await.unwrap().proposal.unwrap().secret;
        let app = Builder::new().with_secret(Secret::try_from_base32(&secret).unwrap()).build().unwrap();
        let code = || app.generate(u64::try_from(house.clock.now().timestamp()).unwrap()).to_string();
        let wrong = if code() == "000000" { "111111" } else { "000000" };
        assert_eq!(refused(house.gate.confirm_totp(&who, password(), wrong).await), Some(StaffError::WrongCode));
        assert!(house.tries(PASSWORD, "").await.is_ok(), "before it is confirmed nothing is asked for");
        house.gate.confirm_totp(&who, password(), &code()).await.unwrap();
        let shut = Some(StaffError::SignInRefused);
        assert_eq!(refused(house.tries(PASSWORD, &code()).await), shut, "the code that confirmed it was taken");
        house.later(Duration::seconds(30));
        assert_eq!(refused(house.tries(PASSWORD, "").await), shut);
        let next = code();
        assert!(house.tries(PASSWORD, &next).await.is_ok());
        assert_eq!(refused(house.tries(PASSWORD, &next).await), shut, "a code is taken once");
        house.gate.clear_totp(&who, password()).await.unwrap();
        assert!(house.tries(PASSWORD, "").await.is_ok());
        let actions = house.actions().await;
        assert!(["staff.totp_on", "staff.totp_off"].iter().all(|one| actions.contains(&(*one).to_owned())));
    })
    .await;
}
