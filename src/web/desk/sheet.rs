//! The specification as a form: sections of lines, each with who wrote it, how good its evidence is, and what changed.

use minijinja::{Value, context};
use similar::{Algorithm, DiffOp, capture_diff_slices};

use super::{name_of, talk, word};
use crate::domain::review::{Block, FieldId, FieldState};
use crate::domain::{Locale, Origin, SECTION_TITLES, TO_CONFIRM};
use crate::messages::say;
use crate::service::review::{CaseView, FieldView, Grounds};

/// The sections that have lines, each with its lines.
pub(super) fn sections(case: &CaseView, grounds: &Grounds, locale: Locale) -> Vec<Value> {
    let section = |(number, title): (u8, &str)| {
        let own: Vec<&FieldView> = case.fields.iter().filter(|line| line.field.section == number).collect();
        let open = own.iter().filter(|line| !line.field.settled()).count();
        let lines: Vec<Value> = own.into_iter().map(|line| field(line, case, grounds, locale)).collect();
        context! { number, title, lines, open }
    };
    (0u8..).zip(SECTION_TITLES).map(section).collect()
}

/// The draft of a case that nobody has taken: for reading alone.
pub(super) fn draft(case: &CaseView) -> Option<Value> {
    let draft = case.draft.as_ref()?;
    let section = |section: &crate::domain::Section| {
        let lines = section.items.iter().map(|item| {
            context! { label => &item.label, text => &item.text, doubtful => &item.doubtful }
        });
        context! { number => &section.number, title => &section.title, lines => lines.collect::<Vec<_>>() }
    };
    let plain = draft.plain.iter().map(|line| context! { title => &line.title, text => &line.text });
    let sections = draft.sections.iter().filter(|section| !section.items.is_empty()).map(section);
    Some(context! {
        title => &draft.title,
        plain => plain.collect::<Vec<_>>(),
        sections => sections.collect::<Vec<_>>(),
    })
}

/// The owner's reading.
pub(super) fn plain(case: &CaseView) -> Vec<Value> {
    let lines = case.plain.iter().enumerate().map(|(line, plain)| {
        let changed = plain.text != plain.drafted;
        context! {
            line,
            title => &plain.title,
            text => &plain.text,
            changed,
            diff => changed.then(|| diff(&plain.drafted, &plain.text)),
        }
    });
    lines.collect()
}

fn field(line: &FieldView, case: &CaseView, grounds: &Grounds, locale: Locale) -> Value {
    let field = &line.field;
    let drafted = field.drafted.as_deref();
    let changed = drafted.is_some_and(|drafted| drafted != field.text);
    let questions = case.questions.iter().filter(|asked| asked.field == Some(field.id));
    let waiting = questions.clone().find(|asked| asked.is_open());
    context! {
        id => &field.id,
        label => &field.label,
        text => &field.text,
        rows => rows(&field.text),
        mark => name_of(&field.mark),
        mark_name => word(locale, "field.mark", &field.mark),
        grade => name_of(&line.grade),
        grade_name => word(locale, "field.grade", &line.grade),
        state => name_of(&field.state),
        state_name => word(locale, "field.state", &field.state),
        settled => field.settled(),
        left_out => field.state == FieldState::LeftOut,
        doubtful => field.doubtful && field.state == FieldState::Open,
        by => field.by.and_then(|by| case.names.get(&by)),
        changed,
        diff => drafted.filter(|_| changed).map(|drafted| diff(drafted, &field.text)),
        newer => &field.newer,
        newer_diff => field.newer.as_ref().map(|newer| diff(&field.text, newer)),
        ground => ground(&field.origin, case, locale),
        restorable => changed || field.newer.is_some() || field.state == FieldState::LeftOut,
        waiting => waiting.map(|asked| context! { id => &asked.id, text => &asked.text }),
        question => question(&field.label, &field.text, grounds, locale),
        wrong => blocks_of(field.id, case),
    }
}

