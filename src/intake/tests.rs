//! Small files of each kind, some of them wrong.

use std::ops::ControlFlow;

use encoding_rs::GB18030;

use super::*;

fn table(bytes: &[u8]) -> Result<Vec<Record>, IntakeError> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs_err::write(file.path(), bytes).unwrap();
    let mut found = vec![];
    read_table(file.path(), &mut |record| {
        found.push(record);
        ControlFlow::Continue(())
    })?;
    Ok(found)
}

#[test]
fn a_table_is_read_in_the_encodings_that_people_have() {
    let text = "标题,问题\r\n\"鞋面,划痕\",\"两行\n话\"\r\n,\r\n甲,'=1+1\r\n";
    let plain = table(text.as_bytes()).unwrap();
    assert_eq!(plain.len(), 3);
    assert_eq!(plain[1].cells, ["鞋面,划痕", "两行\n话"]);
    assert_eq!((plain[2].number, plain[2].cells[1].as_str()), (4, "=1+1"));
    assert_eq!(table(format!("\u{feff}{text}").as_bytes()).unwrap(), plain);
    assert_eq!(table(&GB18030.encode(text).0).unwrap(), plain);
    assert_eq!(table(&[0xff, 0xff, 0x20, 0xff]), Err(IntakeError::Encoding));
}

#[test]
fn what_is_packed_is_read_again_and_a_bomb_is_not() {
    let packed = |files: &[(&str, &str)]| {
        let file = tempfile::NamedTempFile::new().unwrap();
        let mut packer = Packer::new(fs_err::File::create(file.path()).unwrap().into_parts().0);
        for (path, text) in files {
            packer.put(path, text).unwrap();
        }
        packer.finish().unwrap();
        file
    };
    let read = |file: &tempfile::NamedTempFile| {
        let mut found = vec![];
        read_packed(file.path(), &mut |one| {
            found.push(one);
            ControlFlow::Continue(())
        })
        .map(|()| found)
    };
    let file = packed(&[("cases/b.toml", "b"), ("cases/a.toml", "a"), ("README.md", "x")]);
    assert_eq!(read(&file).unwrap(), [("cases/a.toml".into(), "a".into()), ("cases/b.toml".into(), "b".into())]);
    let bomb = packed(&[("cases/a.toml", &" ".repeat(5 * 1024 * 1024))]);
    assert_eq!(read(&bomb), Err(IntakeError::TooLarge));
    let none = tempfile::NamedTempFile::new().unwrap();
    fs_err::write(none.path(), "no archive").unwrap();
    assert!(matches!(read(&none), Err(IntakeError::Damaged(_))));
}

#[test]
fn columns_have_the_letters_that_people_see() {
    assert_eq!([0, 25, 26, 701, 702].map(letters), ["A", "Z", "AA", "ZZ", "AAA"]);
}
