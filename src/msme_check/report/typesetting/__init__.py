"""What WeasyPrint would work out again for each report, kept from one report to the next.

All reports of a batch have the same style sheets and mostly the same texts: questions, steps, quotations. So the
styles of their elements, the places where their lines break, the glyphs of each line and many charts are mostly the
same too. Kept, with short ways to what is nearly always so, they save three fifths of the time of a report; what is
drawn stays the same to the byte (tests/report/test_typesetting.py).

This replaces inner functions of WeasyPrint while one report is drawn. They are those of version 70: with any other,
`keeping.kept` does nothing, and reports are made the slower way.
"""
