"""Our batch without the report on the group: python -m bench.without_group FIRMS OUT."""

import sys
from pathlib import Path

from bench.scoring import batch
from msme_check import loading, resources
from msme_check.batch.settings import ReportFormat

if __name__ == "__main__":
    batch(Path(sys.argv[1]), Path(sys.argv[2]), loading.load(resources.questionnaires()), ReportFormat.NONE)
