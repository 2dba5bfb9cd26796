//! A specification laid out for paper: the owner's reading first, then that of a provider, every line with its origin.

use chrono::NaiveDate;

use crate::domain::{
    Conversation, Knowledge, Locale, Origin, ReleasedDocument, Section, Source, Specification, Verdict,
};
use crate::export::{Aigc, Block, Paper};
use crate::messages::say;

/// The paper of a draft.
pub(super) fn paper(
    draft: &Specification,
    knowledge: &Knowledge,
    conversation: &Conversation,
    meta: Aigc,
    today: NaiveDate,
) -> Paper {
    Paper {
        title: draft.title.clone(),
        number: conversation.case_code.0.clone(),
        label: draft.label.clone(),
        meta,
        locale_tag: tag(conversation.locale),
        made_on: today.to_string(),
        blocks: blocks(draft, knowledge, conversation.locale),
    }
}

/// The paper of a release: who reviewed it and what the verdict is come first.
pub(super) fn released_paper(
    document: &ReleasedDocument,
    knowledge: &Knowledge,
    conversation: &Conversation,
    meta: Aigc,
) -> Paper {
    let locale = conversation.locale;
    let number = document.number.to_string();
    let released = [("n", number.as_str()), ("day", &document.released_on), ("name", &document.reviewer)];
    let mut first = vec![Block::Paragraph(say(locale, "file.released", &released))];
    if let Some(name) = &document.second_reader {
        first.push(Block::Paragraph(say(locale, "file.second_reader", &[("name", name)])));
    }
    first.push(Block::Note(say(locale, "file.verify", &[])));
    first.push(Block::Heading { level: 1, text: say(locale, "file.verdict", &[]) });
    first.push(Block::Paragraph(verdict_name(&document.verdict, locale)));
    first.push(Block::Paragraph(document.verdict.explanation.clone()));
    first.extend(blocks(&document.specification, knowledge, locale));
    Paper {
        title: document.specification.title.clone(),
        number: format!("{} v{}", conversation.case_code, document.number),
        label: document.specification.label.clone(),
        meta,
        locale_tag: tag(locale),
        made_on: document.released_on.clone(),
        blocks: first,
    }
}

fn verdict_name(verdict: &Verdict, locale: Locale) -> String {
    let code = serde_json::to_value(verdict.code).ok().and_then(|name| name.as_str().map(str::to_owned));
    say(locale, &format!("page.verdict_{}", code.unwrap_or_default()), &[])
}

fn tag(locale: Locale) -> String {
    if locale == Locale::En { "en" } else { "zh-CN" }.to_owned()
}

fn blocks(draft: &Specification, knowledge: &Knowledge, locale: Locale) -> Vec<Block> {
    let text = |key: &str| say(locale, key, &[]);
    let mut blocks = vec![];
    if !draft.plain.is_empty() {
        blocks.push(Block::Heading { level: 1, text: text("page.reading_owner") });
        for line in &draft.plain {
            blocks.push(Block::Heading { level: 3, text: line.title.clone() });
            blocks.push(Block::Paragraph(line.text.clone()));
        }
    }
    blocks.push(Block::Heading { level: 1, text: text("page.reading_provider") });
    blocks.push(Block::Note(text("file.origins")));
    for section in &draft.sections {
        blocks.extend(section_blocks(section, knowledge, locale));
    }
    let cited = cited(draft, knowledge, locale);
    if !cited.is_empty() {
        blocks.push(Block::Heading { level: 1, text: text("file.sources") });
        blocks.push(Block::Bullets(cited));
    }
    if !draft.findings.is_empty() {
        blocks.push(Block::Heading { level: 1, text: text("file.findings") });
        blocks.push(Block::Bullets(draft.findings.iter().map(|finding| finding.message.clone()).collect()));
    }
    blocks
}

fn section_blocks(section: &Section, knowledge: &Knowledge, locale: Locale) -> Vec<Block> {
    let heading = Block::Heading { level: 2, text: format!("{} {}", section.number, section.title) };
    if section.items.is_empty() {
        return vec![heading, Block::Note(say(locale, "page.sheet_empty", &[]))];
    }
    let head = ["file.line", "file.content", "file.origin"].map(|key| say(locale, key, &[])).to_vec();
    let row = |item: &crate::domain::Item| {
        vec![item.label.clone(), item.text.clone(), origin(&item.origin, knowledge, locale)]
    };
    vec![heading, Block::Table { head, rows: section.items.iter().map(row).collect() }]
}

/// Where a line comes from, in words.
fn origin(origin: &Origin, knowledge: &Knowledge, locale: Locale) -> String {
    let named = |key: &str, title: Option<&str>| match title {
        Some(title) => format!("{}：{title}", say(locale, key, &[])),
        None => say(locale, key, &[]),
    };
    match origin {
        Origin::Owner { .. } => named("page.origin_owner", None),
        Origin::Case { id } => named("page.origin_case", knowledge.case(id).map(|case| case.title.as_str())),
        Origin::Policy { id } => named("page.origin_policy", knowledge.policy(id).map(|policy| policy.title.as_str())),
        Origin::Playbook => named("page.origin_playbook", None),
        Origin::Rubric => named("page.origin_rubric", None),
        Origin::Service => named("page.origin_service", None),
        Origin::Reviewer { .. } => named("page.origin_reviewer", None),
        Origin::ToConfirm => named("page.origin_to_confirm", None),
    }
}

/// What is cited, each once, with who published it and when; an address only where it is the publisher's own.
fn cited(draft: &Specification, knowledge: &Knowledge, locale: Locale) -> Vec<String> {
    let mut lines: Vec<String> = vec![];
    for item in draft.sections.iter().flat_map(|section| &section.items) {
        let found = match &item.origin {
            Origin::Case { id } => knowledge.case(id).map(|case| (case.title.as_str(), case.sources.as_slice())),
            Origin::Policy { id } => {
                knowledge.policy(id).map(|policy| (policy.title.as_str(), policy.sources.as_slice()))
            }
            _ => None,
        };
        let Some((title, sources)) = found else { continue };
        let sources: Vec<String> = sources.iter().map(|source| told(source, locale)).collect();
        let line = format!("{title}。{}", sources.join("；"));
        if !lines.contains(&line) {
            lines.push(line);
        }
    }
    lines
}

fn told(source: &Source, locale: Locale) -> String {
    let date = source.date.clone().unwrap_or_else(|| say(locale, "page.source_undated", &[]));
    let address = source.url.as_ref().filter(|_| source.linkable()).map(|url| format!("，{url}"));
    format!("{}，《{}》，{date}{}", source.publisher, source.title, address.unwrap_or_default())
}
