"""Templates of somebody's own: a good one changes the report, a bad one gets one message, none gets out of its box."""

import io
import pickle
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from pypdf import PdfReader

from msme_check import resources
from msme_check.errors import Exit, UsageError
from msme_check.report import brand, html, look, outside, own_templates, sandbox
from msme_check.report.look import Look
from msme_check.report.own_templates import OwnTemplates
from msme_check.report.pdf import Renderer
from msme_check.report.view import View
from report.conftest import RICE_MILL, Viewed
from report.test_brand import png, written

SECRET = "the secret of the machine"  # noqa: S105 - a text that must not come out
FRONT = "front.html.j2"
Own = Callable[..., OwnTemplates]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """own({"front.html.j2": "..."}) writes a folder of templates beside a secret file, and reads it."""
    (tmp_path / "secret.html.j2").write_text(SECRET)

    def made(files: dict[str, str]) -> OwnTemplates:
        folder = tmp_path / "own"
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            (folder / name).write_text(text, encoding="utf-8")
        found = own_templates.load(folder)
        assert found.firms is not None and found.group is None
        return found.firms

    return made


@pytest.fixture(scope="module")
def view(viewed: Viewed) -> View:
    return viewed(RICE_MILL, name="Mill of the <b>secret</b> name")


def front(inside: str) -> dict[str, str]:
    """A template that puts something in place of the best point of page 1; it stands on line 3."""
    return {FRONT: f'{{% extends "shipped/front.html.j2" %}}\n{{% block best %}}\n{inside}\n{{% endblock %}}\n'}


def message(own: Own, view: View, files: dict[str, str]) -> str:
    """What the person is told, the same for HTML and for PDF."""
    said: list[str] = []
    for draw in (html.render, html.printed):
        with pytest.raises(UsageError) as error:
            draw(view, Look(templates=own(files)))
        assert error.value.exit_code == Exit.USAGE
        assert error.value.__cause__ is None
        said.append(str(error.value))
    assert said[0] == said[1]
    assert len(said[0].splitlines()) == 1
    for word in ("secret</b>", SECRET, "jinja", "Traceback"):
        assert word not in said[0]
    return said[0]


def pdf_text(content: bytes) -> str:
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages))


def test_a_block_is_replaced_and_the_rest_stays(own: Own, view: View) -> None:
    words = '<p class="own">Our words for {{ view.firm }}, {{ bar(view.scores[0].bar, view.bands, 24, "#0f4c5c") }}</p>'
    looked = Look(templates=own({**front(f"{words}\n{{{{ super() }}}}"), "extra.css": ".own { color: #333333; }"}))
    found, shipped = html.render(view, looked), html.render(view)
    assert "Our words for Mill of the &lt;b&gt;secret&lt;/b&gt; name" in found
    assert ".own { color: #333333; }" in found
    assert found.count("<svg") == shipped.count("<svg") + 1
    for text in (view.method.identity, view.scores[0].title, view.plan.horizons[0].title):
        assert str(text) in found
    assert "Ourwordsfor" in pdf_text(Renderer(looked).render(view))


def test_a_whole_template_and_a_part_of_ones_own(own: Own, view: View) -> None:
    looked = Look(templates=own({
        "answers.html.j2": '{% from "macros.html.j2" import line %}<section>{{ line("No answers here") }}</section>',
        "macros.html.j2": "{% macro line(words) %}<h2>{{ words }}</h2>{% endmacro %}",
    }))  # fmt: skip
    found = html.render(view, looked)
    assert "<h2>No answers here</h2>" in found
    assert view.answers[0].note not in found


def test_a_style_sheet_of_ones_own_replaces_the_shipped_one(own: Own, view: View) -> None:
    looked = Look(
        templates=own({"report.css": "p { color: #222222; }", "screen.css": "", "extra.css": "b { color: #111111; }"})
    )
    found = html.render(view, looked)
    assert "p { color: #222222; }" in found and "Noto Sans" not in found
    sheet = html.paper_style(looked)
    assert sheet.startswith("p { color: #222222; }") and sheet.endswith("b { color: #111111; }\n")


def test_the_shipped_report_passes_the_check_and_names_its_policy(view: View) -> None:
    source = html.render(view)
    outside.check(source, "", html._screen_style(look.SHIPPED))
    assert re.match(
        r'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta http-equiv="Content-Security-Policy" con', source
    )
    assert "default-src 'none'" in source and "script" not in outside.POLICY


