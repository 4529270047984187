"""Runs a command and writes what it took: python launcher.py FILE COMMAND...

A small process of its own, because a command's peak of memory counts from the process that started it.
"""

import json
import os
import sys
import time


def main() -> None:
    """Writes seconds, CPU seconds, peak memory (KiB) of the command and all that it started, and its exit code."""
    target, *command = sys.argv[1:]
    start = time.perf_counter()
    process = os.posix_spawn(command[0], command, os.environ)
    _, status, used = os.wait4(process, 0)
    found = {
        "wall": time.perf_counter() - start,
        "cpu": used.ru_utime + used.ru_stime,
        "peak": used.ru_maxrss,
        "code": os.waitstatus_to_exitcode(status),
    }
    with open(target, "w", encoding="utf-8") as file:  # noqa: PTH123 - pathlib would make this process larger
        json.dump(found, file)


if __name__ == "__main__":
    main()
