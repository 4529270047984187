"""All measurements, as ratios to what could not be faster, or to a peer.

python -m bench [--firms N ...] [--different N] [--reports N] [--memory N]
"""

import argparse
import tempfile
from pathlib import Path

from bench import reports, scoring
from msme_check import loading, resources


def main() -> None:
    """Runs the measurements that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--firms", type=int, nargs="*", default=[1_000, 10_000, 100_000], help="firms to score")
    parser.add_argument("--different", type=int, default=60, help="different firms for the cost of one report")
    parser.add_argument("--reports", type=int, default=100, help="firms of the batch with reports; 0: none")
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="memory of a worker after N reports (long)")
    wanted = parser.parse_args()
    instrument = loading.load(resources.questionnaires())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        scoring.start_up()
        scoring.scoring(folder, wanted.firms, instrument)
        one = reports.one_report(folder, wanted.different, instrument)
        if wanted.reports:
            reports.many(folder, wanted.reports, instrument, one)
        if wanted.memory:
            reports.memory(folder, wanted.memory, instrument)


if __name__ == "__main__":
    main()
