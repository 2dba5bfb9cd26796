"""Fills a spreadsheet as other people's software does (openpyxl): fill.py TEMPLATE|- ROWS.json OUT.xlsx

ROWS.json is a list of objects by heading. With a template its first sheet is filled below its headings and everything else
of it is kept; with - a workbook of their own is made. Prints the headings.
"""

import datetime
import json
import re
import sys

from openpyxl import Workbook, load_workbook

template, rows, out = sys.argv[1:4]
with open(rows, encoding="utf-8") as file:
    rows = json.load(file)
if template == "-":
    book = Workbook()
    sheet = book.active
    sheet.append(list(rows[0]))
else:
    book = load_workbook(template)
    sheet = book.worksheets[0]
heads = [cell.value for cell in sheet[1]]
for number, row in enumerate(rows, start=2):
    for column, head in enumerate(heads, start=1):
        text = row.get(head, "")
        if text == "":
            continue
        # People who type get numbers and dates, not texts.
        if re.fullmatch(r"\d{1,9}", text):
            text = int(text)
        elif re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            text = datetime.date.fromisoformat(text)
        cell = sheet.cell(row=number, column=column, value=text)
        if isinstance(text, datetime.date):
            cell.number_format = "yyyy/m/d"
book.save(out)
print(json.dumps(heads, ensure_ascii=False))