def test_own_templates_that_change_nothing_draw_the_shipped_report(own: Own, view: View) -> None:
    pages = sandbox.shipped_names(".html.j2")
    same = own({name: f'{{% extends "shipped/{name}" %}}' for name in pages if name != "charts.html.j2"})
    assert html.render(view, Look(templates=same)).split() == html.render(view).split()


def test_the_logo_can_be_placed_and_nothing_else(own: Own, view: View, tmp_path: Path) -> None:
    png(tmp_path)
    found = brand.load(written(tmp_path, "name: Bureau\nlogo: logo.png"))
    picture = '<img src="{{ brand.logo }}" alt="{{ brand.logo_alt }}">'
    looked = Look(brand=found, templates=own(front(picture)))
    assert found.logo is not None
    assert found.logo.data_uri in html.render(view, looked)
    assert PdfReader(io.BytesIO(Renderer(looked).render(view))).pages[0].images


TOOLS = """
{% set line = namespace(n=0) %}{% set turn = cycler("odd", "even") %}{% set also = joiner(", ") %}
{% for n in range(3) %}{% set line.n = line.n + n * 2 %}
{{ also() }}{{ turn.next() }}{{ loop.cycle("a", "b") }}
{% endfor %}
{{ line.n }} {{ "%.1f"|format(2) }} {{ "{:>4}".format(7) }} {{ "-" * 5 }} {{ 7 % 4 }} {{ dict(a=1)["a"] }}
{{ "Mill, market"|upper }} {{ "a b".split()|join("+") }}
"""


def test_the_usual_tools_are_there(own: Own, view: View) -> None:
    found = " ".join(html.render(view, Look(templates=own(front(TOOLS)))).split())
    assert "odda , evenb , odda 6 2.0 7 ----- 3 1 MILL, MARKET a+b" in found


LINKS = """
<p><a href="https://example.org/?a=1&amp;b=2">page</a><a href="mailto:a@example.org">mail</a><a href="#top">up</a></p>
"""


def test_links_to_click_are_no_way_out(own: Own, view: View) -> None:
    assert "mailto:a@example.org" in html.render(view, Look(templates=own(front(LINKS))))


INSIDE = [
    # Reaching into the program.
    ("{{ ''.__class__ }}", "A template cannot do this"),
    ("{{ ''.__class__.__mro__[1].__subclasses__() }}", "A template cannot do this"),
    ("{{ view['__class__'] }}", "A template cannot do this"),
    ("{{ view|attr('__init__') }}", "A template cannot do this"),
    ("{{ [view]|map(attribute='__class__')|join }}", "A template cannot do this"),
    ("{{ bar.__globals__ }}", "There is nothing of the name '__globals__' here."),
    ("{{ _.__globals__ }}", "A template cannot do this"),
    ("{{ self.__init__.__globals__ }}", "A template cannot do this"),
    ("{{ cycler.__init__.__globals__ }}", "A template cannot do this"),
    ("{{ '{0.__class__}'.format(view) }}", "A template cannot do this"),
    ("{{ 'x'.encode() }}", "A template cannot do this"),
    ("{{ view.method.paragraphs.__len__() }}", "A template cannot do this"),
    # Filling the memory, stopping the clock.
    ("{{ 10 ** 10 ** 10 }}", "A template cannot do this"),
    ("{{ 'x' * 10 ** 9 }}", "A template cannot do this"),
    ("{{ [1] * 100000000 }}", "A template cannot do this"),
    ("{{ '%999999999d' % 1 }}", "A template cannot do this"),
    ("{{ '%999999999d'|format(1) }}", "A template cannot do this"),
    ("{{ '{:999999999}'.format(1) }}", "A template cannot do this"),
    ("{{ 'x'.ljust(999999999) }}", "A template cannot do this"),
    ("{% for n in range(1000000000) %}x{% endfor %}", "This becomes too large."),
    ("{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}", "The template uses itself without end."),
    # Reading what is not given.
    ("{% include ['/etc/pass' ~ 'wd'] %}", "This uses a template that is not there."),
    ("{% include '../secret' ~ '.html.j2' %}", "This uses a template that is not there."),
    ("{% import 'shipped/../../../' ~ 'pyproject.toml' as x %}", "This uses a template that is not there."),
    # Mistakes.
    ("{{ view.frim }}", "There is nothing of the name 'frim' here."),
    ("{{ viw.firm }}", "There is nothing of the name 'viw' here."),
    ("{{ view[view.firm] }}", "Something that is named here does not exist."),
    ("{{ nothing() }}", "There is nothing of the name 'nothing' here."),
    ("{{ view.firm + 1 }}", "This cannot be worked out."),
    ("{{ 1 / 0 }}", "This cannot be worked out."),
]  # fmt: skip


