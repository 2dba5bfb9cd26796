#!/usr/bin/env python3
"""Makes export-cjk.otf, the font that a PDF file is set in: Noto Sans CJK SC Regular, cut down to what a
specification in Chinese or English needs. Run it again only to change the characters.

    apt-get install fonts-noto-cjk unicode-data python3-fonttools
    /usr/bin/python3 make_font.py
"""
import bz2
import copy
import pathlib

from fontTools import subset
from fontTools.misc.transform import Transform
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTCollection

SOURCE = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
UNIHAN = "/usr/share/unicode/Unihan_OtherMappings.txt.bz2"
OUTPUT = pathlib.Path(__file__).with_name("export-cjk.otf")
NAME = "Export CJK"

# Signs, by Unicode block. Only those that the source font has are kept.
BLOCKS = [
    (0x20, 0x7E), (0xA0, 0x17F), (0x2B0, 0x2FF), (0x370, 0x3FF), (0x400, 0x45F), (0x2000, 0x206F),
    (0x2070, 0x209F), (0x20A0, 0x20BF), (0x2100, 0x214F), (0x2150, 0x218F), (0x2190, 0x21FF), (0x2200, 0x22FF),
    (0x2300, 0x23FF), (0x2460, 0x24FF), (0x2500, 0x259F), (0x25A0, 0x25FF), (0x2600, 0x27BF), (0x2E80, 0x2EFF),
    (0x3000, 0x303F), (0x3040, 0x30FF), (0x3105, 0x312F), (0x3200, 0x3247), (0x3251, 0x325F), (0x32B1, 0x32BF),
    (0x3380, 0x33DF), (0xFE30, 0xFE4F), (0xFF01, 0xFF65), (0xFFE0, 0xFFE6),
]
# Signs that the source lacks, drawn with a glyph that it has.
ALIASES = {0x2714: 0x2713, 0x2717: 0xD7, 0x2718: 0xD7, 0x274C: 0xD7, 0x2610: 0x25A1, 0x2011: 0x2D, 0x2010: 0x2D, 0x202F: 0x20, 0x2009: 0x20}
# The source sets quotation marks as wide as an ideograph, as Chinese text wants. Its Japanese face has the narrow
# ones that English text wants; they go to private code points, U+E000 + the low byte, where the program finds them.
NARROW = {0x2018: 0xE018, 0x2019: 0xE019, 0x201C: 0xE01C, 0x201D: 0xE01D}
SUPERSCRIPTS = dict(zip("⁰⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ⁿⁱ", "0456789+−=()ni"))
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓₙₘₜ", "0123456789+−=()aeoxnmt"))


def characters():
    """GB 2312, all 8,105 characters of the General Standard Chinese Characters, and signs."""
    wanted = set()
    for high in range(0xA1, 0xF8):
        for low in range(0xA1, 0xFF):
            wanted.update(map(ord, bytes((high, low)).decode("gb2312", "ignore")))
    for line in bz2.open(UNIHAN, "rt", encoding="utf-8"):
        if "\tkTGH\t" in line:
            wanted.add(int(line.split("\t")[0][2:], 16))
    for first, last in BLOCKS:
        wanted.update(range(first, last + 1))
    return wanted


def add_glyph(font, codepoint, parts):
    """Appends one glyph made of `parts`, (character, transform) pairs, its width that of the first part."""
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    first, transform = parts[0]
    width = round(font["hmtx"][cmap[ord(first)]][0] * transform[0])
    pen = T2CharStringPen(width, glyphs)
    for character, shape in parts:
        glyphs[cmap[ord(character)]].draw(TransformPen(pen, shape))
    top = font["CFF "].cff.topDictIndex[0]
    model = top.CharStrings[cmap[ord(first)]]
    # The private dictionary's default width is left out of a charstring, so the pen must know it.
    private = model.private
    pen._width = None if width == private.defaultWidthX else width - private.nominalWidthX
    charstring = pen.getCharString(private, model.globalSubrs)
    taken = set(font.getGlyphOrder())
    name = next(name for name in (f"cid{number:05d}" for number in range(1, 0xFFFF)) if name not in taken)
    index = top.CharStrings.charStringsIndex
    top.CharStrings.charStrings[name] = len(index)
    index.append(charstring)
    top.FDSelect.gidArray.append(top.FDSelect[top.charset.index(cmap[ord(first)])])
    top.charset.append(name)
    font.setGlyphOrder(top.charset)
    font["hmtx"][name] = (width, 0)
    for table in font["cmap"].tables:
        table.cmap[codepoint] = name


def add_missing(font):
    for sign, base in SUPERSCRIPTS.items():
        add_glyph(font, ord(sign), [(base, Transform().translate(0, 330).scale(0.62))])
    for sign, base in SUBSCRIPTS.items():
        add_glyph(font, ord(sign), [(base, Transform().translate(0, -110).scale(0.62))])
    add_glyph(font, 0x2611, [("□", Transform()), ("✓", Transform().translate(200, 60).scale(0.9))])
    add_glyph(font, 0x2612, [("□", Transform()), ("×", Transform())])
    for sign, base in ALIASES.items():
        for table in font["cmap"].tables:
            if sign not in table.cmap and base in table.cmap:
                table.cmap[sign] = table.cmap[base]


def rename(font):
    font["name"].names = [n for n in font["name"].names if n.nameID in (0, 5, 13, 14) and n.langID == 0x409]
    for name_id, text in ((1, NAME), (2, "Regular"), (3, f"{NAME} from Noto Sans CJK SC 2.004"), (4, NAME), (6, "ExportCJK-Regular")):
        font["name"].setName(text, name_id, 3, 1, 0x409)
    cff = font["CFF "].cff
    cff.fontNames = ["ExportCJK-Regular"]
    cff.topDictIndex[0].FullName = cff.topDictIndex[0].FamilyName = NAME


def main():
    faces = {face["name"].getDebugName(1): face for face in TTCollection(SOURCE).fonts}
    font = faces["Noto Sans CJK SC"]
    narrow = faces["Noto Sans CJK JP"].getBestCmap()
    for table in font["cmap"].tables:
        if table.isUnicode() and table.format != 14:
            for quote, private in NARROW.items():
                table.cmap[private] = narrow[quote]
    options = subset.Options(
        layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False, name_IDs=["*"],
        drop_tables=["GSUB", "GPOS", "GDEF", "BASE", "vhea", "vmtx", "VORG", "DSIG"],
    )
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=characters() | set(NARROW.values()))
    cutter.subset(font)
    font["cmap"].tables = [t for t in font["cmap"].tables if t.isUnicode() and t.format in (4, 12)]
    add_missing(font)
    rename(font)
    font.recalcTimestamp = False  # the same characters give the same bytes
    font.save(OUTPUT)
    print(OUTPUT, OUTPUT.stat().st_size, "bytes,", len(font.getGlyphOrder()), "glyphs")


if __name__ == "__main__":
    main()
