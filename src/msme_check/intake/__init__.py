"""Files that people send -> rows of text, and a list of everything in them that could not be used."""
