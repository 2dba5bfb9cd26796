//! The technical specification: sections of items, each with the origin of what it says.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::AnsweredBy;

/// Stands where a figure is missing: nobody may make one up.
pub const TO_CONFIRM: &str = "待确认";

/// A draft of the technical translation of a need (spec-writing.md part 4).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Specification {
    /// What the need is, in one line.
    pub title: String,
    /// Says that it is a draft made by AI that nobody has reviewed.
    pub label: String,
    /// What the owner reads: a few short lines in plain words, with the owner's own names.
    #[serde(default)]
    pub plain: Vec<PlainLine>,
    /// Sections 0 to 16, in order; what a service provider reads, so identifiers stand as 〔公司〕 or 〔电话〕.
    pub sections: Vec<Section>,
    /// What the checks found and could not mend; for the translator.
    pub findings: Vec<Finding>,
    /// Who wrote it.
    pub answered_by: AnsweredBy,
}

/// One line of the owner's reading.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct PlainLine {
    /// What the line answers, such as 要解决什么.
    pub title: String,
    /// The answer, without jargon.
    pub text: String,
}

/// A section of the specification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Section {
    /// 0 to 16.
    pub number: u8,
    /// Its title.
    pub title: String,
    /// Its lines.
    pub items: Vec<Item>,
}

/// One line of a section.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Item {
    /// What the line is about.
    pub label: String,
    /// What it says.
    pub text: String,
    /// Where that comes from.
    pub origin: Origin,
    /// True when a check found something here that it could not mend.
    #[serde(default)]
    pub doubtful: bool,
}

/// Where a line comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Origin {
    /// The owner's words.
    Owner {
        /// Word for word.
        quote: String,
    },
    /// A published case.
    Case {
        /// Its id.
        id: String,
    },
    /// A policy, law or standard.
    Policy {
        /// Its id.
        id: String,
    },
    /// The playbook of the task.
    Playbook,
    /// The rubric.
    Rubric,
    /// The service itself: numbering, dates and labels.
    Service,
    /// A translator, who answers for it.
    Reviewer {
        /// Where the translator knows it from.
        basis: String,
    },
    /// Nobody has said it yet.
    ToConfirm,
}

/// Something that a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Finding {
    /// The section.
    pub section: u8,
    /// The check that found it.
    #[serde(default)]
    pub rule: CheckRule,
    /// What is wrong, for the translator.
    pub message: String,
}

/// The checks of a specification (spec-writing.md parts 3 and 4).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CheckRule {
    /// Every figure is the owner's, cited, or 待确认.
    #[default]
    Figures,
    /// Every indicator has a unit, and one quantity has one unit.
    Units,
    /// No bare accuracy: rates by class, with samples and conditions.
    Rates,
    /// Today's way is measured on the same samples.
    Baseline,
    /// Sealed samples, a changed batch, and somebody who judges.
    Acceptance,
    /// What happens when it fails.
    FailSafe,
    /// Whose the data are.
    DataOwnership,
    /// No empty or boastful words, and no links.
    Words,
    /// No vendor and no named model.
    Brands,
    /// Sections 1, 2, 5, 7 and 11 say something.
    Filled,
    /// A danger to people has its own safety device.
    SafetyDevice,
    /// The owner's words are the owner's.
    Quotes,
}

/// The titles of sections 0 to 16 (spec-writing.md part 4).
pub const SECTION_TITLES: [&str; 17] = [
    "标识与版本",
    "业务问题",
    "用户与动作",
    "输入",
    "输出",
    "指标",
    "基线",
    "数据",
    "集成",
    "部署",
    "安全与责任",
    "验收",
    "运维",
    "里程碑与付款",
    "知识产权与合作方式",
    "政策与资金",
    "待确认与假设",
];
