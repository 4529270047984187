"""What quality control has found in a batch, in numbers and in words."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from msme_check.i18n import _
from msme_check.quality.checks import Check, counted, title


@dataclass(frozen=True)
class Tally:
    """`firms` have a finding of their own; `checks`: how many firms, or interviewers, each check has found.

    `unread_times`: interviews whose times could not be used. `too_many_interviewers`: so many different names that
    their interviews were not compared.
    """

    firms: int = 0
    checks: dict[Check, int] = field(default_factory=lambda: dict.fromkeys(Check, 0))
    unread_times: int = 0
    too_many_interviewers: bool = False

    def record(self) -> dict[str, Any]:
        """What `run.json` holds."""
        return {
            "firms": self.firms,
            "checks": {check.value: count for check, count in self.checks.items()},
            "unread_times": self.unread_times,
            "too_many_interviewers": self.too_many_interviewers,
        }

    @classmethod
    def read(cls, record: dict[str, Any]) -> Self:
        """The tally of a record. Raises KeyError, TypeError or ValueError where it is none."""
        return cls(
            firms=int(record["firms"]),
            checks={check: int(record["checks"][check.value]) for check in Check},
            unread_times=int(record["unread_times"]),
            too_many_interviewers=bool(record["too_many_interviewers"]),
        )

    def lines(self, scored: int, table: Path) -> Iterator[str]:
        """The section of a summary. `scored`: all firms. `table`: where each finding is listed."""
        found = {check: count for check, count in self.checks.items() if count}
        if found:
            words = _("Worth a second look before reports go out: {firms} of {scored} firms.")
            yield words.format(firms=self.firms, scored=scored)
            for check, count in found.items():
                yield f"  {title(check)}: {counted(check, count)}"
            yield _("All were scored. See {path} for each of them, why, and what to do.").format(path=table)
        if self.unread_times:
            words = _("Interviews whose times cannot be read, so that their length was not checked: {n}")
            yield words.format(n=self.unread_times)
        if self.too_many_interviewers:
            yield _("There are so many different interviewers that their firms were not compared.")
