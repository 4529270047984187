"""Firms to compare."""

from report.conftest import firm

__all__ = ["firm"]
