"""The firm's report: an assessment as a view of plain words, drawn as terminal text, JSON, HTML and PDF.

`view.build` chooses and words everything that is shown; the formats only lay it out. Nothing is computed here
but how a number looks.
"""