@pytest.mark.parametrize(("inside", "words"), INSIDE)
def test_a_template_stays_in_its_box(inside: str, words: str, own: Own, view: View, tmp_path: Path) -> None:
    said = message(own, view, front(inside))
    assert said.startswith(f"{tmp_path / 'own' / FRONT}:3: {words}")


OUTSIDE = [
    '<img src="http://example.org/x.png">', '<img src="https://example.org/x.png"/>', '<img src="//example.org/x.png">',
    '<img src="file:///etc/passwd">', '<img src="x.png">', '<img alt="" src="{{ \'file:///etc/\' }}passwd">',
    '<img src="data:image/svg+xml,<svg/>">', '<img srcset="https://example.org/x.png 2x">',
    "<link rel=attachment href=file:///etc/passwd>", '<link rel="stylesheet" href="https://example.org/x.css">',
    '<a rel="attachment" href="https://example.org/">x</a>', '<a href="file:///etc/passwd">x</a>',
    '<a href="javascript:alert(1)">x</a>', '<a href=" java&#115;cript:alert(1)">x</a>',
    '<a href="https://example.org" ping="https://example.org">x</a>',
    "<script>alert(1)</script>", "<SCRIPT src=//example.org></SCRIPT>", '<p onclick="alert(1)">x</p>',
    '<meta http-equiv="refresh" content="0; url=https://example.org">', '<base href="https://example.org">',
    '<iframe src="https://example.org"></iframe>', '<object data="file:///etc/passwd"></object>',
    '<embed src="file:///etc/passwd">', '<form action="https://example.org"></form>', '<video src="x"></video>',
    '<svg><image href="file:///etc/passwd"/></svg>', '<svg><use xlink:href="https://example.org/x.svg#a"/></svg>',
    '<svg><rect fill="url(https://example.org/x.svg#a)"/></svg>', "<svg><foreignObject></foreignObject></svg>",
    '<p style="background: url(file:///etc/passwd)">x</p>', '<p style="background: u\\72l(https://example.org/x)">x</p>',
    "<style>@import 'https://example.org/x.css';</style>", "<style>p { background: url(file:///etc/passwd) }</style>",
    "<marquee>x</marquee>", "{{ ('<scr' ~ 'ipt>')|safe }}", "{{ view.firm|replace('b', 'script')|safe }}",
    "{% autoescape false %}{{ view.firm.replace('b', 'script') }}{% endautoescape %}",
]  # fmt: skip


@pytest.mark.parametrize("inside", OUTSIDE)
def test_a_page_loads_and_runs_nothing(inside: str, own: Own, view: View, tmp_path: Path) -> None:
    assert str(tmp_path / "own") in message(own, view, front(inside))


def test_the_message_names_the_line(own: Own, view: View, tmp_path: Path) -> None:
    said = message(own, view, front('<p>\n<img src="https://example.org/x.png"></p>'))
    assert said == (
        f"{tmp_path / 'own' / FRONT}:4: The only picture of a report is the logo of the brand: "
        'src="{{ brand.logo }}". Remove it; docs/branding.md says what a template may hold.'
    )


