"""The report on a whole group of firms: counts that can be added up, a view in plain words, three files."""
