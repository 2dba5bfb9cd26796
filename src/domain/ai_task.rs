//! The kinds of AI task that cases and playbooks are sorted by, those where no AI is needed included.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

macro_rules! tasks {
    ($($variant:ident = $name:literal, $doc:literal;)*) => {
        /// A kind of AI task (`ai_task` in the case schema).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, ToSchema, JsonSchema)]
        #[schemars(inline)]
        pub enum AiTask {
            $(#[doc = $doc] #[serde(rename = $name)] $variant,)*
        }

        impl AiTask {
            /// Every task, in the order of the case schema.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name used in files and in the API.
            pub fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

tasks! {
    VisualInspection = "visual_inspection", "Finding defects by looking.";
    VisualMeasurement = "visual_measurement", "Measuring sizes and positions by camera.";
    ObjectCountingRecognition = "object_counting_recognition", "Counting or telling things apart by camera.";
    RobotGuidance = "robot_guidance", "Guiding a robot by sight or force.";
    PredictiveMaintenance = "predictive_maintenance", "Foreseeing that a machine or tool will fail.";
    ProcessParameterOptimization = "process_parameter_optimization", "Finding the machine settings that give good parts.";
    ProductionScheduling = "production_scheduling", "Deciding what is made when and where.";
    DemandForecasting = "demand_forecasting", "Foreseeing what will be ordered.";
    InventoryOptimization = "inventory_optimization", "Deciding what to keep in stock.";
    EnergyOptimization = "energy_optimization", "Using less energy for the same output.";
    AnomalyDetection = "anomaly_detection", "Noticing that a signal is not as usual.";
    SafetyMonitoring = "safety_monitoring", "Watching for danger to people.";
    DocumentExtraction = "document_extraction", "Reading fields out of papers and drawings.";
    KnowledgeQa = "knowledge_qa", "Answering from a firm's own knowledge.";
    CustomerService = "customer_service", "Answering customers.";
    GenerativeDesign = "generative_design", "Drafting designs.";
    MarketingContent = "marketing_content", "Drafting texts, pictures and films for selling.";
    TranslationLocalization = "translation_localization", "Translating between languages.";
    QuotationEstimation = "quotation_estimation", "Working out a quotation.";
    Pricing = "pricing", "Setting prices.";
    Recommendation = "recommendation", "Suggesting what fits a customer.";
    SpeechAudio = "speech_audio", "Listening: speech, and the sound of machines.";
    CodeOrDataAgent = "code_or_data_agent", "Writing programs, or asking data in plain words.";
    SimulationSurrogate = "simulation_surrogate", "Replacing a slow simulation by a fast estimate.";
    NoneConventionalAutomation = "none_conventional_automation", "No AI: a sensor, a jig, a standard machine.";
    NoneManagementOrIt = "none_management_or_it", "No AI: a rule, a process, ordinary software.";
    Other = "other", "Something else.";
}

impl AiTask {
    /// True when the answer to the need is not AI.
    pub fn needs_no_ai(self) -> bool {
        matches!(self, Self::NoneConventionalAutomation | Self::NoneManagementOrIt)
    }
}

impl fmt::Display for AiTask {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}