def test_even_unchecked_the_pdf_reads_no_file(
    own: Own, view: View, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The fetcher alone holds, should a page ever get past the check."""
    secret = f"file://{tmp_path / 'secret.html.j2'}"
    inside = (
        f'<img src="{secret}" alt=""><link rel="attachment" href="{secret}"><p style="background: url({secret})">x</p>'
    )
    looked = Look(templates=own(front(inside)))
    monkeypatch.setattr(outside, "check", lambda *page: None)
    content = Renderer(looked).render(view)
    assert "thesecretof" not in pdf_text(content)
    attached = PdfReader(io.BytesIO(content)).attachments
    assert not any(SECRET.encode() in one for files in attached.values() for one in files)


def test_a_template_that_writes_on_and_on_is_stopped(own: Own, view: View, tmp_path: Path) -> None:
    loops = "{% for n in range(90000) %}{% for m in range(90000) %}xxxxx xxxxx{% endfor %}{% endfor %}"
    assert message(own, view, front(loops)) == f"{tmp_path / 'own'}: This becomes too large. Make it smaller."


def test_the_report_keeps_its_head(own: Own, view: View) -> None:
    said = message(own, view, {"report.html.j2": "<p>{{ view.method.identity }}</p>"})
    assert "must begin as the shipped one does" in said


def test_the_report_says_what_made_it(own: Own, view: View) -> None:
    assert "{{ view.method.identity }}" in message(own, view, {"method.html.j2": "<p>no method</p>"})


EXTENDS = "{% extends 'shipped/front.html.j2' %}\n"
STATIC = [
    ({FRONT: "{% include '/etc/passwd' %}"}, 1, "There is no template '/etc/passwd'."),
    ({FRONT: "\n{% include '../secret.html.j2' %}"}, 2, "There is no template '../secret.html.j2'."),
    ({FRONT: "{% import '../secret.html.j2' as x %}"}, 1, "There is no template"),
    ({FRONT: "{% from '/etc/passwd' import x %}"}, 1, "There is no template"),
    ({FRONT: "{% extends '../secret.html.j2' %}"}, 1, "There is no template"),
    ({FRONT: "{% include ['a.html.j2', 'b.html.j2'] %}"}, 1, "There is no template"),
    ({FRONT: "{% extends 'shiped/front.html.j2' %}"}, 1, "Did you mean 'shipped/front.html.j2'?"),
    ({FRONT: "{% extends 'front.html.j2' %}"}, 1, 'extends itself. Write: extends "shipped/front.html.j2".'),
    ({FRONT: EXTENDS + "{% block bst %}{% endblock %}"}, 2, "no block 'bst'. Did you mean 'best'?"),
    ({"frnt.html.j2": "x"}, 1, "no template here uses it. Did you mean 'front.html.j2'?"),
    ({FRONT: "a\n{% if %}"}, 2, "The template cannot be understood here. Check that every {{ and {% is closed"),
    ({FRONT: "{{ view.firm|shout }}"}, 1, "The template cannot be understood here."),
    ({FRONT: "{% do x() %}"}, 1, "The template cannot be understood here."),
    ({"notes.txt": "x"}, 1, "This is neither a template nor a style sheet."),
    ({"extra.css": "p {}\n@import 'https://example.org/';"}, 2, "A style sheet can load nothing"),
    ({"extra.css": "p { background: url(file:///etc/passwd) }"}, 1, "A style sheet can load nothing"),
    ({"extra.css": 'p { background: URL("https://example.org/x") }'}, 1, "A style sheet can load nothing"),
    ({"extra.css": "p { background: u\\72l(https://example.org/x) }"}, 1, "A style sheet can load nothing"),
    ({"extra.css": "p { background: url(https://example.org/'x) }"}, 1, "A style sheet can load nothing"),
    ({"extra.css": "@font-face { font-family: x; src: url(x.ttf) }"}, 1, "A style sheet can load nothing"),
    ({"extra.css": "@media print {\np { background: image-set('https://a.example' 1x) } }"}, 2, "A style sheet"),
    ({"extra.css": "p { content: '</style><script>' }"}, 1, "'</' cannot stand in a style sheet."),
    ({"extra.css": "p { color: red }\n}\nb {}"}, 2, "This is no rule of a style sheet."),
    ({"extra.css": "p {}\nb { color: red"}, 2, "Something that begins here has no end."),
    ({"extra.css": "p {}\n/* open"}, 1, "has no end"),
]  # fmt: skip


@pytest.mark.parametrize(("files", "line", "words"), STATIC)
def test_mistakes_are_found_before_anything_is_drawn(
    files: dict[str, str], line: int, words: str, own: Own, tmp_path: Path
) -> None:
    with pytest.raises(UsageError) as error:
        own(files)
    assert str(error.value).startswith(f"{tmp_path / 'own' / next(iter(files))}:{line}: ")
    assert words in str(error.value)


def test_an_own_pattern_may_be_used(own: Own) -> None:
    own({"extra.css": 'rect { fill: url(#dots); mask: url("#cut") }'})


def test_what_cannot_be_read_is_named(own: Own, tmp_path: Path) -> None:
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / FRONT).symlink_to(tmp_path / "secret.html.j2")
    (folder / "parts").mkdir()
    (folder / "plan.html.j2").write_bytes(b"\xff\xfe")
    (folder / "method.html.j2").write_bytes(b"x" * (own_templates.MAX_BYTES + 1))
    (folder / ".DS_Store").write_bytes(b"\0")
    with pytest.raises(UsageError) as error:
        own({})
    lines = str(error.value).splitlines()
    assert [line.split("/own/")[1].split(":")[0] for line in lines] == [
        FRONT,
        "method.html.j2",
        "parts",
        "plan.html.j2",
    ]
    assert (
        "links are not followed" in lines[0] and "500 kB" in lines[1] and "no file" in lines[2] and "UTF-8" in lines[3]
    )


def test_too_many_files(own: Own) -> None:
    with pytest.raises(UsageError, match="There are more than 60 files in this folder"):
        own({f"a{n}.html.j2": "" for n in range(61)})


def test_a_folder_with_nothing_in_it(own: Own, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no template and no style sheet in this folder"):
        own({})
    with pytest.raises(UsageError, match="This folder of templates is not there"):
        own_templates.load(tmp_path / "none")


def test_a_folder_is_read_once(own: Own, view: View, tmp_path: Path) -> None:
    """What was checked is what is drawn, also in another process and when the file has changed since."""
    looked = Look(templates=own(front("<p>First words</p>")))
    (tmp_path / "own" / FRONT).write_text("<script>")
    sent = pickle.loads(pickle.dumps(looked))  # noqa: S301 - our own
    assert sent == looked and hash(sent) == hash(looked)
    assert "First words" in html.render(view, sent)


def test_mistakes_of_brand_and_templates_come_together(own: Own, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as error:
        look.load(written(tmp_path, "nmae: A"), tmp_path / "none")
    assert len(str(error.value).splitlines()) == 3


def test_the_digest_tells_templates_apart(own: Own) -> None:
    first = own(front("a"))
    assert Look(templates=first).record()["templates"] == {"sha256": first.digest}
    assert own(front("a")).digest == first.digest != own(front("b")).digest


GUIDE = Path(__file__).parents[2] / "docs" / "branding.md"
GROUP = "### The report on the group"
"""From here on, the guide speaks of other templates, which know other names."""


def test_the_example_of_the_guide_works_and_its_mistakes_are_these(
    own: Own, view: View, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    examples = dict(re.findall(r"```(yaml|jinja|css)\n(.*?)```", guide, re.DOTALL))
    monkeypatch.chdir(tmp_path)
    png(tmp_path)
    text = examples["yaml"]
    found = brand.load(written(tmp_path, text))
    looked = Look(found, own({FRONT: examples["jinja"], "extra.css": examples["css"]}))
    source = html.render(view, looked)
    assert "bring your cash book to our next meeting." in source and ".invitation {" in source
    Path("brand.yaml").write_text(text.replace("#0b5d1e", "#d97706") + "slogan: x\n")
    with pytest.raises(UsageError) as error:
        brand.load(Path("brand.yaml"))
    assert f"```\n{error.value}\n```" in guide


def test_what_the_guide_says_a_template_knows_is_there(view: View) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    names = set(re.findall(r"`view\.([a-z_]+)", guide.partition(GROUP)[0]))
    assert len(names) > 12
    assert [name for name in names if not hasattr(view, name)] == []
    shown = brand.Brand(name="A").shown("")
    assert [name for name in re.findall(r"`brand\.((?!yaml)[a-z_]+)`", guide) if not hasattr(shown, name)] == []


def test_every_block_of_the_guide_is_there() -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([a-z]+\.html\.j2)` \| (.+?) \|", guide, re.MULTILINE)
    named = {(name, block) for name, blocks in rows for block in re.findall(r"`([a-z_]+)`", blocks)}
    folder = resources.templates() / "report"
    shipped = {
        (path.name, block)
        for path in folder.glob("*.html.j2")
        for block in re.findall(r"{% block ([a-z_]+)", path.read_text(encoding="utf-8"))
    }
    assert named == shipped
