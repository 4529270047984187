"""Somebody's own templates for the report on a group: what they change, and what they cannot do."""

import re
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest

from batch.conftest import ticking
from cohort.conftest import Written, view_of, write_rows
from cohort.test_files import text
from msme_check import resources
from msme_check.batch.run import run
from msme_check.batch.settings import BatchSettings, BatchSummary, Cohort, ReportFormat, Stage
from msme_check.cohort import files
from msme_check.cohort.totals import Totals
from msme_check.errors import Exit, UsageError
from msme_check.model.instrument import Instrument
from msme_check.report import brand, look, outside, sandbox
from msme_check.report.look import Look
from report.test_brand import png, squeezed
from report.test_brand import written as brand_file
from report.test_own_templates import GROUP, GUIDE

Rows = list[dict[str, str]]
FRONT = "front.html.j2"
SHARED = ("brand.html.j2", "closing.html.j2")
Own = Callable[[dict[str, str]], Look]
Scored = Callable[..., BatchSummary]


def front(inside: str, block: str = "short") -> dict[str, str]:
    """A template for a group that puts something in place of a block of page 1; it stands on line 3."""
    return {
        f"cohort/{FRONT}": f'{{% extends "shipped/{FRONT}" %}}\n{{% block {block} %}}\n{inside}\n{{% endblock %}}\n'
    }


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """own({"cohort/front.html.j2": "..."}) writes a folder of templates, and reads it."""

    def made(texts: dict[str, str]) -> Look:
        folder = tmp_path / "own"
        (folder / "cohort").mkdir(parents=True)
        for name, content in texts.items():
            (folder / name).write_text(content, encoding="utf-8")
        return look.load(templates=folder)

    return made


@pytest.fixture
def scored(tmp_path: Path, instrument: Instrument) -> Scored:
    """Scores rows into a folder, and tells which stages it heard of."""

    def done(rows: Rows, heard: list[Stage], **wishes: object) -> BatchSummary:
        path = write_rows(tmp_path / "firms.csv", rows, instrument)
        settings = BatchSettings((path,), tmp_path / "out", **{"cohort": Cohort.FIRMS, **wishes})  # type: ignore[arg-type]
        return run(settings, instrument, resources.questionnaires(), lambda *told: heard.append(told[2]), ticking())

    return done


def test_a_block_is_replaced_and_the_rest_stays(own: Own, written: Written, example_rows: Rows) -> None:
    words = '<p class="own">We asked {{ view.heading }}, {{ bar(1, 2, "half") }}</p>'
    looked = own({**front(f"{words}\n{{{{ super() }}}}"), "cohort/extra.css": ".own { color: #333333; }"})
    out, plain = written(example_rows, look=looked), written(example_rows, "plain")
    page, shipped = ((folder / files.HTML).read_text("utf-8") for folder in (out, plain))
    assert '<p class="own">We asked 40 firms, <svg' in page and ".own { color: #333333; }" in page
    assert page.count("<svg") == shipped.count("<svg") + 1 and "default-src 'none'" in page
    for words in ("In short", "Who they are", "mekong_msme 1.0.0", "R00040"):
        assert words in page
    assert "Weasked40firms" in squeezed(text(out / files.PDF))


@pytest.mark.parametrize("kind", [Cohort.FIRMS, Cohort.PUBLIC])
def test_own_templates_that_change_nothing_draw_the_shipped_report(
    kind: Cohort, own: Own, written: Written, example_rows: Rows, tmp_path: Path
) -> None:
    png(tmp_path)
    ours = brand.load(brand_file(tmp_path, "name: Bureau\nlogo: logo.png"))
    names = sandbox.shipped_names(".html.j2", "cohort")
    same = own({f"cohort/{name}": f'{{% extends "shipped/{name}" %}}' for name in names if name != "charts.html.j2"})
    looks = {"same": Look(ours, group_templates=same.group_templates), "shipped": Look(ours)}
    wishes = {"cohort": kind, "reports": ReportFormat.HTML, "workers": 1}
    same_page, page = (
        (written(example_rows[:7], name, look=one, **wishes) / files.HTML).read_text("utf-8")
        for name, one in looks.items()
    )
    assert same_page.split() == page.split()
    assert ('href="reports/R00001.html"' in page) is (kind is Cohort.FIRMS)


