//! Sites, and the counters of their quotas.

use yiguan::domain::{Locale, PageOrigin, Quotas, Site, SiteKey};
use yiguan::store::{Counter, Taken};

use super::fixtures::at;
use crate::support::database::Database;

contracts! {
    a_site_comes_back_whole_and_changed,
    counters_are_taken_all_or_none,
    the_last_one_goes_to_one_alone,
    old_counters_are_forgotten,
}

const DAY: &str = "2026-11-28";

fn site(secret: u8) -> Site {
    Site {
        key: SiteKey::from_random([secret; 32]),
        name: "某区政务网".to_owned(),
        origins: vec![PageOrigin::parse("https://www.example.gov.cn").unwrap()],
        null_origin: true,
        area: Some("浙江省温州市".to_owned()),
        greeting: None,
        locale: Locale::En,
        quotas: Quotas { site_messages: 1, talk_messages: 2, address_messages: 3, tokens: u64::MAX },
        enabled: true,
        created_at: at(i64::from(secret)),
    }
}

fn counter(subject: &str, limit: i64) -> Counter {
    Counter { subject: subject.to_owned(), limit }
}

async fn a_site_comes_back_whole_and_changed(database: Database) {
    let store = database.open().await;
    let (one, two) = (site(1), site(2));
    for site in [&two, &one] {
        store.create_site(site).await.unwrap();
    }
    assert_eq!(store.sites().await.unwrap(), [one.clone(), two.clone()]);
    let changed = Site { enabled: false, origins: vec![], greeting: Some("您好".to_owned()), ..one };
    assert!(store.change_site(&changed).await.unwrap());
    assert_eq!(store.site(&changed.key).await.unwrap(), Some(changed));
    assert_eq!(store.site(&two.key).await.unwrap(), Some(two.clone()));
    assert!(!store.change_site(&site(3)).await.unwrap());
    assert!(store.create_site(&two).await.is_err());
}

async fn counters_are_taken_all_or_none(database: Database) {
    let store = database.open().await;
    let key = SiteKey::own();
    let both = [counter("talk", 2), counter("site", 1)];
    assert_eq!(store.take(&key, DAY, &both).await.unwrap(), Taken::All(vec![1, 1]));
    assert_eq!(store.take(&key, DAY, &both).await.unwrap(), Taken::UsedUp(1));
    assert_eq!(store.used(&key, DAY, "talk").await.unwrap(), 1, "nothing is taken by a refusal");
    store.count(&key, DAY, "site", -1).await.unwrap();
    assert_eq!(store.take(&key, DAY, &both).await.unwrap(), Taken::All(vec![2, 1]));
    assert_eq!(store.take(&key, "2026-11-29", &both).await.unwrap(), Taken::All(vec![1, 1]), "a new day");
    assert_eq!(store.take(&SiteKey::from_random([5; 32]), DAY, &both).await.unwrap(), Taken::All(vec![1, 1]));
}

async fn the_last_one_goes_to_one_alone(database: Database) {
    let store = database.open().await;
    let all = (0..20).map(|_| {
        let store = store.clone();
        async move { store.take(&SiteKey::own(), DAY, &[counter("site", 7)]).await.unwrap() }
    });
    let taken = futures::future::join_all(all).await;
    assert_eq!(taken.iter().filter(|taken| matches!(taken, Taken::All(_))).count(), 7);
}

async fn old_counters_are_forgotten(database: Database) {
    let store = database.open().await;
    let key = SiteKey::own();
    for day in ["2026-11-20", "2026-11-27", DAY] {
        store.count(&key, day, "site", 4).await.unwrap();
    }
    assert_eq!(store.forget_usage("2026-11-27").await.unwrap(), 1);
    assert_eq!(store.used(&key, "2026-11-20", "site").await.unwrap(), 0);
    assert_eq!(store.used(&key, "2026-11-27", "site").await.unwrap(), 4);
}
