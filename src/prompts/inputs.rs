//! What each prompt is filled with: owner-written text is `Masked`, everything else is published knowledge or computed.

use serde::Serialize;

use crate::domain::{AiTask, Verdict, VerdictCode};
use crate::redaction::{Masked, Redactor, Vault};

/// The input of one prompt folder.
pub trait PromptInput: Serialize {
    /// The folder's name.
    const NAME: &'static str;
    /// A value with every field filled, to check the templates with.
    fn sample() -> Self;
}

/// Input of `prompts/understand`: read one message of an owner.
#[derive(Debug, Clone, Serialize)]
pub struct UnderstandInput {
    /// The message to read.
    pub message: Masked,
    /// The criterion that was asked last.
    pub pending: Option<String>,
    /// The criteria with their numbered options.
    pub criteria: Vec<CriterionForPrompt>,
    /// The kinds of task: name and Chinese name.
    pub tasks: Vec<(AiTask, String)>,
    /// The trades: code and name.
    pub sectors: Vec<(String, String)>,
    /// Facts worth finding: key and label.
    pub fact_keys: Vec<(String, String)>,
    /// Conventional ways to rule out first.
    pub remedies: Vec<String>,
}

/// A criterion as a model sees it.
#[derive(Debug, Clone, Serialize)]
pub struct CriterionForPrompt {
    /// Such as `F2`.
    pub id: String,
    /// Its name.
    pub name: String,
    /// The plain question.
    pub question: String,
    /// The answers, numbered from 1 in the template.
    pub options: Vec<String>,
}

/// A fact as a model sees it.
#[derive(Debug, Clone, Serialize)]
pub struct FactForPrompt {
    /// Its key.
    pub key: String,
    /// Its name.
    pub label: String,
    /// The value with its unit, masked.
    pub value: Masked,
}

/// A case as a model sees it.
#[derive(Debug, Clone, Serialize)]
pub struct CaseForPrompt {
    /// Its id, the only way to cite it.
    pub id: String,
    /// Its title.
    pub title: String,
    /// What was wrong.
    pub problem: String,
    /// What was built.
    pub approach: String,
    /// What came of it.
    pub result: Option<String>,
    /// What was learnt.
    pub lessons: Vec<String>,
}

/// A playbook as a model sees it.
#[derive(Debug, Clone, Serialize)]
pub struct PlaybookForPrompt {
    /// Its name.
    pub name: String,
    /// Its indicators, a line each.
    pub indicators: Vec<String>,
    /// What it needs of data.
    pub data: Vec<String>,
    /// Its traps.
    pub traps: Vec<String>,
}

/// The verdict as a model sees it: what was computed and what is published, none of the owner's words.
#[derive(Debug, Clone, Serialize)]
pub struct VerdictForPrompt {
    /// Which of the seven.
    pub code: VerdictCode,
    /// What the owner is told.
    pub explanation: String,
    /// The cheaper or safer way, and why it is better.
    pub alternative: Option<(String, String)>,
}

impl From<&Verdict> for VerdictForPrompt {
    fn from(verdict: &Verdict) -> Self {
        Self {
            code: verdict.code,
            explanation: verdict.explanation.clone(),
            alternative: verdict.alternative.as_ref().map(|way| (way.name.clone(), way.why.clone())),
        }
    }
}

/// Input of `prompts/reply`: say to the owner what was found.
#[derive(Debug, Clone, Serialize)]
pub struct ReplyInput {
    /// The message to answer.
    pub message: Masked,
    /// What is known.
    pub facts: Vec<FactForPrompt>,
    /// Similar cases.
    pub cases: Vec<CaseForPrompt>,
    /// The computed verdict.
    pub verdict: VerdictForPrompt,
    /// The one next question, which the page shows by itself.
    pub question: Option<String>,
    /// The name of the conversation's language.
    pub language: String,
}

