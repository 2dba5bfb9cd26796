//! Whether a text gives orders to a model: a document has none to give.

use std::sync::LazyLock;

use regex::Regex;

static ORDERS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let patterns = [
        r"(?:忽略|无视|忘掉|忘记|不要管|别管|抛开|跳过|推翻)[^。\n]{0,8}(?:规则|规矩|指令|提示|设定|限制|准则|上面|以上|之前|前面)",
        r"(?i)(?:ignore|disregard|forget|override)[^.\n]{0,30}(?:previous|above|prior|earlier|rules?|instructions?|prompt)",
        r"(?i)系统提示词?|system\s*prompt|developer\s*mode|开发者模式",
        r"(?i)(?:从现在起|现在)?你(?:现在)?(?:是一[个名位]|扮演|必须|只能|只需|只要|不用|不要|应当把|要把)",
        r"(?i)(?:AI|人工智能|大模型|语言模型|助手|机器人)[，,：:]?\s*(?:请|你|注意)",
        r"(?:一律|统统|都|全部|请把[^。\n]{0,20}|请将[^。\n]{0,20}|应把[^。\n]{0,20})(?:填成|填为|写成|改成|输出为)",
    ];
    Regex::new(&patterns.map(|pattern| format!("(?:{pattern})")).join("|")).ok()
});

/// Whether a text speaks to a model that reads it and tells it what to do.
pub fn orders_a_model(text: &str) -> bool {
    ORDERS.as_ref().is_some_and(|orders| orders.is_match(text))
}
