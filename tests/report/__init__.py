"""Tests of the report, on real assessments and real drawings."""