def test_firms_and_group_have_templates_of_their_own(own: Own, tmp_path: Path) -> None:
    looked = own({**front("<p>Group</p>"), FRONT: "<p>Firm</p>"})
    assert looked.templates is not None and looked.group_templates is not None
    assert looked.templates.texts == {FRONT: "<p>Firm</p>"} and "Group" in looked.group_templates.texts[FRONT]
    assert looked.for_group().templates == looked.group_templates
    first = looked.record()
    (tmp_path / "own" / "cohort" / FRONT).write_text("<p>Other</p>")
    second = look.load(templates=tmp_path / "own").record()
    assert first["templates"] == second["templates"] and first["group_templates"] != second["group_templates"]


def test_a_folder_for_the_group_alone_is_enough(own: Own) -> None:
    looked = own(front("<p>Group</p>"))
    assert looked.templates is None and looked.group_templates is not None


STATIC = [
    ({"cohort/front.html.j2": "{% extends 'shipped/front.html.j2' %}\n{% block best %}{% endblock %}"}, 2, "no block"),
    ({"cohort/fields.html.j2": "x"}, 1, "There is no shipped file of this name, and no template here uses it."),
    ({"cohort/report.css": "p {}"}, 1, "There is no shipped file of this name, and no template here uses it."),
    ({"cohort/extra.css": "p { background: url(file:///etc/passwd) }"}, 1, "A style sheet can load nothing"),
    ({"cohort/front.html.j2": "{% include '../front.html.j2' %}"}, 1, "There is no template '../front.html.j2'."),
    ({"cohort/front.html.j2": "{% include 'fields.html.j2' %}"}, 1, "There is no template 'fields.html.j2'."),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "line", "words"), STATIC)
