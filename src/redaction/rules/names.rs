//! People: surnames before titles, whole names after labels, and names in passing.

use regex::{Match, Regex};

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::rules::words::{
    CLAUSE_OPENERS, COMPOUND, GIVEN, JAPANESE, NOT_NAMES, SURNAMES, TITLES, WORDLIKE,
};
use crate::redaction::view::View;

/// The rules for names.
pub(in crate::redaction) struct Names {
    introduced: Regex,
    spelled: Regex,
    labelled: Regex,
    titled: Regex,
    familiar: Regex,
    nickname: Regex,
    listed: Regex,
    beside: Regex,
    whole: Regex,
    cued: Regex,
    acting: Regex,
}

impl Names {
    pub(in crate::redaction) fn new() -> Self {
        let (plain, any) = (format!("[{SURNAMES}]"), format!("[{SURNAMES}{WORDLIKE}]"));
        let name = format!(
            "(?:(?:{COMPOUND})[{GIVEN}]{{1,2}}|{any}[{GIVEN}]{{1,2}}|阿[{GIVEN}]|{any}阿\\p{{Han}}|{any}\\p{{Han}}{{1,2}})"
        );
        Self {
            introduced: compiled(&format!("姓({COMPOUND}|{any})")),
            spelled: compiled(&format!(
                r"((?:耳东|木子|弓长|立早|双木|口天|草头|古月|言午|三横|\p{{Han}}{{2}}的)({any}))(?:[,。;! ]|$)"
            )),
            labelled: compiled(&format!(
                "(我叫|名叫|我是|本人|联系人|联络人|姓名|收件人|收货人|法人代表|法定代表人|法人|负责人|经办人|签收人|检验员|质检员|操作工|业务员|\
                 仓管|司机|经理|主管|主任|采购|会计|出纳|文员|助理|老板|老板娘|跟单|工程师|技术员|师傅|业务|总工|徒弟|同事|质检|品管|\
                 电工|焊工|机修|员工|工人|[,他她人长傅机弟儿婆公户]叫|^叫|班长|厂长|户名|老师傅|组长|老公|老婆|儿子|女儿)([:是为叫 ]{{0,3}})({name})"
            )),
            titled: compiled(&format!("({COMPOUND}|{any})(?:{TITLES})")),
            // 阿强, 胖子, 老四川; 小高 and 老马 only where a name may stand.
            nickname: compiled(&format!(
                "((?:{any})?阿(?:[{GIVEN}]|\\p{{Han}}(?:师傅|哥|姐|叔|姨|伯)))|((?:大|小|二|死|老)?[胖瘦](?:子|哥|姐)|[老小](?:四川|江西|湖南|湖北|贵州|安徽|河南|云南|广西|重庆|福建|东北))\
                 |([老小][高马江温万叶夏姚谭邹陆范汤苏严史龙陶顾康武季施鲁尤曾任余姜贺钱赖涂洪雷毛金项])(?:{TITLES})?"
            )),
            // Names after a name: by then the first one is a hole.
            listed: compiled(&format!(
                "\u{fffc}[、和跟与]({any}[{GIVEN}]{{1,2}})|(?:叫|是)(小[{GIVEN}])(?:的|那|[,。 ]|$)"
            )),
            // 叶海燕 139…: by then the number is a hole. A wordlike surname with two given names where a name may stand.
            beside: compiled(&format!(
                "({any}[{GIVEN}]{{1,2}})[ ,:]{{0,2}}(?:电话|手机|微信)?[ :]?\u{fffc}|([{WORDLIKE}][{GIVEN}]{{2}})(?:是|管|说|的|他|她|在|做|负责|请假|[,。;! ]|$)|((?:{JAPANESE})(?:先生|部长|课长|社长|桑|さん|san|次长|女士|小姐|样))"
            )),
            familiar: compiled(&format!("[老小]({plain})")),
            whole: compiled(&format!("(?:{COMPOUND}|{plain})[{GIVEN}]{{2}}")),
            cued: compiled(&format!(
                "(?:是|找|让|问|问过|叫|请|由|问下|通知|联系|和|跟|与|叫我)({any}[{GIVEN}]{{1,2}}|阿[{GIVEN}])"
            )),
            acting: compiled(&format!(
                "(?:({any}[{GIVEN}]{{1,2}})(?:说|提|讲|定的|负责|在管|在开|管的|开的|他们|干的|弄的|写的)\
                 |({plain}[{GIVEN}]{{1,2}})(?:他|她|也|都|就|来|去|拿|没|今天|昨天|明天))"
            )),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        let mut add = |group: Option<Match<'_>>| {
            all.extend(group.map(|found| (Kind::Person, view.to_chars(&found.range()))));
        };
        self.whole_names(text, &mut add);
        self.told(text, &mut add);
        self.titled(text, &mut add);
        self.nicknames(text, &mut add);
    }

