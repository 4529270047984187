"""Reports: the CPU of one, warm, against Chromium's; many on all cores; the memory of a worker."""

import os
from contextlib import closing
from functools import partial
from pathlib import Path

import psutil

from bench import chromium
from bench.firms import assessed, write_firms
from bench.measure import Cost, cost, heading, show, timed
from bench.scoring import batch
from msme_check import resources
from msme_check.batch.drawing import ReportWork, drawing
from msme_check.batch.settings import ReportFormat
from msme_check.batch.workers import Job, supervised
from msme_check.model.assessment import Assessment
from msme_check.model.instrument import Instrument
from msme_check.report import files

WARM_UP = 50
"""Reports of other firms, drawn before those that are measured: a twentieth of a batch of a thousand."""
MIB = 1 << 20


def one_report(folder: Path, count: int, instrument: Instrument) -> Cost:
    """The mean report of different firms, from the assessment to the file, against the same HTML in Chromium."""
    found = assessed(folder, count + WARM_UP, instrument)
    firms = found[WARM_UP:]
    for firm in found[:WARM_UP]:
        files.write(firm, instrument, folder / "warm.pdf")
    ours = _drawn(folder, firms, instrument)
    heading(f"One report: mean of {len(firms)} different firms, warm, one process")
    print(f"  {'PDF':<40} {ours.cpu:9.3f} s of CPU, {ours.wall:.3f} s on the clock", flush=True)
    sources = [folder / f"{place}.html" for place in range(len(firms))]
    for firm, source in zip(firms, sources, strict=True):
        files.write(firm, instrument, source)
    with chromium.running() as printer:
        if printer is None:
            print("  no Chromium here to compare with")
            return ours
        for tagged, kind in ((True, "with tags"), (False, "without tags")):
            peer = printer.cost(sources, tagged=tagged)
            show("PDF, CPU", ours.cpu, f"Chromium prints the HTML {kind}, CPU", peer.cpu)
            show("PDF, clock", ours.wall, f"Chromium prints the HTML {kind}, clock", peer.wall)
    return ours


def _drawn(folder: Path, firms: list[Assessment], instrument: Instrument) -> Cost:
    def everything() -> None:
        for place, firm in enumerate(firms):
            files.write(firm, instrument, folder / f"{place}.pdf")

    return cost(everything).each(len(firms))


def many(folder: Path, count: int, instrument: Instrument, one: Cost) -> None:
    """A batch with a PDF for each firm, against the same number of PDFs by one warm process that does nothing else."""
    heading(f"Batch with reports, {os.cpu_count()} cores")
    firms = write_firms(folder / "reports.csv", count, instrument)
    ours = timed(lambda: batch(firms, folder / "reports", instrument, ReportFormat.PDF))
    show(f"{count:,} firms, scores and PDFs", ours, f"{count:,} x one PDF in one process", one.wall * count)


def memory(folder: Path, count: int, instrument: Instrument) -> None:
    """The memory of one worker of a batch, while it draws reports."""
    heading(f"Memory of one worker, {count} reports")
    firms = assessed(folder, count, instrument)
    jobs = [
        Job(str(place), ReportWork(firms[place % len(firms)], folder / f"memory{place % 10}.pdf"))
        for place in range(count)
    ]
    prepare = partial(drawing, resources.questionnaires(), "en", ReportFormat.PDF)
    known = {one.pid for one in psutil.Process().children(recursive=True)}
    most = 0
    with closing(supervised(prepare, jobs, workers=1, seconds=120)) as outcomes:
        for done, outcome in enumerate(outcomes, 1):
            if outcome.failure is not None:
                print(f"  report {outcome.key} failed: {outcome.failure}")
            resident = max((_resident(known)), default=0)  # of the worker; multiprocessing's own process is smaller
            most = max(most, resident)
            if done in {1, 10, 50, count} or done % 100 == 0:
                print(
                    f"  after {done:>5} reports {resident / MIB:8.0f} MiB resident, at most {most / MIB:.0f}",
                    flush=True,
                )


def _resident(known: set[int]) -> list[int]:
    found = [one for one in psutil.Process().children(recursive=True) if one.pid not in known]
    sizes = []
    for one in found:
        try:
            sizes.append(int(one.memory_info().rss))
        except psutil.NoSuchProcess:  # the worker has done its last report
            continue
    return sizes