def test_mistakes_are_found_before_anything_is_drawn(
    texts: dict[str, str], line: int, words: str, own: Own, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        own({FRONT: "a\n{% if %}", **texts})
    lines = str(error.value).splitlines()
    assert len(lines) == 2 and f"{tmp_path / 'own' / FRONT}:2: " in str(error.value)
    (found,) = (one for one in lines if "/cohort/" in one)
    assert found.startswith(f"{tmp_path / 'own' / next(iter(texts))}:{line}: ") and words in found


def test_a_link_is_no_folder_of_templates(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "cohort").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    with pytest.raises(UsageError, match="cohort:1: This is a link to another file"):
        look.load(templates=tmp_path / "own")


FAILING = [
    (front("{{ view.frim }}"), f"{FRONT}:3: There is nothing of the name 'frim' here."),
    (front("{{ view.listed.firms() }}"), f"{FRONT}:3: A template cannot do this"),
    (front("<script>alert(1)</script>"), f"{FRONT}:3: The element <script> cannot be part of a report."),
    (front("<a href='reports/../../secret'>x</a>"), f"{FRONT}:3: A link leads to a page"),
    (front("<a href='other/R00001.html'>x</a>"), f"{FRONT}:3: A link leads to a page"),
    (front("", "group"), ": The line that says with which questions the report was made is missing. "
     "Keep {{ view.instrument }} in the report; the shipped front.html.j2 has it."),
]  # fmt: skip


@pytest.mark.parametrize(("texts", "words"), FAILING)
def test_templates_that_fail_end_the_batch_before_its_reports(
    texts: dict[str, str], words: str, own: Own, scored: Scored, example_rows: Rows
) -> None:
    heard: list[Stage] = []
    none = dict(example_rows[0], country="")  # the first chunk has no firm to try anything on
    looked = own(texts)
    assert looked.group_templates is not None
    wishes = {"reports": ReportFormat.HTML, "chunk_rows": 2, "look": looked, "workers": 1}
    with pytest.raises(UsageError) as error:
        scored([none, none, *example_rows[:4]], heard, **wishes)
    folder = Path(looked.group_templates.folder)
    assert str(error.value).startswith(str(folder)) and words in str(error.value)
    assert error.value.exit_code == Exit.USAGE and error.value.__cause__ is None
    assert Stage.SCORING in heard and Stage.REPORTS not in heard
    assert not (folder.parents[1] / "out").exists()


def test_what_fails_with_all_firms_alone_loses_nothing_else(
    own: Own, scored: Scored, example_rows: Rows, tmp_path: Path
) -> None:
    """It cannot be seen with the first firms; by then the tables and reports are there."""
    looked = own(front("{{ 1 / (view.firms - 4) }}"))
    summary = scored(example_rows[:4], [], chunk_rows=2, look=looked)
    assert summary.cohort == (files.WORKBOOK,) and summary.exit_code == Exit.DONE
    where = tmp_path / "own" / "cohort" / FRONT
    assert [note for note in summary.notes if "not written" in note] == [
        f"cohort.{kind} was not written: {where}:3: This cannot be worked out. "
        "Check what kind of thing each name stands for."
        for kind in ("html", "pdf")
    ]
    assert not (tmp_path / "out" / files.HTML).exists() and (tmp_path / "out" / files.WORKBOOK).exists()


def test_no_group_tries_no_templates(own: Own, scored: Scored, example_rows: Rows) -> None:
    looked = own(front("{{ view.frim }}"))
    assert scored(example_rows[:2], [], cohort=Cohort.NONE, look=looked).exit_code == Exit.DONE


def test_only_what_lies_beside_the_page_is_linked() -> None:
    page = '<p><a href="reports/a/R1.html">x</a></p>'
    outside.check(page, "", "", ("reports/",))
    for links in ((), ("report/",)):
        with pytest.raises(outside.Outside, match="A link leads to a page"):
            outside.check(page, "", "", links)


def section() -> str:
    """What the guide says of the templates of a group."""
    return GUIDE.read_text(encoding="utf-8").partition(GROUP)[2].partition("\n## ")[0]


def test_the_example_of_the_guide_works(own: Own, written: Written, example_rows: Rows) -> None:
    (example,) = re.findall(r"```jinja2\n(.*?)```", section(), re.DOTALL)
    looked = replace(own({f"cohort/{FRONT}": example}), brand=brand.Brand(name="Bureau"))
    page = (written(example_rows[:7], look=looked) / files.HTML).read_text("utf-8")
    assert "7 firms of the programme Growing Together, asked by Bureau." in page


def test_what_the_guide_says_a_template_knows_is_there(example_totals: Totals, instrument: Instrument) -> None:
    names = set(re.findall(r"`view\.([a-z_]+)", section()))
    view = view_of(example_totals, instrument)
    # `language` stands in the page around all parts, and is no more to be shown than the page's encoding.
    assert names == {one.name for one in fields(view)} - {"language"}


def test_every_template_and_block_of_the_guide_is_there() -> None:
    rows = re.findall(r"^\| `cohort/([a-z]+\.html\.j2)` \| (.+?) \|", section(), re.MULTILINE)
    assert {name for name, _blocks in rows} == set(sandbox.shipped_names(".html.j2", "cohort"))
    named = {(name, block) for name, blocks in rows for block in re.findall(r"`([a-z_]+)`", blocks)}
    shipped = {
        (name, block)
        for name in sandbox.shipped_names(".html.j2", "cohort")
        for folder in ("cohort", "report")
        if (path := resources.templates() / folder / name).is_file() and (folder == "cohort" or name in SHARED)
        for block in re.findall(r"{% block ([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert named == shipped
