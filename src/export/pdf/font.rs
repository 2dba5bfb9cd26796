//! The built-in font: which glyph stands for a character, and how wide it is.

use krilla::text::{Font, GlyphId};
use skrifa::charmap::Charmap;
use skrifa::instance::{LocationRef, Size};
use skrifa::metrics::GlyphMetrics;
use skrifa::{FontRef, MetadataProvider};

use crate::export::ExportError;

static DATA: &[u8] = include_bytes!("../../../assets/font/export-cjk.otf");
/// Stands for a character that the font lacks; copying it from the file gives the character itself.
const LACKING: char = '□';

/// The font, read.
pub(super) struct Face {
    /// As the PDF crate wants it.
    pub(super) font: Font,
    charmap: Charmap<'static>,
    metrics: GlyphMetrics<'static>,
    em: f32,
    chinese: bool,
}

impl Face {
    /// The built-in font for Chinese or other text.
    pub(super) fn load(chinese: bool) -> Result<Self, ExportError> {
        let tables = FontRef::new(DATA).map_err(|_| ExportError::Font)?;
        let font = Font::new(DATA.into(), 0).ok_or(ExportError::Font)?;
        Ok(Self {
            em: font.units_per_em(),
            font,
            charmap: tables.charmap(),
            metrics: tables.glyph_metrics(Size::unscaled(), LocationRef::default()),
            chinese,
        })
    }

    /// Whether lines are set flush to both sides.
    pub(super) fn justifies(&self) -> bool {
        self.chinese
    }

    /// The glyph for `sign` and its width in ems; none for what is not to be seen.
    pub(super) fn glyph(&self, sign: char, inside_word: bool) -> Option<(GlyphId, f32)> {
        if is_invisible(sign) {
            return None;
        }
        let narrow = self.narrow_quote(sign, inside_word);
        let glyph = narrow.or_else(|| self.charmap.map(sign)).or_else(|| self.charmap.map(LACKING))?;
        Some((GlyphId::new(glyph.to_u32()), self.metrics.advance_width(glyph)? / self.em))
    }

    /// The font's quotation marks are as wide as an ideograph. The narrow ones that Latin text wants are at private
    /// code points: see `assets/font/make_font.py`.
    fn narrow_quote(&self, sign: char, inside_word: bool) -> Option<skrifa::GlyphId> {
        let wanted = !self.chinese || inside_word;
        let quote = matches!(sign, '‘' | '’' | '“' | '”');
        if wanted && quote { self.charmap.map(u32::from(sign) - 0x2000 + 0xE000) } else { None }
    }
}

/// Characters that only say how others behave.
fn is_invisible(sign: char) -> bool {
    matches!(sign, '\n' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{fe00}'..='\u{fe0f}')
}
