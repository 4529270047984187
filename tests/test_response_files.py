"""Response files: whole or not at all, private, and refused with one clear message."""

import errno
import json
import os
import random
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from msme_check import loading, locks, resources, response_files
from msme_check.errors import AnswersError, Exit, OutputError, UsageError
from msme_check.model.instrument import Instrument
from msme_check.model.response import Response

POSIX = pytest.mark.skipif(os.name != "posix", reason="modes and devices of POSIX")


@pytest.fixture(scope="module")
def instrument() -> Instrument:
    return loading.load(resources.questionnaires())


@pytest.fixture
def response(instrument: Instrument) -> Response:
    return response_files.blank(instrument, today=date(2026, 11, 24)).model_copy(
        update={
            "firm_name": "ហាង Lotus",
            "profile": {"country": "KH", "employees": 3, "sells_to": ("households", "tourists")},
            "answers": {
                "fin_records_cashbook": 3,
                "fin_formality_licences": ("identity_card",),
                "fin_security_insurance": ("none",),
                "fin_credit_report": "partly",
                "fin_credit_burden": 2.5,
                "fin_banking_savings": 4,
                "fin_records_receipts": "dk",
                "fin_records_receivables": "na",
            },
            "evidence": ("fin_records_cashbook",),
        }
    )


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "firm.json"


def names(folder: Path) -> list[str]:
    return sorted(one.name for one in folder.iterdir())


def complaint(path: Path, instrument: Instrument) -> str:
    with pytest.raises(AnswersError) as caught:
        response_files.load(path, instrument)
    assert caught.value.exit_code is Exit.ANSWERS
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    return message.removeprefix(f"{path}: ")


class TestBlank:
    def test_its_id_says_nothing_about_the_firm(self, instrument: Instrument) -> None:
        ids = {response_files.blank(instrument, today=date(2026, 11, 24)).firm_id for _ in range(20)}
        assert len(ids) > 15
        assert all(one.startswith("firm-20261124-") and len(one) == 18 for one in ids)


