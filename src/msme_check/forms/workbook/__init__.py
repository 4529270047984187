"""The sheets of the workbook to fill in."""
