//! Web addresses, IP addresses and the addresses of network cards.

use regex::Regex;

use crate::redaction::kind::Kind;
use crate::redaction::redactor::Candidate;
use crate::redaction::rules::digits::compiled;
use crate::redaction::view::View;

/// The rules for what stands in a network.
pub(in crate::redaction) struct Network {
    url: Regex,
    domain: Regex,
    ip: Regex,
    spoken_ip: Regex,
    colons: Regex,
    ip_word: Regex,
    version_word: Regex,
}

impl Network {
    pub(in crate::redaction) fn new() -> Self {
        const ENDING: &str = "com|cn|net|org|edu|gov|info|biz|shop|store|site|online|tech|cloud|work|wang|top|xyz|vip|ltd|\
            club|link|live|app|dev|io|cc|co|me|tv|hk|tw|jp|kr|de|uk|us|eu|fr|it|es|in|vn|ru|au|example";
        let path = r"[a-z0-9\-._~:/?#\[\]@!$&'*+=%]";
        Self {
            url: compiled(&format!(
                r"(?-u:[a-z][a-z0-9.+]{{1,9}})(?:://|:\\\\|冒号斜杠斜杠)(?:{path}|。[a-z]|点[a-z0-9])+|\\\\(?-u:[0-9a-z])[0-9a-z._\\\-$]+"
            )),
            domain: compiled(&format!(
                r"(?:(?-u:[a-z0-9][a-z0-9\-]*) ?(?:\.|点|。|dot) ?)+(?:{ENDING})(?:(?:\.|点)(?:cn|hk|tw|jp|uk|au))?(?-u:\b)(?::[0-9]{{2,5}})?(?:/{path}*|(?:斜杠[a-z0-9]+)+)?"
            )),
            ip: compiled(r"(?-u)[0-9]{1,3}(?: ?\. ?[0-9]{1,3}){3}(?: ?: ?[0-9]{2,5})?(?:/[0-9]{1,2}(?-u:\b))?"),
            spoken_ip: compiled(
                r"[0-9零〇幺一二三四五六七八九十百两]{1,6}(?: ?[点。,.] ?[0-9零〇幺一二三四五六七八九十百两]{1,6}){3}",
            ),
            colons: compiled(r"(?-u)[0-9a-f]{1,4}(?:(?:::?|-)[0-9a-f]{1,4}){3,7}"),
            ip_word: compiled(r"(?-u:\b)ip|网关|子网|内网|外网|服务器|网址|地址"),
            version_word: compiled(r"版本|固件|(?-u:\b)v(?:er)?[ .]?$|第"),
        }
    }

    pub(in crate::redaction) fn find(&self, view: &View, all: &mut Vec<Candidate>) {
        let text = view.text.as_str();
        if text.contains("//") || text.contains(['\\', '杠']) {
            all.extend(self.url.find_iter(text).map(|url| (Kind::WebAddress, view.to_chars(&url.range()))));
        }
        if !text.contains(['.', '点', '。', ':']) || !text.contains(|c: char| c.is_ascii_alphanumeric()) {
            self.spoken(view, all);
            return;
        }
        for found in self.domain.find_iter(text) {
            // ASP.NET and the like are software.
            if !["asp.net", "vb.net", "ado.net"].contains(&found.as_str()) {
                all.push((Kind::WebAddress, view.to_chars(&found.range())));
            }
        }
        for found in self.ip.find_iter(text) {
            if self.is_ip(text, &found) {
                all.push((Kind::IpAddress, view.to_chars(&found.range())));
            }
        }
        for found in self.colons.find_iter(text).filter(|found| is_card_or_ipv6(text, found)) {
            all.push((Kind::IpAddress, view.to_chars(&found.range())));
        }
        self.spoken(view, all);
    }

    /// 幺九二点幺六八点零点一: four numbers and "point" between them, after a word that says so.
    fn spoken(&self, view: &View, all: &mut Vec<Candidate>) {
        for found in self.spoken_ip.find_iter(&view.text) {
            let chars = view.to_chars(&found.range());
            let first = found.as_str().split('点').next().unwrap_or_default();
            let plain = first.len() == 3 && first.bytes().all(|byte| byte.is_ascii_digit());
            if plain || self.ip_word.is_match(view.before(chars.start, 10)) {
                all.push((Kind::IpAddress, chars));
            }
        }
    }

    fn is_ip(&self, text: &str, found: &regex::Match<'_>) -> bool {
        let address = found.as_str().split([':', '/']).next().unwrap_or_default();
        let parts: Vec<&str> = address.split('.').map(str::trim).collect();
        let octets = parts.iter().all(|part| part.parse::<u16>().is_ok_and(|octet| octet <= 255));
        let alone = !text[..found.start()].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.')
            && !text[found.end()..].starts_with(|c: char| c.is_ascii_alphanumeric());
        let before = tail(&text[..found.start()], 8);
        // 5.1.2.3 is a section of a standard, 3.4.5.6 a version.
        let large = parts.first().is_some_and(|first| first.len() >= 2);
        octets && alone && !self.version_word.is_match(before) && (large || self.ip_word.is_match(before))
    }
}

/// The last `count` characters of a text.
fn tail(text: &str, count: usize) -> &str {
    text.char_indices().rev().nth(count.saturating_sub(1)).map_or(text, |(at, _)| &text[at..])
}

/// Six pairs are the address of a network card; groups with a letter, or with `::`, are an IPv6 address; 12:30:45 is a time.
fn is_card_or_ipv6(text: &str, found: &regex::Match<'_>) -> bool {
    let whole = found.as_str();
    let alone = !text[..found.start()].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '-')
        && !text[found.end()..].starts_with(|c: char| c.is_ascii_alphanumeric());
    let groups: Vec<&str> = whole.split([':', '-']).filter(|group| !group.is_empty()).collect();
    let card = groups.len() == 6 && groups.iter().all(|group| group.len() == 2);
    let letters = whole.contains(|c: char| c.is_ascii_lowercase());
    alone && (card || (!whole.contains('-') && (whole.contains("::") || (groups.len() >= 6 && letters))))
}
