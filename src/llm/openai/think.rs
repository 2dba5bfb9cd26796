//! Takes `<think>…</think>` out of a stream, however the tags are split over chunks.

/// The tags that models put around their thinking.
const TAGS: [(&str, &str); 2] = [("<think>", "</think>"), ("<thinking>", "</thinking>")];

/// Holds back only what may still become a tag. A closing tag with no opening one cannot be known for what it is while
/// streaming and goes through.
#[derive(Debug, Default)]
pub(super) struct ThinkFilter {
    held: String,
    /// The closing tag that is waited for.
    inside: Option<&'static str>,
}

impl ThinkFilter {
    /// The part of the text so far that is surely meant for the reader.
    pub(super) fn push(&mut self, chunk: &str) -> String {
        self.held.push_str(chunk);
        let mut out = String::new();
        loop {
            let found = match self.inside {
                Some(close) => self.held.find(close).map(|at| (at, close, None)),
                None => first_open(&self.held).map(|(at, open, close)| (at, open, Some(close))),
            };
            let Some((at, tag, inside)) = found else { break };
            self.emit(at, &mut out);
            self.held.drain(..tag.len());
            self.inside = inside;
        }
        let keep = self.tail_that_may_be_a_tag();
        self.emit(self.held.len() - keep, &mut out);
        out
    }

    /// The end of the stream: what was held back and is no tag. Thinking that never ended is dropped.
    pub(super) fn finish(&mut self) -> String {
        let rest = std::mem::take(&mut self.held);
        if self.inside.is_some() { String::new() } else { rest }
    }

    /// Takes the first `bytes` off, to the reader or, inside thinking, to nobody.
    fn emit(&mut self, bytes: usize, out: &mut String) {
        let part = self.held.drain(..bytes);
        if self.inside.is_none() {
            out.extend(part);
        }
    }

    /// Length of the longest ending that begins a tag.
    fn tail_that_may_be_a_tag(&self) -> usize {
        let wanted: Vec<&str> = self.inside.map_or_else(|| TAGS.map(|(open, _)| open).to_vec(), |close| vec![close]);
        let longest = wanted.iter().map(|tag| tag.len() - 1).max().unwrap_or(0).min(self.held.len());
        (1..=longest)
            .rev()
            .find(|len| {
                let tail = self.held.len() - len;
                self.held.is_char_boundary(tail) && wanted.iter().any(|tag| tag.starts_with(&self.held[tail..]))
            })
            .unwrap_or(0)
    }
}

fn first_open(text: &str) -> Option<(usize, &'static str, &'static str)> {
    TAGS.iter().filter_map(|(open, close)| text.find(open).map(|at| (at, *open, *close))).min_by_key(|(at, ..)| *at)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(chunks: &[&str]) -> String {
        let mut filter = ThinkFilter::default();
        let mut out: String = chunks.iter().map(|c| filter.push(c)).collect();
        out.push_str(&filter.finish());
        out
    }

    #[test]
    fn removes_thinking_and_nothing_else() {
        assert_eq!(whole(&["<thi", "nk>先想", "想</th", "ink>答", "案"]), "答案");
        assert_eq!(whole(&["a < b", " <thing> <"]), "a < b <thing> <");
        assert_eq!(whole(&["前<thinking>x</think>y</thinking>后"]), "前后");
        assert_eq!(whole(&["<think>从不结束"]), "");
        assert_eq!(whole(&["<think>", "</think>", "<think>", "b", "</think>", "c"]), "c");
    }

    #[test]
    fn holds_nothing_back_that_cannot_be_a_tag() {
        let mut filter = ThinkFilter::default();
        assert_eq!(filter.push("压力<"), "压力");
        assert_eq!(filter.push("5"), "<5");
    }

    proptest! {
        #[test]
        fn splitting_changes_nothing(parts in prop::collection::vec("(<think>|</think>|<thinking>|</thinking>|<|th|想|a){0,3}", 0..8)) {
            let text = parts.concat();
            let letters: Vec<String> = text.chars().map(String::from).collect();
            let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
            prop_assert_eq!(whole(&letters), whole(&[text.as_str()]));
        }
    }
}
