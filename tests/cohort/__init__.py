"""Tests of the report on a group of firms, on real assessments and real files."""
