"""The assessed firms of the tests of reports."""

from report.conftest import firm

__all__ = ["firm"]