    fn whole_names<'t>(&self, text: &'t str, add: &mut impl FnMut(Option<Match<'t>>)) {
        for found in self.labelled.captures_iter(text) {
            add(found.get(3).and_then(|name| labelled_name(text, &found[1], !found[2].is_empty(), name)));
        }
        for found in self.whole.find_iter(text) {
            let street = text[found.end()..].starts_with(['路', '街', '道', '巷', '村', '镇']);
            if is_name(found.as_str()) && !is_word_inside(text, found.start()) && !street {
                add(Some(found));
            }
        }
        for found in self.cued.captures_iter(text) {
            // 跟单 is a trade.
            let merchandiser = found[0].starts_with("跟单");
            let closed = |name: &Match<'_>| is_name(name.as_str()) && may_end(&text[name.end()..]);
            add(found.get(1).filter(|name| !merchandiser && closed(name)));
        }
        for found in self.acting.captures_iter(text) {
            let opened = |name: &Match<'_>| is_name(name.as_str()) && opens(before(text, name.start()));
            add(found.get(1).or(found.get(2)).filter(opened));
        }
        for found in self.beside.captures_iter(text) {
            let opened = |name: &Match<'_>| is_name(name.as_str()) && opens(before(text, name.start()));
            add(found.get(1).or(found.get(2)).filter(opened).or(found.get(3)));
        }
        for found in self.listed.captures_iter(text) {
            let name = found.get(1).filter(|name| is_name(name.as_str()) && may_follow(&text[name.end()..]));
            add(name.or(found.get(2)));
        }
    }

    /// 我姓杨, 杨树的杨
    fn told<'t>(&self, text: &'t str, add: &mut impl FnMut(Option<Match<'t>>)) {
        if !text.contains('姓') {
            return;
        }
        for found in self.spelled.captures_iter(text) {
            let whole = found.get(1).map_or("", |whole| whole.as_str());
            let told =
                found.get(2).is_some_and(|name| whole.matches(name.as_str()).count() > 1 || !whole.contains('的'));
            add(found.get(1).filter(|_| told));
        }
        for found in self.introduced.captures_iter(text) {
            let start = found.get(0).map_or(0, |whole| whole.start());
            add(found.get(1).filter(|_| before(text, start) != Some('百')));
        }
    }

    /// The title is masked too: 陈总 names somebody whom 陈 alone would leave to be guessed.
    fn titled<'t>(&self, text: &'t str, add: &mut impl FnMut(Option<Match<'t>>)) {
        for found in self.titled.captures_iter(text) {
            let whole = found.get(0);
            let end = whole.map_or(0, |whole| whole.end());
            let title = &text[found.get(1).map_or(end, |name| name.end())..end];
            add(whole.filter(|_| found.get(1).is_some_and(|name| is_titled(text, &name, title))));
        }
    }

    fn nicknames<'t>(&self, text: &'t str, add: &mut impl FnMut(Option<Match<'t>>)) {
        if !text.contains(['阿', '胖', '瘦', '老', '小']) {
            return;
        }
        for found in self.nickname.captures_iter(text) {
            let start = found.get(0).map_or(0, |whole| whole.start());
            let closed = |name: &Match<'_>| opens(before(text, start)) && may_end(&text[name.end()..]);
            add(found.get(1).or(found.get(2)).or(found.get(3).filter(closed)));
        }
        for found in self.familiar.captures_iter(text) {
            let (whole, name) = (found.get(0), found.get(1));
            let (start, end) = (whole.map_or(0, |whole| whole.start()), name.map_or(0, |name| name.end()));
            add(whole.filter(|_| is_familiar(before(text, start), text[end..].chars().next())));
        }
    }
}

fn before(text: &str, at: usize) -> Option<char> {
    text[..at].chars().next_back()
}

fn is_han(c: char) -> bool {
    ('\u{4e00}'..='\u{9fff}').contains(&c)
}

fn is_name(name: &str) -> bool {
    !NOT_NAMES.iter().any(|word| name.starts_with(word))
}

/// What may stand before a name or a surname that is also a word.
fn opens(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        !is_han(c) || "是的找给跟和问让叫由请有老小我你他她们姓说按听见被把与同及位那这个像等".contains(c)
    })
}