class TestSave:
    def test_comes_back_as_it_was(self, path: Path, instrument: Instrument, response: Response) -> None:
        response_files.save(path, response)
        assert response_files.load(path, instrument) == response

    @POSIX
    def test_private_even_where_the_old_file_was_not(self, path: Path, response: Response) -> None:
        path.write_text("old")
        path.chmod(0o644)
        response_files.save(path, response)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600

    def test_readable_by_people(self, path: Path, response: Response) -> None:
        response_files.save(path, response)
        assert '  "firm_name": "ហាង Lotus",\n' in path.read_text("utf-8")

    @POSIX
    def test_a_link_stays_a_link(self, path: Path, instrument: Instrument, response: Response) -> None:
        target = path.with_name("target.json")
        target.write_text("old")
        path.symlink_to(target)
        response_files.save(path, response)
        assert path.is_symlink()
        assert response_files.load(target, instrument) == response

    def test_sweeps_what_dead_processes_left(self, path: Path, response: Response) -> None:
        dead = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, check=True)
        left = path.with_name(f".firm.json.{int(dead.stdout)}.00.tmp")
        alive = path.with_name(f".firm.json.{os.getppid()}.00.tmp")
        other = path.with_name(".other.json.1.00.tmp")
        for one in (left, alive, other):
            one.write_text("half")
        response_files.save(path, response)
        assert names(path.parent) == sorted([alive.name, other.name, path.name])

    def test_no_folder(self, tmp_path: Path, response: Response) -> None:
        with pytest.raises(OutputError, match=r"firm\.json: Its folder is not there\. Make the folder") as caught:
            response_files.save(tmp_path / "no" / "firm.json", response)
        assert caught.value.exit_code is Exit.OUTPUT

    def test_a_folder_is_no_file(self, tmp_path: Path, response: Response) -> None:
        with pytest.raises(OutputError, match="This is a folder"):
            response_files.save(tmp_path, response)

    @POSIX
    def test_a_file_that_cannot_be_finished_leaves_the_old_one(
        self, path: Path, instrument: Instrument, response: Response
    ) -> None:
        response_files.save(path, response)
        script = (
            "import resource, signal, sys; from pathlib import Path; from msme_check import errors, response_files\n"
            "from msme_check.model.response import Response\n"
            "response = Response.model_validate_json(sys.stdin.read())\n"
            "signal.signal(signal.SIGXFSZ, signal.SIG_IGN); resource.setrlimit(resource.RLIMIT_FSIZE, (9, 9))\n"
            "try: response_files.save(Path(sys.argv[1]), response)\n"
            "except errors.OutputError as error: sys.exit(error.exit_code)"
        )
        text = response.model_copy(update={"firm_name": "new"}).model_dump_json().encode()
        done = subprocess.run([sys.executable, "-c", script, str(path)], input=text, check=False)
        assert done.returncode == Exit.OUTPUT
        assert response_files.load(path, instrument) == response
        assert names(path.parent) == ["firm.json"]

    @pytest.mark.parametrize(
        ("number", "reason"),
        [
            (errno.ENOSPC, "The disk is full. Make room, then go on."),
            (errno.EACCES, "You may not write in its folder."),
            (errno.EROFS, "This disk cannot be written to."),
            (errno.EIO, "It could not be written."),
        ],
    )
    def test_reasons(self, path: Path, number: int, reason: str) -> None:
        assert locks.cannot_write(path, OSError(number, "in the system's words")).startswith(f"{path}: {reason}")

    def test_kill_leaves_a_whole_file(self, path: Path, instrument: Instrument, response: Response) -> None:
        script = (
            "import sys; from pathlib import Path; from msme_check import response_files as files;"
            "from msme_check.model.response import Response;"
            "r = Response.model_validate_json(sys.stdin.read()); print('go', flush=True)\n"
            "while True: files.save(Path(sys.argv[1]), r)"
        )
        for _ in range(5):
            process = subprocess.Popen(
                [sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
            )
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(response.model_dump_json().encode())
            process.stdin.close()
            process.stdout.readline()
            time.sleep(0.02 + random.random() / 50)  # noqa: S311 - any moment will do
            process.kill()
            process.wait()
            process.stdout.close()
            assert response_files.load(path, instrument) == response
        response_files.save(path, response)
        assert names(path.parent) == ["firm.json"]


class TestLoad:
    def test_not_there(self, path: Path, instrument: Instrument) -> None:
        assert complaint(path, instrument) == "This file is not there. Check its name and folder."

    def test_a_folder(self, tmp_path: Path, instrument: Instrument) -> None:
        assert complaint(tmp_path, instrument).startswith("This is no file.")

    @POSIX
    def test_a_pipe_is_not_waited_for(self, path: Path, instrument: Instrument) -> None:
        os.mkfifo(path)
        assert complaint(path, instrument).startswith("This is no file.")

    @pytest.mark.parametrize(
        ("content", "reason"),
        [
            (b"", "it is empty"),
            (b'{"format": "msme-check resp', "it is not whole JSON text"),
            (b"firm_id,country\nA,KH\n", "it is not whole JSON text"),
            (b"\xff\xfe{}", "it is not whole JSON text"),
            (b'{"answers": {"a": 1, "a": 2}}', "it is not whole JSON text"),
            (b'{"format": NaN}', "it is not whole JSON text"),
            (b"[" * 100_000, "it is not whole JSON text"),
            (b'{"answers": {"a": ' + b"9" * 5000 + b"}}", "it is not whole JSON text"),
            (b"[1, 2]", "it does not say so in its key 'format'"),
            (b'{"format": "something else"}', "it does not say so in its key 'format'"),
            (b'{"format": "msme-check response"}', "it does not say for which instrument it was made"),
            (
                b'{"format": "msme-check response", "instrument": []}',
                "it does not say for which instrument it was made",
            ),
            (b" " * 1_000_001, "it is too large"),
        ],
        ids=lambda value: None if isinstance(value, bytes) else value,
    )
    def test_not_a_response(self, path: Path, instrument: Instrument, content: bytes, reason: str) -> None:
        path.write_bytes(content)
        assert complaint(path, instrument) == (
            f"This is not a response file of msme-check: {reason}. Name a file that 'msme-check assess' has saved."
        )

    def test_a_byte_order_mark_is_no_hindrance(self, path: Path, instrument: Instrument, response: Response) -> None:
        path.write_bytes(b"\xef\xbb\xbf" + response.model_dump_json().encode())
        assert response_files.load(path, instrument) == response


@pytest.fixture
def changed(path: Path, response: Response) -> Callable[..., Path]:
    """A response file with some of its keys changed."""

    def write(**keys: Any) -> Path:
        path.write_text(json.dumps({**response.model_dump(mode="json"), **keys}))
        return path

    return write


class TestContent:
    def test_a_newer_format(self, changed: Callable[..., Path], instrument: Instrument) -> None:
        assert complaint(changed(format_version=2), instrument) == (
            "This file was made by a newer msme-check. Update msme-check, then try again."
        )

    def test_another_instrument(self, changed: Callable[..., Path], instrument: Instrument) -> None:
        file = changed(instrument={"id": "bakers", "version": "1.0.0"})
        assert "made with the instrument 'bakers'; this program has 'mekong_msme'" in complaint(file, instrument)

    def test_another_version(self, changed: Callable[..., Path], instrument: Instrument) -> None:
        here = instrument.settings
        message = complaint(changed(instrument={"id": here.id, "version": "0.9.0"}), instrument)
        said = f"This response was made with version 0.9.0 of the instrument; this program has {here.version}."
        assert message.startswith(said)
        assert "begin a new response under another file name" in message

    @pytest.mark.parametrize(
        ("keys", "message"),
        [
            ({"answers": {"fin_records_cashbok": 1}}, "question 'fin_records_cashbok'. Did you mean 'fin_records_cash"),
            ({"evidence": ["fin_nothing_here_at_all"]}, "There is no question 'fin_nothing_here_at_all'."),
            ({"profile": {"contry": "KH"}}, "fact about the firm 'contry'. Did you mean 'country'?"),
            ({"only": ["digitl"]}, "There is no questionnaire 'digitl'. Did you mean 'digital'?"),
            ({"colour": "red"}, "There is no key 'colour' in a response file."),
            ({"firm_id": 7}, "The value of 'firm_id' has a form that cannot be used."),
            ({"answers": ["secret"]}, "The value of 'answers' has a form that cannot be used."),
            ({"answers": {"fin_records_cashbook": 5}}, "The value of 'fin_records_cashbook' has a form"),
            ({"answers": {"fin_records_cashbook": 1.5}}, "The value of 'fin_records_cashbook' has a form"),
            ({"answers": {"fin_records_cashbook": True}}, "The value of 'fin_records_cashbook' has a form"),
            ({"answers": {"fin_records_cashbook": ""}}, "The value of 'fin_records_cashbook' has a form"),
            ({"answers": {"fin_records_cashbook": {"secret": 1}}}, "The value of 'answers.fin_records_cashbook' has"),
            ({"answers": {"fin_formality_licences": ["secret"]}}, "The value of 'fin_formality_licences' has a form"),
            ({"answers": {"fin_formality_licences": []}}, "The value of 'fin_formality_licences' has a form"),
            ({"answers": {"fin_credit_report": "secret"}}, "The value of 'fin_credit_report' has a form"),
            ({"answers": {"fin_credit_burden": -1}}, "The value of 'fin_credit_burden' has a form"),
            ({"profile": {"employees": "secret"}}, "The value of 'employees' has a form"),
            ({"profile": {"country": "secret"}}, "The value of 'country' has a form"),
            ({"answers": {"secret \x1b[31m": 1}}, "There is no question (a name that no file of ours has)."),
        ],
    )
    def test_what_cannot_be_used(
        self, changed: Callable[..., Path], instrument: Instrument, keys: dict[str, Any], message: str
    ) -> None:
        said = complaint(changed(**keys), instrument)
        assert message in said
        assert "secret" not in said

    def test_other_forms_of_the_same_answer(self, changed: Callable[..., Path], instrument: Instrument) -> None:
        answers = {
            "fin_records_cashbook": "3",
            "fin_formality_licences": "owner_list identity_card",
            "fin_security_insurance": "none",
            "fin_credit_report": "YES",
            "fin_credit_burden": "12,5",
            "fin_banking_savings": 4.0,
            "fin_records_receivables": "n/a",
        }
        assert response_files.load(changed(answers=answers, evidence=[]), instrument).answers == {
            "fin_records_cashbook": 3,
            "fin_formality_licences": ("identity_card", "owner_list"),
            "fin_security_insurance": ("none",),
            "fin_credit_report": "yes",
            "fin_credit_burden": 12.5,
            "fin_banking_savings": 4,
            "fin_records_receivables": "na",
        }

    def test_texts_are_cleaned(self, changed: Callable[..., Path], instrument: Instrument) -> None:
        assert response_files.load(changed(firm_name="Lotus\x1b[2J\u202e"), instrument).firm_name == "Lotus[2J"


def _holder(path: Path) -> subprocess.Popen[bytes]:
    """Another process that holds the lock, until its input ends."""
    script = (
        "import sys; from pathlib import Path; from msme_check.response_files import lock\n"
        "with lock(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen([sys.executable, "-c", script, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout is not None and process.stdout.readline() == b"held\n"
    return process


class TestLock:
    def test_another_process_is_told(self, path: Path) -> None:
        process = _holder(path)
        with pytest.raises(UsageError, match="Another msme-check is using this file"), response_files.lock(path):
            pass
        process.communicate()
        with response_files.lock(path):
            assert path.with_name(".firm.json.lock").exists()
        assert names(path.parent) == []

    def test_the_same_process_is_told_too(self, path: Path) -> None:
        with (
            response_files.lock(path),
            pytest.raises(UsageError, match=r"delete .*\.firm\.json\.lock"),
            response_files.lock(path),
        ):
            pass

    def test_is_given_back_after_an_error(self, path: Path) -> None:
        with pytest.raises(ZeroDivisionError), response_files.lock(path):
            raise ZeroDivisionError
        assert names(path.parent) == []

    def test_the_lock_of_a_killed_process_is_taken_over(self, path: Path) -> None:
        script = (
            "import os, sys; from pathlib import Path; from msme_check.response_files import lock\n"
            "with lock(Path(sys.argv[1])): os.kill(os.getpid(), 9)"
        )
        subprocess.run([sys.executable, "-c", script, str(path)], check=False)
        assert path.with_name(".firm.json.lock").exists()
        with response_files.lock(path):
            pass
        assert names(path.parent) == []

    def test_a_lock_without_owner(self, path: Path) -> None:
        lock = path.with_name(".firm.json.lock")
        lock.write_text("")
        os.utime(lock, (time.time() + 3600, time.time() + 3600))  # it stays young, however long this takes
        with pytest.raises(UsageError), response_files.lock(path):
            pass
        os.utime(lock, (time.time() - 60, time.time() - 60))
        with response_files.lock(path):
            assert lock.read_text().startswith(f"{os.getpid()} ")

    def test_whoever_sleeps_before_it_writes_its_name_does_not_hold_what_another_has_taken(
        self, path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The sleeper's lock has no owner for a minute, so another process makes it its own."""
        fdopen = os.fdopen
        others: list[subprocess.Popen[bytes]] = []

        def asleep(descriptor: int, *words: Any, **named: Any) -> Any:
            if not others:
                os.utime(descriptor, (time.time() - 60, time.time() - 60))
                others.append(_holder(path))
            return fdopen(descriptor, *words, **named)

        monkeypatch.setattr(os, "fdopen", asleep)
        with pytest.raises(UsageError, match="Another msme-check is using this file"), response_files.lock(path):
            pass
        (other,) = others
        assert path.with_name(".firm.json.lock").read_text().startswith(f"{other.pid} ")
        other.communicate()
        assert other.returncode == 0 and names(path.parent) == []

    def test_a_lock_of_another_computer_is_respected(self, path: Path) -> None:
        path.with_name(".firm.json.lock").write_text("1 token elsewhere.example\n")
        with pytest.raises(UsageError), response_files.lock(path):
            pass

    def test_no_folder(self, tmp_path: Path) -> None:
        with pytest.raises(OutputError, match="Its folder is not there"), response_files.lock(tmp_path / "no" / "a"):
            pass


@pytest.mark.parametrize("name", ["firms.csv", "FIRMS.XLSX", "results.parquet"])
@pytest.mark.parametrize("size", [10, response_files.LARGEST + 1])
def test_a_table_of_firms_leads_to_batch(tmp_path: Path, instrument: Instrument, name: str, size: int) -> None:
    path = tmp_path / name
    path.write_bytes(b"firm_id," * (size // 8 + 1))
    with pytest.raises(AnswersError) as caught:
        response_files.load(path, instrument)
    assert "looks like a table of firms" in str(caught.value)
    assert "Run 'msme-check batch' on the table, and name the PDF" in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that is in use cannot be removed there")
def test_the_folder_we_are_in_may_be_gone(tmp_path: Path, response: Response, monkeypatch: pytest.MonkeyPatch) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    here.rmdir()
    with pytest.raises(OutputError, match=r"firm\.json: Its folder is not there\."), locks.lock(Path("firm.json")):
        pytest.fail("it was let in")
    with pytest.raises(OutputError, match=r"firm\.json: Its folder is not there\."):
        response_files.save(Path("firm.json"), response)
