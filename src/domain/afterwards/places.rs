//! Makes places coarse: a district, a town or a village leads to a factory, a city does not.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Districts and counties of Wenzhou, with or without the words for their rank.
static DISTRICT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "鹿城|瓯海|龙湾|洞头|瑞安|乐清|龙港|永嘉|平阳|苍南|文成|泰顺";
    Regex::new(&format!("(?:浙江省?)?(?:温州市?)?(?:{names})(?:市|区|县)?|浙江省?温州市?")).ok()
});
/// Towns of Wenzhou that owners name without the word for their rank.
static TOWN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let names = "瓯北|柳市|北白象|塘下|水头|桥头镇|桥下镇|娄桥|梧田|双屿|藤桥|郭溪|瞿溪|南白象|茶山|丽岙|仙岩|永中|永兴|\
        海城街道|蒲州|瑶溪|沙城|灵昆|莘塍|飞云|仙降|马屿|汀田|虹桥镇|大荆|雁荡|翁垟|上塘|黄田|乌牛|鳌江|萧江|灵溪|钱库|\
        宜山|藻溪|金乡|马站|昆阳|腾蛟|湖岭|陶山|桥墩|矾山|清江|磐石|七里港|黄华|盐盆|滨海园区|经开区";
    Regex::new(&format!("(?:{names})(?:镇|街道)?")).ok()
});
/// Anything below a city by the word for its rank.
static BELOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"\p{Han}{2}(街道|镇|乡|村|社区|工业区|工业园区|工业园|产业园|科技园|开发区|小微园)").ok()
});

/// The text with every place below a city made coarse.
pub fn coarse_places(text: &str) -> String {
    let text = replaced(&DISTRICT, text, |_| "温州".to_owned());
    let text = replaced(&TOWN, &text, |_| "温州".to_owned());
    let mut text = replaced(&BELOW, &text, |found| {
        // Made coarse before.
        if found[0].contains('某') { found[0].to_owned() } else { format!("某{}", &found[1]) }
    });
    while text.contains("温州温州") {
        text = text.replace("温州温州", "温州");
    }
    text
}

fn replaced(pattern: &LazyLock<Option<Regex>>, text: &str, with: impl Fn(&Captures<'_>) -> String) -> String {
    pattern.as_ref().map_or_else(|| text.to_owned(), |pattern| pattern.replace_all(text, with).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_ends_at_its_city() {
        for (text, coarse) in [
            ("厂在温州市瓯海区，做眼镜", "厂在温州，做眼镜"),
            ("我们瑞安塘下这边", "我们温州这边"),
            ("浙江省温州市的客户", "温州的客户"),
            ("在乐清柳市镇租的厂房", "在温州租的厂房"),
            ("搬到龙泉镇去", "搬到某镇去"),
            ("杭州的客户要退货", "杭州的客户要退货"),
            ("六个人看鞋面", "六个人看鞋面"),
        ] {
            assert_eq!(coarse_places(text), coarse, "{text}");
            assert_eq!(coarse_places(coarse), coarse, "twice");
        }
    }
}
