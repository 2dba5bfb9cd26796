//! Shares out a table's width among its columns by what the cells hold, for both kinds of file.

/// The parts of `width` that the columns get, all in hundredths of an em.
pub(super) fn widths(head: &[String], rows: &[Vec<String>], width: u32) -> Vec<u32> {
    let count = rows.iter().map(Vec::len).chain([head.len()]).max().unwrap_or(0);
    let mut wants = vec![Want { least: 200, natural: 300 }; count];
    for row in rows.iter().map(Vec::as_slice).chain([head]) {
        for (want, cell) in wants.iter_mut().zip(row) {
            want.widen(cell);
        }
    }
    fill(&share(&wants, width), width)
}

/// What one column would like.
#[derive(Clone, Copy)]
struct Want {
    /// Its longest word.
    least: u32,
    /// Its longest line.
    natural: u32,
}

impl Want {
    // One very long word or sentence must not starve the other columns.
    const MOST_LEAST: u32 = 1200;
    const MOST_NATURAL: u32 = 6000;
    /// The white to both sides of a cell's text, and a little for what the measure misses.
    const PADDING: u32 = 110;

    fn widen(&mut self, cell: &str) {
        for line in cell.split('\n') {
            self.natural = self.natural.max(measure(line).min(Self::MOST_NATURAL) + Self::PADDING);
        }
        let mut from = 0;
        for (to, _) in unicode_linebreak::linebreaks(cell) {
            let word = cell.get(from..to).unwrap_or_default();
            self.least = self.least.max(measure(word.trim_end()).min(Self::MOST_LEAST) + Self::PADDING);
            from = to;
        }
    }
}

/// About how wide the text is: exact widths are not worth having two fonts agree.
pub(super) fn measure(text: &str) -> u32 {
    text.chars().map(|sign| if sign.is_ascii() { 60 } else { 100 }).sum()
}

/// Columns that need less than a fair part get what they need; the others share the rest.
fn share(wants: &[Want], width: u32) -> Vec<u32> {
    let mut given = vec![0; wants.len()];
    let mut open: Vec<usize> = (0..wants.len()).collect();
    let mut left = width;
    while !open.is_empty() {
        let fair = left / size(open.len());
        let (modest, rest): (Vec<usize>, Vec<usize>) = open.iter().partition(|&&column| wants[column].natural <= fair);
        if modest.is_empty() {
            break;
        }
        for column in modest {
            given[column] = wants[column].natural;
            left = left.saturating_sub(given[column]);
        }
        open = rest;
    }
    // A column with four times the text gets twice the width, but none less than its longest word.
    while !open.is_empty() {
        let total: u32 = open.iter().map(|&column| wants[column].natural.isqrt()).sum();
        let part = |column: usize| left * wants[column].natural.isqrt() / total.max(1);
        let (tight, rest): (Vec<usize>, Vec<usize>) =
            open.iter().partition(|&&column| part(column) < wants[column].least);
        if tight.is_empty() {
            for column in rest {
                given[column] = part(column);
            }
            break;
        }
        for column in tight {
            given[column] = wants[column].least;
            left = left.saturating_sub(given[column]);
        }
        open = rest;
    }
    given
}

/// Stretches or shrinks the columns to the whole width.
fn fill(given: &[u32], width: u32) -> Vec<u32> {
    let total: u32 = given.iter().sum::<u32>().max(1);
    given.iter().map(|part| part * width / total).collect()
}

fn size(count: usize) -> u32 {
    u32::try_from(count).unwrap_or(u32::MAX).max(1)
}