/// What may stand after a short name.
fn may_end(after: &str) -> bool {
    after.chars().next().is_none_or(|c| {
        !is_han(c) || "说提讲定在的去管搞开做来没不也负会要就和跟拿看他她签批写介给问帮教那合商一".contains(c)
    })
}

/// What may stand after one of several names.
fn may_follow(after: &str) -> bool {
    may_end(after) || after.starts_with(['三', '两', '几', '他', '都'])
}

/// The part of a labelled match that is the name: up to three characters, without the verb that may follow it.
fn labelled_name<'t>(text: &'t str, label: &str, marked: bool, name: Match<'t>) -> Option<Match<'t>> {
    let found = name.as_str();
    let after = text[name.end()..].chars().next();
    let closed = after.is_none_or(|c| !is_han(c));
    let given = found.chars().skip(1).all(|c| GIVEN.contains(c));
    let sure = match label {
        // 我是 begins any sentence; 厂长 and the like are followed by verbs.
        "我是" => opens(found.chars().next()) || closed || (given && may_end(&text[name.end()..])),
        "我叫" | "名叫" | "联系人" | "姓名" | "收件人" | "收货人" | "户名" => closed || given,
        _ => (given && (marked || may_end(&text[name.end()..]) || found.chars().count() == 3)) || (marked && closed),
    };
    (sure && is_name(found)).then_some(name)
}

/// A surname inside a longer word (森林, 每周) is no surname.
fn is_word_inside(text: &str, start: usize) -> bool {
    let surname = text[start..].chars().next();
    match (before(text, start), surname) {
        (Some(before), Some('周')) => "每上下这本一两几三四整半全隔单双".contains(before),
        (Some(before), Some('张')) => "一两几每这那整半双单纸张".contains(before) || before.is_ascii_digit(),
        (Some(before), Some('黄')) => "发变泛偏".contains(before),
        (Some(before), Some('何')) => "任如为几".contains(before),
        (Some(before), Some('谢')) => "谢感多致答".contains(before),
        (Some(before), Some('程')) => "工过流全课里行制规".contains(before),
        (Some(before), Some('许')) => "也允或准不".contains(before),
        (Some(before), Some('丁')) => "拉园布补".contains(before),
        (Some(before), Some('林')) => "森园树竹山雨林".contains(before),
        (Some(before), Some('梁')) => "桥横房大".contains(before),
        (Some(before), Some('钟')) => "分秒时闹".contains(before),
        (Some(before), Some('董')) => "古".contains(before),
        (Some(before), Some('杜')) => "安".contains(before),
        (Some(before), Some('宋' | '唐')) => "仿".contains(before),
        (Some(before), Some('王')) => "大女国霸帝".contains(before),
        (Some(before), Some('李')) => "行".contains(before),
        (Some(before), Some('于')) => "由关属对位至在等终过".contains(before),
        _ => false,
    }
}

fn is_titled(text: &str, name: &Match<'_>, title: &str) -> bool {
    let surname = name.as_str().chars().next();
    let strong = name.as_str().chars().count() == 2 || surname.is_some_and(|c| SURNAMES.contains(c));
    let after = text[name.end() + title.len()..].chars().next();
    if is_word_inside(text, name.start())
        || (!strong && (!opens(before(text, name.start())) || !is_name(&text[name.start()..])))
    {
        return false;
    }
    let opener = surname.is_some_and(|c| CLAUSE_OPENERS.contains(c)) && opens(before(text, name.start()));
    let strong = strong || opener;
    match (title, after) {
        // 总成, 总共, 总数 …; after a surname that is also a word, 总是 too.
        ("总", Some(after)) => !"成体量共装数重长面之归结计".contains(after) && (strong || !"是".contains(after)),
        ("工", Some(after)) => strong && !"序艺作位具时厂业资程人期件装种".contains(after),
        ("厂", after) => strong && after.is_none_or(|c| !is_han(c)) && opens(before(text, name.start())),
        ("董", Some('事')) | ("老师", Some('傅')) => false,
        ("工" | "哥" | "姐" | "叔" | "姨" | "嫂" | "伯", _) => strong,
        _ => surname != Some('连') && surname != Some('单') && surname != Some('管') && surname != Some('包'),
    }
}

fn is_familiar(before: Option<char>, after: Option<char>) -> bool {
    let part_of_word = before.is_some_and(|c| "大老小最很不缩从古一两几".contains(c) || c.is_ascii_digit());
    !part_of_word && after.is_none_or(|c| !"子序牌历牛期炮国村道太区桃重州旧木梅袁皮头杉麻图猫狗".contains(c))
}
