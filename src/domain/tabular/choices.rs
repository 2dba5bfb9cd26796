//! The words that stand in a table for the values that an entry may have.

/// A value and what people write for it.
pub(super) type Choice = (&'static str, &'static str);

pub(super) const SIZES: &[Choice] = &[("micro", "微型"), ("small", "小型"), ("medium", "中型"), ("large", "大型")];

pub(super) const TASKS: &[Choice] = &[
    ("visual_inspection", "外观检测"),
    ("visual_measurement", "视觉测量"),
    ("object_counting_recognition", "点数识别"),
    ("robot_guidance", "机器人引导"),
    ("predictive_maintenance", "预测性维护"),
    ("process_parameter_optimization", "工艺参数优化"),
    ("production_scheduling", "生产排程"),
    ("demand_forecasting", "需求预测"),
    ("inventory_optimization", "库存优化"),
    ("energy_optimization", "节能优化"),
    ("anomaly_detection", "异常检测"),
    ("safety_monitoring", "安全监测"),
    ("document_extraction", "单据识别"),
    ("knowledge_qa", "知识问答"),
    ("customer_service", "客户服务"),
    ("generative_design", "设计生成"),
    ("marketing_content", "营销内容"),
    ("translation_localization", "翻译"),
    ("quotation_estimation", "报价估算"),
    ("pricing", "定价"),
    ("recommendation", "推荐"),
    ("speech_audio", "语音与声音"),
    ("code_or_data_agent", "编程或查数"),
    ("simulation_surrogate", "仿真替代"),
    ("none_conventional_automation", "不用AI：常规自动化"),
    ("none_management_or_it", "不用AI：管理或信息化"),
    ("other", "其他"),
];

pub(super) const OUTCOMES: &[Choice] = &[
    ("success", "成功"),
    ("partial", "部分成功"),
    ("failed", "失败"),
    ("abandoned", "中止"),
    ("conventional_solution_chosen", "改用常规办法"),
];

pub(super) const FITS: &[Choice] =
    &[("suitable", "适合"), ("suitable_with_conditions", "有条件适合"), ("not_suitable", "不适合")];

pub(super) const TIMINGS: &[Choice] =
    &[("now", "现在就做"), ("pilot_first", "先试点"), ("prepare_first", "先准备"), ("not_now", "暂时不做")];

pub(super) const GRADES: &[Choice] = &[("original", "原始发布页"), ("reprint_or_unverified", "转载或未核实")];

pub(super) const LEVELS: &[Choice] = &[("national", "国家"), ("province", "省"), ("city", "市"), ("district", "区县")];

pub(super) const POLICY_KINDS: &[Choice] = &[
    ("subsidy", "补助"),
    ("voucher", "券"),
    ("tax", "税收"),
    ("loan", "贷款"),
    ("service", "服务"),
    ("pilot_programme", "试点示范"),
    ("compliance", "合规要求"),
    ("standard", "标准"),
];

pub(super) const TERM_KINDS: &[Choice] = &[
    ("defect", "缺陷"),
    ("process", "工序"),
    ("equipment", "设备"),
    ("material", "材料"),
    ("measure", "计量"),
    ("management", "管理"),
    ("trade", "行当"),
    ("it", "信息化"),
    ("safety", "安全"),
    ("data", "数据"),
];