/// Input of `prompts/specify`: draft lines of the specification.
#[derive(Debug, Clone, Serialize)]
pub struct SpecifyInput {
    /// The message that was said last; earlier ones go before it, each by itself.
    pub message: Masked,
    /// What is known.
    pub facts: Vec<FactForPrompt>,
    /// Similar cases.
    pub cases: Vec<CaseForPrompt>,
    /// The playbook of the task.
    pub playbook: Option<PlaybookForPrompt>,
    /// The computed verdict.
    pub verdict: VerdictForPrompt,
    /// Numbers and titles of the sections.
    pub sections: Vec<(u8, String)>,
    /// The technical terms for what the owner said: plain word and term.
    pub terms: Vec<(String, String)>,
}

/// Input of `prompts/rewrite_field`: write one line of the specification anew.
#[derive(Debug, Clone, Serialize)]
pub struct RewriteFieldInput {
    /// The title of its section.
    pub section: String,
    /// What it is about.
    pub label: Masked,
    /// What it says now.
    pub text: Masked,
    /// What the translator wants otherwise.
    pub feedback: Masked,
    /// What is published and the line cites.
    pub sources: Vec<String>,
}

pub(super) fn masked(text: &str) -> Masked {
    Redactor::new().mask(text, &mut Vault::default())
}

fn sample_facts() -> Vec<FactForPrompt> {
    vec![FactForPrompt { key: "people".into(), label: "人数".into(), value: masked("六个人") }]
}

fn sample_cases() -> Vec<CaseForPrompt> {
    vec![CaseForPrompt {
        id: "sample-case".into(),
        title: "鞋面划痕检测".into(),
        problem: "漏检".into(),
        approach: "工业相机".into(),
        result: Some("漏检减少".into()),
        lessons: vec!["先统一样板".into()],
    }]
}

fn sample_verdict() -> VerdictForPrompt {
    VerdictForPrompt {
        code: VerdictCode::ConventionalBetter,
        explanation: "不用AI。".into(),
        alternative: Some(("测漏仪".into(), "压力说了算".into())),
    }
}

impl PromptInput for UnderstandInput {
    const NAME: &'static str = "understand";

    fn sample() -> Self {
        Self {
            message: masked("鞋面老有划痕，六个人看还漏"),
            pending: Some("F2".into()),
            criteria: vec![CriterionForPrompt {
                id: "F2".into(),
                name: "规则办不了".into(),
                question: "试过没有？".into(),
                options: vec!["试过".into(), "没试过".into()],
            }],
            tasks: vec![(AiTask::VisualInspection, "外观检测".into())],
            sectors: vec![("C195".into(), "制鞋".into())],
            fact_keys: vec![("people".into(), "人数".into())],
            remedies: vec!["测漏仪".into()],
        }
    }
}

impl PromptInput for ReplyInput {
    const NAME: &'static str = "reply";

    fn sample() -> Self {
        Self {
            message: masked("鞋面老有划痕"),
            facts: sample_facts(),
            cases: sample_cases(),
            verdict: sample_verdict(),
            question: Some("试过没有？".into()),
            language: "简体中文".into(),
        }
    }
}

impl PromptInput for SpecifyInput {
    const NAME: &'static str = "specify";

    fn sample() -> Self {
        Self {
            message: masked("鞋面老有划痕"),
            facts: sample_facts(),
            cases: sample_cases(),
            playbook: Some(PlaybookForPrompt {
                name: "外观检测".into(),
                indicators: vec!["漏检率（%）".into()],
                data: vec!["坏件样品".into()],
                traps: vec!["反光".into()],
            }),
            verdict: sample_verdict(),
            sections: vec![(1, "业务问题".into())],
            terms: vec![("划痕".into(), "表面划伤".into())],
        }
    }
}

impl PromptInput for RewriteFieldInput {
    const NAME: &'static str = "rewrite_field";

    fn sample() -> Self {
        Self {
            section: "指标".into(),
            label: masked("漏检率"),
            text: masked("漏检率待确认"),
            feedback: masked("写明按缺陷种类分开"),
            sources: vec!["漏检率（%）".into()],
        }
    }
}
