//! What owners may ask for beside an answer: photos, a number with consent, another device, a copy, deletion, a complaint, files.

use reqwest::{Method, Response};
use serde_json::{Value, json};

use super::{SHOES, best};
use crate::store::fixtures::waiting;
use crate::support::owner::Owner;
use crate::support::test_app::Setup;

/// The smallest PNG that is large enough to be a photo: 16 by 16 pixels.
fn png() -> Vec<u8> {
    let mut file = std::io::Cursor::new(vec![]);
    image::DynamicImage::new_rgb8(16, 16).write_to(&mut file, image::ImageFormat::Png).unwrap();
    file.into_inner()
}

fn path(owner: &Owner, rest: &str) -> anyhow::Result<String> {
    Ok(format!("/api/v1/conversations/{}{rest}", owner.talk()?.id))
}

async fn adds(owner: &Owner, file: Vec<u8>) -> anyhow::Result<Response> {
    Ok(owner.asks(Method::POST, &path(owner, "/photos")?).body(file).send().await?)
}

async fn told(response: Response) -> anyhow::Result<(u16, Value)> {
    let status = response.status().as_u16();
    let text = response.text().await?;
    Ok((status, if text.is_empty() { Value::Null } else { serde_json::from_str(&text)? }))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn photos_come_with_a_message_and_belong_to_their_talk_alone() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let (status, added) = told(adds(&owner, png()).await?).await?;
            assert_eq!(status, 201, "{added}");
            let photo = added["photo_id"].as_str().unwrap_or_default().to_owned();
            let body = json!({ "message": "[图片]", "photos": [photo] });
            let (status, begun) = told(owner.posts(&path(&owner, "/turns")?, &body).await?).await?;
            assert_eq!(status, 202, "{begun}");
            let turn = begun["turn_id"].as_str().unwrap_or_default();
            owner.gets(&format!("/api/v1/turns/{turn}/events")).await?.text().await?;
            let talk = owner.looks_at(&path(&owner, "")?).await?;
            assert_eq!(talk["turns"][1]["photos"], json!([photo]));
            let shown = owner.gets(&path(&owner, &format!("/photos/{photo}"))?).await?;
            assert_eq!((shown.status().as_u16(), &shown.headers()["content-type"]), (200, &"image/jpeg".parse()?));
            let mut other = app.owner();
            other.says(SHOES).await?;
            let stolen = other.gets(&path(&other, &format!("/photos/{photo}"))?).await?;
            assert_eq!(stolen.status(), 404);
            let (status, problem) = told(adds(&owner, b"%PDF-1.7".to_vec()).await?).await?;
            assert_eq!((status, &problem["code"]), (415, &"photo_kind".into()));
            let (status, problem) = told(adds(&owner, vec![0; 11 * 1024 * 1024]).await?).await?;
            assert_eq!((status, &problem["code"]), (413, &"photo_heavy".into()));
            for _ in 1..12 {
                assert_eq!(adds(&owner, png()).await?.status(), 201);
            }
            assert_eq!(told(adds(&owner, png()).await?).await?.1["code"], "photos_full");
            let removed = owner.asks(Method::DELETE, &path(&owner, &format!("/photos/{photo}"))?).send().await?;
            assert_eq!(removed.status(), 204);
            assert_eq!(owner.gets(&path(&owner, &format!("/photos/{photo}"))?).await?.status(), 404);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_number_is_kept_only_after_submitting_and_with_consent() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let gives = async |phone: &str, agreed: bool| {
                let request = owner.asks(Method::PUT, &path(&owner, "/contact")?);
                let body = json!({ "phone": phone, "agreed": agreed }).to_string();
                told(request.header("content-type", "application/json").body(body).send().await?).await
            };
            assert_eq!(gives("13800000000", true).await?.1["code"], "not_handed_over");
            assert_eq!(owner.posts(&path(&owner, "/submit")?, &json!({})).await?.status(), 202);
            assert_eq!(gives("13800000000", false).await?.1["code"], "no_consent");
            assert_eq!(gives("打我电话", true).await?.1["code"], "no_phone");
            let (status, kept) = gives("138 0000 0000", true).await?;
            assert_eq!((status, &kept["phone"]), (200, &"13800000000".into()));
            assert_eq!(owner.looks_at(&path(&owner, "")?).await?["contact"], kept);
            let taken = owner.asks(Method::DELETE, &path(&owner, "/contact")?).send().await?;
            assert_eq!(taken.status(), 204);
            assert_eq!(owner.looks_at(&path(&owner, "")?).await?["contact"], Value::Null);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_device_needs_code_and_newest_secret() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let secret = async || {
                let made = told(owner.posts(&path(&owner, "/secret")?, &json!({})).await?).await?.1;
                anyhow::Ok(made["secret"].as_str().unwrap_or_default().to_owned())
            };
            let (old, new) = (secret().await?, secret().await?);
            let stranger = app.owner();
            let returns = async |code: &str, secret: &str| {
                let body = json!({ "case_code": code, "secret": secret });
                told(stranger.posts("/api/v1/return", &body).await?).await
            };
            let code = owner.talk()?.code.clone();
            for (code, secret) in [(code.as_str(), old.as_str()), ("AAAA-AAAA", &new), (&code, "x"), (&code, "")] {
                assert_eq!(returns(code, secret).await?.1["code"], "no_return");
            }
            let (status, found) = returns(&code.to_lowercase().replace('-', ""), &new.replace('-', " ")).await?;
            assert_eq!((status, &found["case_code"]), (200, &code.clone().into()));
            let token = found["owner_token"].as_str().unwrap_or_default();
            let opened = stranger.asks(Method::GET, &path(&owner, "")?).bearer_auth(token).send().await?;
            assert_eq!(opened.status(), 200);
            // The first device is not shut out.
            assert_eq!(owner.gets(&path(&owner, "")?).await?.status(), 200);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_deleted_talk_is_gone_everywhere_and_leaves_a_receipt() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            owner.taps_through(best).await?;
            assert_eq!(owner.posts(&path(&owner, "/submit")?, &json!({})).await?.status(), 202);
            assert_eq!(adds(&owner, png()).await?.status(), 201);
            let copy = owner.looks_at(&path(&owner, "/copy")?).await?;
            assert!(copy.to_string().contains(SHOES) && copy["photos"].as_array().is_some_and(|p| p.len() == 1));
            let erased = owner.asks(Method::DELETE, &path(&owner, "")?).send().await?;
            let (status, receipt) = told(erased).await?;
            assert_eq!(status, 200);
            assert!(receipt["receipt"].as_str().is_some_and(|number| number.starts_with("DEL-")), "{receipt}");
            assert_eq!(owner.gets(&path(&owner, "")?).await?.status(), 404);
            let store = app.store().await?;
            assert!(waiting(&store).await.is_empty(), "nobody is to review it any more");
            let again = owner.asks(Method::DELETE, &path(&owner, "")?).send().await?;
            assert_eq!(again.status(), 404);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_talk_can_be_deleted_while_it_is_being_answered() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            let turn = owner.leaves(SHOES).await?;
            let erased = owner.asks(Method::DELETE, &path(&owner, "")?).send().await?;
            assert_eq!(erased.status(), 200);
            assert_eq!(owner.gets(&format!("/api/v1/turns/{turn}")).await?.status(), 404);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_complaint_gets_a_number_and_a_day() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            let empty = owner.posts("/api/v1/complaints", &json!({ "text": "  " })).await?;
            assert_eq!(told(empty).await?.1["code"], "bad_complaint");
            let (status, anonymous) =
                told(owner.posts("/api/v1/complaints", &json!({ "text": "打不开" })).await?).await?;
            assert_eq!(status, 201);
            assert!(anonymous["number"].as_str().is_some_and(|n| n.starts_with("TS-")) && anonymous["due"].is_string());
            owner.says(SHOES).await?;
            let about = json!({ "text": "结论不对", "conversation_id": owner.talk()?.id });
            assert_eq!(owner.posts("/api/v1/complaints", &about).await?.status(), 201);
            let kept = app.store().await?.complaints().await?;
            assert_eq!(kept.len(), 2);
            assert_eq!(kept.iter().filter(|complaint| complaint.conversation_id.is_some()).count(), 1);
            Ok(())
        })
        .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_file_that_is_handed_out_is_noted() -> anyhow::Result<()> {
    Setup::plain()
        .run(async |app| {
            let mut owner = app.owner();
            owner.says(SHOES).await?;
            let early = owner.gets(&path(&owner, "/files/pdf")?).await?;
            assert_eq!(told(early).await?.1["code"], "no_specification");
            owner.taps_through(best).await?;
            for (format, magic) in [("pdf", &b"%PDF"[..]), ("docx", &b"PK"[..])] {
                let file = owner.gets(&path(&owner, &format!("/files/{format}"))?).await?;
                assert_eq!(file.status(), 200);
                let name = file.headers()["content-disposition"].to_str()?.to_owned();
                assert!(name.contains(&format!("yiguan-{}.{format}", owner.talk()?.code)), "{name}");
                let bytes = file.bytes().await?;
                assert!(bytes.starts_with(magic));
                if format == "pdf" {
                    let inside = lopdf::Document::load_mem(&bytes)?;
                    let info = inside.trailer.get(b"Info")?.as_reference()?;
                    let aigc = inside.get_dictionary(info)?.get(b"AIGC")?;
                    let meta: Value = serde_json::from_str(&lopdf::decode_text_string(aigc)?)?;
                    let number = meta["ProduceID"].as_str().unwrap_or_default();
                    let record = app.store().await?.export(number).await?;
                    assert_eq!(record.map(|record| record.conversation_id.to_string()), Some(owner.talk()?.id.clone()));
                }
            }
            assert_eq!(owner.gets(&path(&owner, "/files/exe")?).await?.status(), 404);
            Ok(())
        })
        .await
}
