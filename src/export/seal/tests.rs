//! Tests seals: they can be read back, and nothing can be changed unseen.

use proptest::prelude::*;
use secrecy::ExposeSecret;

use super::*;
use crate::export::{Aigc, Block, Paper, docx, pdf};

const FORMATS: [SealedFormat; 3] = [SealedFormat::Docx, SealedFormat::Pdf, SealedFormat::Json];

fn key(seed: u8) -> SigningKey {
    SigningKey::new_from_bytes([seed; 32])
}

fn about() -> SealAbout {
    SealAbout { case_code: "K7QM-3XHD".to_owned(), release: 2 }
}

fn paper() -> Paper {
    Paper {
        title: "视觉检测系统技术规格书".to_owned(),
        number: "K7QM-3XHD".to_owned(),
        label: "本内容由人工智能生成，经翻译官审核。".to_owned(),
        meta: Aigc { label: "1".to_owned(), ..Aigc::default() },
        locale_tag: "zh-CN".to_owned(),
        made_on: "2026-01-31".to_owned(),
        blocks: vec![Block::Paragraph("鞋面划痕，六个人看。".to_owned())],
    }
}

fn file(format: SealedFormat) -> Vec<u8> {
    match format {
        SealedFormat::Docx => docx(&paper()).unwrap(),
        SealedFormat::Pdf => pdf(&paper()).unwrap(),
        SealedFormat::Json => "{\n  \"title\": \"鞋面\",\n  \"rate\": 0.30000000000000004\n}\n".as_bytes().to_vec(),
    }
}

fn sealed(format: SealedFormat) -> Vec<u8> {
    seal(file(format), format, &about(), &key(7)).unwrap()
}

#[test]
fn a_seal_is_read_back_with_what_it_says() {
    for format in FORMATS {
        let report = read_seal(&sealed(format)).unwrap();
        assert_eq!((report.format, &report.about), (format, &about()));
        assert_eq!(report.sha256, hex::encode(Sha256::digest(file(format))));
        assert_eq!(report.key, key(7).public_hex());
        assert_ne!(report.key, key(8).public_hex());
    }
}

#[test]
fn readers_of_the_format_still_read_it() {
    let document = lopdf::Document::load_mem(&sealed(SealedFormat::Pdf)).unwrap();
    assert_eq!(document.get_pages().len(), 1);
    let json: serde_json::Value = serde_json::from_slice(&sealed(SealedFormat::Json)).unwrap();
    assert_eq!((json["title"].as_str(), json["seal"]["case"].as_str()), (Some("鞋面"), Some("K7QM-3XHD")));
    // The record that ends the archive stands where its comment's length says.
    let archive = sealed(SealedFormat::Docx);
    let end = archive.windows(4).rposition(|window| window == b"PK\x05\x06").unwrap();
    let length = usize::from(u16::from_le_bytes([archive[end + 20], archive[end + 21]]));
    assert_eq!(end + 22 + length, archive.len());
}

#[test]
fn any_other_json_object_can_be_sealed() {
    for text in ["{}", "{ }", "{\"a\":{}}", "{\"a\":[1,{\"seal\":{}}]}"] {
        let sealed = seal(text.as_bytes().to_vec(), SealedFormat::Json, &about(), &key(1)).unwrap();
        assert!(serde_json::from_slice::<serde_json::Value>(&sealed).is_ok());
        assert!(read_seal(&sealed).is_ok(), "{text}");
    }
    // A comma that JSON itself would not allow is a change as well.
    let sealed = String::from_utf8(seal(b"{}".to_vec(), SealedFormat::Json, &about(), &key(1)).unwrap()).unwrap();
    assert_eq!(read_seal(sealed.replace("}}", "},}").as_bytes()), Err(SealError::Damaged));
}

#[test]
fn what_cannot_be_sealed_is_refused() {
    let refused = |bytes: &[u8], format, code: &str| {
        let about = SealAbout { case_code: code.to_owned(), release: 1 };
        matches!(seal(bytes.to_vec(), format, &about, &key(1)), Err(ExportError::Unsealable(_)))
    };
    for format in FORMATS {
        assert!(refused(&sealed(format), format, "A"), "sealed twice");
        assert!(refused(b"words", format, "A"));
        for code in ["", "A\"", "A}", "甲", "A\n", &"A".repeat(41)] {
            assert!(refused(&file(format), format, code), "{code}");
        }
    }
    assert!(refused(&file(SealedFormat::Pdf), SealedFormat::Docx, "A"));
    assert!(refused(b"{\"\\u0073eal\":1}", SealedFormat::Json, "A"), "an escaped name is the same name");
    assert!(refused(b"%PDF-1.7 cut", SealedFormat::Pdf, "A"));
    assert!(refused(b"PK\x03\x04 cut", SealedFormat::Docx, "A"));
}

