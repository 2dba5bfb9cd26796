//! What a specification is about: the object, the step and the defects, in the owner's words, and the playbook to write by.

use crate::domain::{AiTask, Dossier, FactState, Layer, Playbook, VerdictCode};
use crate::service::drafting::WriteInput;

/// What every section speaks of.
pub(super) struct Need<'a> {
    /// Everything that the writer may look at.
    pub(super) input: &'a WriteInput<'a>,
    /// What is made or handled.
    pub(super) object: Option<String>,
    /// The step of the process.
    pub(super) process: Option<String>,
    /// The kinds of defects, each to be measured by itself.
    pub(super) defects: Vec<String>,
    /// The playbook of the task.
    pub(super) task: Option<&'a Playbook>,
    /// The playbook to write by: where ordinary means do, theirs.
    pub(super) book: Option<&'a Playbook>,
    /// True when the answer is no AI.
    pub(super) ordinary: bool,
}

impl<'a> Need<'a> {
    pub(super) fn new(input: &'a WriteInput<'a>) -> Self {
        let knowledge = input.knowledge;
        let task = input.dossier.ai_task.and_then(|task| knowledge.playbook(task));
        let by_verdict = [VerdictCode::ConventionalBetter, VerdictCode::NotSuitable].contains(&input.verdict.code);
        let ordinary = by_verdict || task.is_some_and(|task| task.task.needs_no_ai());
        let instead = if managed(input) { AiTask::NoneManagementOrIt } else { AiTask::NoneConventionalAutomation };
        let book = match task {
            Some(own) if own.task.needs_no_ai() || !ordinary => Some(own),
            _ if ordinary => knowledge.playbook(instead),
            own => own,
        };
        let (object, process) = (object(input.dossier), first(input.dossier, "process"));
        Self { input, object, process, defects: defects(input.dossier), task, book, ordinary }
    }

    /// The object; where nobody named one, the task.
    pub(super) fn object(&self) -> &str {
        self.object.as_deref().or(self.task.map(|task| task.name.as_str())).unwrap_or("本项目")
    }

    /// The object and the step.
    pub(super) fn subject(&self) -> String {
        match self.process.as_deref().filter(|process| !self.object().contains(process)) {
            Some(process) => format!("{}（{process}）", self.object()),
            None => self.object().to_owned(),
        }
    }

    /// The kinds of defects in a row; a verb of one character (漏) is no name by itself.
    pub(super) fn classes(&self) -> String {
        if self.defects.iter().any(|class| class.chars().count() < 2) {
            return format!("「{}」", self.defects.join("」「"));
        }
        self.defects.join("、")
    }

    /// What acceptance is done on.
    pub(super) fn samples(&self) -> &'static str {
        use AiTask::{
            AnomalyDetection, EnergyOptimization, PredictiveMaintenance, ProcessParameterOptimization,
            SimulationSurrogate,
        };
        match self.book.map(|book| book.task) {
            Some(
                AnomalyDetection
                | EnergyOptimization
                | PredictiveMaintenance
                | ProcessParameterOptimization
                | SimulationSurrogate,
            ) => "运行记录",
            _ if self.on_the_floor() => "样品",
            _ => "历史单据",
        }
    }

    /// Whether bad pieces are told from good ones, so that rates are counted by kind of defect.
    pub(super) fn inspects(&self) -> bool {
        let counted = |name: &str| ["漏检率", "误判率"].iter().any(|rate| name.contains(rate));
        let book = self.book.map(|book| book.indicators.as_slice()).unwrap_or_default();
        !self.defects.is_empty() && book.iter().any(|i| i.layer == Layer::Model && counted(&i.name))
    }

    /// Whether the work is done at machines and benches, not at desks.
    pub(super) fn on_the_floor(&self) -> bool {
        use AiTask::{
            AnomalyDetection, EnergyOptimization, NoneConventionalAutomation, ObjectCountingRecognition,
            PredictiveMaintenance, ProcessParameterOptimization, RobotGuidance, SafetyMonitoring, SpeechAudio,
            VisualInspection, VisualMeasurement,
        };
        self.book.is_some_and(|book| {
            matches!(
                book.task,
                AnomalyDetection
                    | EnergyOptimization
                    | NoneConventionalAutomation
                    | ObjectCountingRecognition
                    | PredictiveMaintenance
                    | ProcessParameterOptimization
                    | RobotGuidance
                    | SafetyMonitoring
                    | SpeechAudio
                    | VisualInspection
                    | VisualMeasurement
            )
        })
    }
}

/// Whether the ordinary way is a rule or software and no instrument.
fn managed(input: &WriteInput<'_>) -> bool {
    let remedy = input.dossier.remedy.as_ref();
    remedy.is_some_and(|remedy| remedy.knock_out.as_str() == "K6" || remedy.task == AiTask::NoneManagementOrIt)
}

/// The known value of a fact.
fn known<'a>(dossier: &'a Dossier, key: &str) -> Option<&'a str> {
    dossier.fact(key).filter(|fact| fact.state != FactState::Unknown)?.value.as_deref()
}

/// The object with the part of it that the need is about: 加工中心铣刀.
fn object(dossier: &Dossier) -> Option<String> {
    let whole = first(dossier, "object").unwrap_or_default();
    let part = first(dossier, "part").filter(|part| part.chars().count() <= NAME && !whole.contains(part.as_str()));
    let object = whole + &part.unwrap_or_default();
    (!object.is_empty()).then_some(object)
}

/// The first and most exact word of a list: 鞋面 of 鞋、鞋面.
fn first(dossier: &Dossier, key: &str) -> Option<String> {
    let words: Vec<&str> = parts(known(dossier, key)?);
    let exact = words.iter().find(|word| !words.iter().any(|other| other != *word && other.contains(**word)));
    exact.map(|word| (*word).to_owned())
}

fn parts(value: &str) -> Vec<&str> {
    value.split(['、', '，', ',', '；', ';', '/']).map(str::trim).filter(|part| !part.is_empty()).collect()
}

/// The longest name of a kind of defect; longer parts are sentences.
const NAME: usize = 8;

/// Every kind of defect once; one that is part of another's name (漏 of 漏水) is that other.
fn defects(dossier: &Dossier) -> Vec<String> {
    let values = ["defects", "defect_types"].into_iter().filter_map(|key| known(dossier, key));
    let mut all: Vec<&str> = vec![];
    for part in values.flat_map(parts).map(|part| part.trim_start_matches("还有").trim_start_matches("就是")) {
        let is_name = part.chars().count() <= NAME && !part.contains(['的', '了', '吧']);
        if is_name && !all.contains(&part) {
            all.push(part);
        }
    }
    let whole = |name: &&&str| !all.iter().any(|other| other != *name && other.contains(**name));
    all.iter().filter(whole).map(|name| (*name).to_owned()).collect()
}
