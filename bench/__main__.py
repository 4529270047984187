"""All measurements, as ratios to what could not be faster, or to a peer.

python -m bench [--firms N ...] [--different N] [--reports N] [--memory N]
python -m bench --scale [--firms N ...] [--write]    many firms, against a floor and two peers (docs/scale.md)
python -m bench --interview                           what a person waits for in the interview
"""

import argparse
import tempfile
from pathlib import Path

from bench import interview, reports, scale_table, scoring, stability
from bench.scale import Scale
from msme_check import loading, resources


def main() -> None:
    """Runs the measurements that are asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--firms", type=int, nargs="*", help="firms to score")
    parser.add_argument("--different", type=int, default=60, help="different firms for the cost of one report")
    parser.add_argument("--reports", type=int, default=100, help="firms of the batch with reports; 0: none")
    parser.add_argument("--memory", type=int, default=0, metavar="N", help="memory of a worker after N reports (long)")
    parser.add_argument("--scale", action="store_true", help="only many firms, with floors and peers")
    parser.add_argument("--write", action="store_true", help="with --scale: put the table into docs/scale.md")
    parser.add_argument("--interview", action="store_true", help="only the interview in a terminal")
    wanted = parser.parse_args()
    instrument = loading.load(resources.questionnaires())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if wanted.scale:
            _scale(Scale(folder, instrument), wanted.firms or [10_000, 100_000, 1_000_000], write=wanted.write)
            return
        if wanted.interview:
            interview.interview(folder, instrument)
            return
        scoring.start_up()
        scoring.scoring(folder, wanted.firms or [1_000, 10_000, 100_000], instrument)
        stability.stability(folder, 10_000, instrument)
        one = reports.one_report(folder, wanted.different, instrument)
        if wanted.reports:
            reports.many(folder, wanted.reports, instrument, one)
        if wanted.memory:
            reports.memory(folder, wanted.memory, instrument)


def _scale(scale: Scale, sizes: list[int], *, write: bool) -> None:
    for _done in scale.run(sizes):
        if write:
            scale_table.write(scale)
    print(f"\n{scale_table.table(scale)}")


if __name__ == "__main__":
    main()