#[test]
fn it_says_precisely_what_is_wrong() {
    assert_eq!(read_seal(b"words"), Err(SealError::UnknownFormat));
    for format in FORMATS {
        assert_eq!(read_seal(&file(format)), Err(SealError::NoSeal), "{format:?}");
        let bytes = sealed(format);
        // The middle of the file, which is no part of the seal.
        let mut changed = bytes.clone();
        let at = if format == SealedFormat::Json { bytes.len() - 5 } else { bytes.len() / 2 };
        changed[at] ^= 1;
        assert!(
            matches!(read_seal(&changed), Err(SealError::Changed(report)) if report.about == about()),
            "{format:?}"
        );
        let more = [bytes.as_slice(), b"\n1 0 obj"].concat();
        assert!(matches!(read_seal(&more), Err(SealError::Damaged | SealError::Changed(_))), "{format:?}");
        for (from, to, wrong) in [
            ("\"release\":2", "\"release\":3", SealError::Forged),
            ("\"release\":2", "\"release\":02", SealError::Damaged),
            ("\"version\":1", "\"version\":9", SealError::Version(9)),
            ("\"case\":\"K7QM", "\"case\":\"k7qm", SealError::Forged),
        ] {
            assert_eq!(read_seal(&replaced(&bytes, from, to)), Err(wrong), "{format:?}: {to}");
        }
    }
}

/// The seal's text changed, and the comment's length with it where the format has one.
fn replaced(bytes: &[u8], from: &str, to: &str) -> Vec<u8> {
    let format = SealedFormat::of(bytes).unwrap();
    let found = place::find(bytes, format).unwrap();
    place::put(found.original, format, &found.text.replace(from, to)).unwrap()
}

#[test]
fn a_seal_moved_to_another_file_or_format_does_not_hold() {
    let json = b"{\"a\":1}".to_vec();
    for format in FORMATS {
        let other = if format == SealedFormat::Json { SealedFormat::Pdf } else { SealedFormat::Json };
        let found = place::find(&sealed(other), other).unwrap();
        let moved = place::put(file(format), format, &found.text).unwrap();
        assert_eq!(read_seal(&moved), Err(SealError::Forged), "{format:?}");
    }
    let found = place::find(&sealed(SealedFormat::Json), SealedFormat::Json).unwrap();
    let moved = place::put(json, SealedFormat::Json, &found.text).unwrap();
    assert!(matches!(read_seal(&moved), Err(SealError::Changed(_))));
}

#[test]
fn a_key_is_read_back_from_pem_and_never_printed() {
    let pem = key(7).to_pem().unwrap();
    let again = SigningKey::from_pem(pem.expose_secret()).unwrap();
    assert_eq!(again.public_hex(), key(7).public_hex());
    assert!(pem.expose_secret().starts_with("-----BEGIN PRIVATE KEY-----\n"));
    assert_eq!(format!("{again:?}"), "SigningKey([REDACTED])");
    for damaged in ["", "-----BEGIN PRIVATE KEY-----", &pem.expose_secret().replace('M', "N")] {
        assert!(matches!(SigningKey::from_pem(damaged), Err(ExportError::Key)));
    }
}

#[test]
fn the_key_of_rfc_8032_has_its_public_key() {
    let secret = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
    let secret: [u8; 32] = hex::decode(secret).unwrap().try_into().unwrap();
    let public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    assert_eq!(SigningKey::new_from_bytes(secret).public_hex(), public);
}

#[test]
fn a_weak_key_signs_nothing() {
    // With a key of small order a signature can be made that holds for every message.
    let (mut weak, mut signature) = ([0; 32], [0; 64]);
    (weak[0], signature[0]) = (1, 1);
    assert!(!key::is_signed(b"anything", &weak, &signature));
}

#[test]
fn no_bit_of_a_small_file_can_be_changed_unseen() {
    let bytes = sealed(SealedFormat::Json);
    for at in 0..bytes.len() {
        for bit in 0..8 {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << bit;
            assert!(read_seal(&changed).is_err(), "byte {at}, bit {bit}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn no_changed_added_or_lost_byte_goes_unseen(
        which in 0_usize..3, place in any::<prop::sample::Index>(), change in 1_u8.., near_the_end in any::<bool>(),
    ) {
        let format = FORMATS[which];
        let bytes = sealed(format);
        let from = if near_the_end { bytes.len().saturating_sub(500) } else { 0 };
        let at = from + place.index(bytes.len() - from);
        let mut changed = bytes.clone();
        changed[at] ^= change;
        prop_assert!(read_seal(&changed).is_err(), "changed {at}");
        let mut added = bytes.clone();
        added.insert(at, change);
        prop_assert!(read_seal(&added).is_err(), "added at {at}");
        let mut lost = bytes;
        lost.remove(at);
        prop_assert!(read_seal(&lost).is_err(), "lost {at}");
    }

    #[test]
    fn whatever_bytes_come_are_an_error_at_most(head in 0_usize..4, tail in prop::collection::vec(any::<u8>(), 0..200)) {
        let heads: [&[u8]; 4] = [b"", b"PK\x03\x04", b"%PDF-", b"{\"seal\":"];
        prop_assert!(read_seal(&[heads[head], &tail].concat()).is_err());
    }

    #[test]
    fn another_key_gives_another_seal(seed in any::<[u8; 32]>()) {
        let bytes = seal(file(SealedFormat::Json), SealedFormat::Json, &about(), &SigningKey::new_from_bytes(seed)).unwrap();
        let report = read_seal(&bytes).unwrap();
        prop_assert_eq!(report.key == key(7).public_hex(), seed == [7; 32]);
    }
}
