"""Scores a file of firms in duckdb: python -m bench.duck FIRMS OUT."""

import sys
from pathlib import Path

from bench.duck.batch import write
from msme_check import loading, resources

if __name__ == "__main__":
    write(Path(sys.argv[1]), Path(sys.argv[2]), loading.load(resources.questionnaires()))
