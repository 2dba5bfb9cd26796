//! Words that say nothing about a need.

use std::collections::HashSet;
use std::sync::LazyLock;

/// Characters that bind a sentence together; alone they are no feature, and two of them are none either.
const PARTICLES: &str =
    "的了是我有和就不都也很到说要去你会着没这那能吗呢吧啊又还给把被让跟与及或从对在人一个上下来里得地过等为以";

/// Words of two characters and more that appear in any owner's sentence.
const WORDS: &str = "我们 你们 他们 她们 它们 自己 咱们 人家 大家 这个 那个 这些 那些 这样 那样 这种 那种 哪个 哪些 什么 怎么 怎样 \
    为什么 怎么办 多少 几个 一个 一些 一种 一下 一点 一样 一直 一定 一起 有的 有些 有点 没有 不是 不能 不会 不要 不用 不了 不到 不到 \
    就是 还是 但是 可是 只是 总是 老是 都是 而是 或是 也是 还有 还要 能不能 是不是 有没有 可以 可能 应该 需要 想要 知道 不知道 觉得 \
    因为 所以 如果 虽然 而且 或者 以及 并且 然后 现在 已经 正在 之后 之前 以后 以前 时候 的话 进行 通过 对于 关于 其中 目前 以上 以下 \
    出来 过去 过来 起来 下来 下去 上去 进去 进来 出去 回来 东西 地方 事情 问题 \
    其他 其它 每个 每次 各种 比较 非常 特别 真的 其实 反正 请问 你好 谢谢 帮忙 帮我 the a an of to in on for and or is are we it with";

static STOP_WORDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| WORDS.split_whitespace().collect());
static STOP_CHARS: LazyLock<HashSet<char>> = LazyLock::new(|| PARTICLES.chars().collect());

/// A number and what it counts make no word: 六个, 一张, 三年.
const NUMERALS: &str = "一二两三四五六七八九十百千万几半每这那";
const MEASURES: &str = "个张条台件只双年月天次人家种样部把块句遍些批道间名位斤分元块点号时";

/// Whether a word says nothing.
pub(super) fn is_stop_word(word: &str) -> bool {
    let mut characters = word.chars();
    let counted = match (characters.next(), characters.next(), characters.next()) {
        (Some(number), Some(measure), None) => NUMERALS.contains(number) && MEASURES.contains(measure),
        _ => false,
    };
    counted || STOP_WORDS.contains(word)
}

/// Whether a character only binds.
pub(super) fn is_particle(c: char) -> bool {
    STOP_CHARS.contains(&c)
}
