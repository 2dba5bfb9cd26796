"""Writes a document as Word does: word.py PARAGRAPHS.json OUT.docx"""

import json
import sys
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile

given, out = sys.argv[1:3]
with open(given, encoding="utf-8") as file:
    paragraphs = json.load(file)

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>'
)
NONE = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
body = "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>' for text in paragraphs)
DOCUMENT = f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>{body}<w:sectPr/></w:body></w:document>'

with ZipFile(out, "w", ZIP_DEFLATED) as word:
    for name, text in [
        ("[Content_Types].xml", TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/_rels/document.xml.rels", NONE),
        ("word/document.xml", DOCUMENT),
    ]:
        word.writestr(name, HEAD + text)
