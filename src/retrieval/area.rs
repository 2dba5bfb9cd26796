//! Which places a policy applies to, as words that an engine can match exactly.

use crate::text::normalise;

/// Stands for every place.
pub(super) const EVERYWHERE: &str = "*";

/// A place without the words for its rank, so that `浙江省温州市` and `浙江温州` are the same.
fn bare(place: &str) -> String {
    let mut bare = normalise(place);
    bare.retain(|c| c.is_alphanumeric() && !"省市区县".contains(c));
    bare.replace("壮族自治", "").replace("回族自治", "").replace("维吾尔自治", "").replace("自治", "")
}

/// The mark of a policy that applies in `region`; a national one, or one whose region names no place, applies everywhere.
pub(super) fn mark(level: &str, region: &str) -> String {
    let bare = bare(region);
    if level == "national" || bare.is_empty() { EVERYWHERE.to_owned() } else { bare }
}

/// The marks of all policies that apply to somebody in `area`: those of the area itself and of all that hold it.
pub(super) fn marks_holding(area: &str) -> Vec<String> {
    let characters: Vec<char> = bare(area).chars().collect();
    let prefixes = (2..=characters.len()).map(|end| characters[..end].iter().collect());
    std::iter::once(EVERYWHERE.to_owned()).chain(prefixes).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_held_by_the_larger_ones_only() {
        let holds = |region: &str, area: &str| marks_holding(area).contains(&mark("city", region));
        assert!(holds("浙江省温州市洞头区", "浙江省温州市洞头区"));
        assert!(holds("浙江省温州市", "浙江温州洞头"));
        assert!(holds("浙江省", "浙江省温州市"));
        assert!(!holds("浙江省温州市洞头区", "浙江省温州市龙湾区"));
        assert!(!holds("浙江省温州市洞头区", "浙江省温州市"));
        assert!(!holds("浙江省", "江苏省"));
        assert!(holds("广西壮族自治区", "广西南宁市"));
    }

    #[test]
    fn a_national_policy_holds_every_place() {
        assert!(marks_holding("西藏自治区").contains(&mark("national", "全国")));
        assert!(marks_holding("").contains(&mark("national", "入选城市")));
    }
}
