"""Many firms in one go: a file of firms in; tables, the list of what could not be used, and reports out."""
