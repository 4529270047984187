"""The interview in a terminal: plain numbered lines, one question at a time, saved after every answer.

`flow` decides which step comes next, `typed` reads what was typed, `scope` asks the profile what applies to the
firm, `words` makes the lines that are shown: all pure. Only `terminal` reads and writes.
"""
