"""Firms of other tests."""

from comparing.conftest import day

__all__ = ["day"]
