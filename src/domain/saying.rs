//! Whether words are said, and not denied: 会伤人 is said in 会伤人, and denied in 不会伤人.

/// Question forms that hold a negation and deny nothing.
const QUESTIONS: [&str; 6] = ["有没有", "能不能", "是不是", "会不会", "行不行", "要不要"];
/// Words that deny what follows.
const DENIALS: [char; 5] = ['不', '没', '无', '未', '非'];
/// Words that may stand between a denial and what it denies.
const BETWEEN: [char; 9] = ['会', '能', '可', '以', '太', '是', '有', '怎', '么'];

/// True when `sign` occurs in `said` at least once without being denied.
pub fn says(said: &str, sign: &str) -> bool {
    if sign.is_empty() {
        return false;
    }
    said.match_indices(sign).any(|(at, _)| !denied(&said[..at]))
}

/// Whether what stands before a word denies it.
fn denied(before: &str) -> bool {
    let question = QUESTIONS.iter().any(|question| before.ends_with(question));
    let stem = before.trim_end_matches(BETWEEN);
    let denies = before.ends_with(DENIALS) || stem.ends_with(DENIALS);
    denies && !question && !stem_is_question(stem, before)
}

/// 有没有人脸 asks: its 没 denies nothing.
fn stem_is_question(stem: &str, before: &str) -> bool {
    let tail: String = before.chars().rev().take(3).collect::<Vec<_>>().into_iter().rev().collect();
    QUESTIONS.contains(&tail.as_str()) || stem.ends_with("要不")
}

/// The words of the first group that are all said in `said`, or `None`.
pub fn matched_group<'a>(signals: &'a [Vec<String>], said: &str) -> Option<&'a [String]> {
    let whole = |group: &&Vec<String>| !group.is_empty() && group.iter().all(|word| says(said, word));
    signals.iter().find(whole).map(Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_denial_is_no_saying() {
        let check = |said: &str, sign: &str, expected: bool| assert_eq!(says(said, sign), expected, "{said} / {sign}");
        check("会伤人", "会伤人", true);
        check("不会伤人，后面还有人看", "会伤人", false);
        check("不能解决", "能解决", false);
        check("我们不涉密", "涉密", false);
        check("没有看不到的", "看不到", false);
        check("没试过", "试过", false);
        check("从来没装过", "装过", false);
        check("装过两台，没装过第三台", "装过", true);
        check("有没有人脸", "人脸", true);
        check("", "人脸", false);
    }
}
