//! Lays pieces out on pages: what belongs together stays together, and a table's head returns on every page.

use std::rc::Rc;

use super::layout::{HEIGHT, Piece};

/// A piece and how far below the page's first line it lies.
pub(super) struct Placed {
    pub(super) y: f32,
    pub(super) piece: Rc<Piece>,
}

/// The pages that hold the pieces, in order; at least one.
pub(super) fn paginate(pieces: Vec<Piece>) -> Vec<Vec<Placed>> {
    let mut book = Book { pages: vec![Vec::new()], used: 0.0 };
    let mut chain = Vec::new();
    for piece in pieces {
        let ends = !piece.keep;
        chain.push(piece);
        if ends {
            book.place_together(std::mem::take(&mut chain));
        }
    }
    book.place_together(chain);
    book.pages
}

struct Book {
    pages: Vec<Vec<Placed>>,
    used: f32,
}

impl Book {
    /// Begins a page if the chain does not fit on this one. One that is longer than a page is broken there.
    fn place_together(&mut self, chain: Vec<Piece>) {
        let height: f32 = chain.iter().map(|piece| piece.gap + piece.height).sum();
        let white = chain.iter().all(|piece| piece.marks.is_empty());
        if self.used + height > HEIGHT && !white {
            self.begin_page();
        }
        for piece in chain {
            self.place(piece);
        }
    }

    fn place(&mut self, piece: Piece) {
        let fits = self.used + piece.gap + piece.height <= HEIGHT;
        // White space alone needs no page.
        if piece.marks.is_empty() && (!fits || self.at_top()) {
            return;
        }
        if !fits {
            self.begin_page();
        }
        if self.at_top()
            && let Some(head) = &piece.head
        {
            self.put(Rc::clone(head));
        }
        self.put(Rc::new(piece));
    }

    fn put(&mut self, piece: Rc<Piece>) {
        let y = if self.at_top() { 0.0 } else { self.used + piece.gap };
        self.used = y + piece.height;
        if let Some(page) = self.pages.last_mut() {
            page.push(Placed { y, piece });
        }
    }

    fn begin_page(&mut self) {
        if !self.at_top() {
            self.pages.push(Vec::new());
            self.used = 0.0;
        }
    }

    fn at_top(&self) -> bool {
        self.pages.last().is_none_or(Vec::is_empty)
    }
}