/// What a line rests on, and where that is shown on the page.
fn ground(origin: &Origin, case: &CaseView, locale: Locale) -> Value {
    let kind = serde_json::to_value(origin).ok();
    let kind = kind.as_ref().and_then(|origin| origin["kind"].as_str()).unwrap_or_default().to_owned();
    let name = say(locale, &format!("field.origin_{kind}"), &[]);
    match origin {
        Origin::Owner { quote } => {
            let place = talk::place(quote, case);
            context! {
                kind, name, words => quote,
                at => place.as_ref().map(|place| &place.0),
                pieces => place.as_ref().map(|place| place.1.join("\n")),
            }
        }
        Origin::Case { id } => context! { kind, name, at => format!("case-{id}") },
        Origin::Policy { id } => context! { kind, name, at => format!("policy-{id}") },
        Origin::Reviewer { basis } => context! { kind, name, words => basis },
        Origin::Rubric => context! { kind, name, at => "verdict" },
        Origin::Playbook | Origin::Service | Origin::ToConfirm => context! { kind, name },
    }
}

/// How the owner could be asked for a line: as the playbook does, where it knows the line.
pub(super) fn question(label: &str, text: &str, grounds: &Grounds, locale: Locale) -> String {
    let known = grounds.questions.iter().find(|(known, _)| known == label);
    match known {
        Some((_, question)) => question.clone(),
        None if text.contains(TO_CONFIRM) => say(locale, "field.ask_for", &[("label", label)]),
        None => String::new(),
    }
}

/// What the checks find in a line.
fn blocks_of(id: FieldId, case: &CaseView) -> Vec<String> {
    let found = case.blocks.iter().filter_map(|block| match block {
        Block::Finding { field: Some(field), message, .. } if *field == id => Some(message.clone()),
        _ => None,
    });
    found.collect()
}

/// Lines of a text box that shows a text whole.
fn rows(text: &str) -> usize {
    let lines: usize = text.lines().map(|line| line.chars().count() / 34 + 1).sum();
    lines.clamp(2, 8)
}

/// Two texts as parts that stay, go or come. A Chinese character is a word, a figure or a foreign word is one as a whole.
pub(super) fn diff(old: &str, new: &str) -> Vec<Value> {
    let (old, new) = (words(old), words(new));
    let part = |kind: &str, words: &[&str]| context! { kind, text => words.concat() };
    let mut parts = vec![];
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        match op {
            DiffOp::Equal { old_index, len, .. } => parts.push(part("same", &old[old_index..old_index + len])),
            DiffOp::Delete { old_index, old_len, .. } => parts.push(part("gone", &old[old_index..old_index + old_len])),
            DiffOp::Insert { new_index, new_len, .. } => parts.push(part("new", &new[new_index..new_index + new_len])),
            DiffOp::Replace { old_index, old_len, new_index, new_len } => {
                parts.push(part("gone", &old[old_index..old_index + old_len]));
                parts.push(part("new", &new[new_index..new_index + new_len]));
            }
        }
    }
    parts
}

fn words(text: &str) -> Vec<&str> {
    let joins = |c: char| c.is_ascii_alphanumeric() || c == '.' || c == '%';
    let mut words = vec![];
    let mut begin = 0;
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if before.is_some_and(|before| !(joins(before) && joins(c))) {
            words.push(&text[begin..at]);
            begin = at;
        }
        before = Some(c);
    }
    if begin < text.len() {
        words.push(&text[begin..]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(old: &str, new: &str) -> String {
        let parts = diff(old, new);
        let sign = |kind: &str| match kind {
            "gone" => "-",
            "new" => "+",
            _ => "",
        };
        let told = parts.iter().map(|part| {
            let kind = part.get_attr("kind").unwrap().to_string();
            format!("{}[{}]", sign(&kind), part.get_attr("text").unwrap())
        });
        told.collect()
    }

    #[test]
    fn a_figure_changes_as_a_whole_and_chinese_by_the_character() {
        assert_eq!(told("漏检率2.5%以下", "漏检率1.5%以下"), "[漏检率]-[2.5%]+[1.5%][以下]");
        assert_eq!(told("六个人", "八个人"), "-[六]+[八][个人]");
        assert_eq!(told("", "新"), "+[新]");
        assert_eq!(told("一样", "一样"), "[一样]");
    }

    #[test]
    fn nothing_of_a_text_is_lost() {
        for text in ["待确认（由 MES 给出）", "3,000双/天", "😀鞋"] {
            assert_eq!(words(text).concat(), text);
        }
    }
}
