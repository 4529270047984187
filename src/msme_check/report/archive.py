"""A PDF that an archive keeps and a reader speaks: PDF/A-3a and PDF/UA-1 at once, with files inside.

WeasyPrint writes one of the two; what the other one needs is added before the file is written, which costs nothing,
where opening the finished file again would.
"""

import io
import zlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from importlib.resources import files
from types import SimpleNamespace
from typing import Any

import pydyf
from weasyprint import Attachment
from weasyprint.css import ColorProfile

from msme_check.embedded import EmbeddedFile

VARIANT = "pdf/a-3a"
OUTLINE_STYLE = "h4, h5, h6 { bookmark-level: none }"
"""The outline leads to sections; more than three levels would hide them among single questions."""

_COLOURS = "--srgb"
_UNDATED = datetime(1970, 1, 1)  # noqa: DTZ001 - a placeholder: `finish` writes the date of the document over it

_UA_IDENTIFICATION = b"""\
<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" \
xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" \
xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>The part of PDF/UA that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""
"""PDF/A allows only properties that it knows or that the file describes; it does not know those of PDF/UA."""


def options(embedded: Iterable[EmbeddedFile] = ()) -> dict[str, Any]:
    """What `write_pdf` of WeasyPrint is told, for one call."""
    return {
        "pdf_variant": VARIANT,
        "output_intent": _COLOURS,
        "color_profiles": {_COLOURS: _colours()},
        "finisher": finish,
        # Names inside a PDF must stand in order, or readers that search by halves miss some.
        "attachments": [_attachment(one) for one in sorted(embedded, key=lambda one: one.name)],
    }


def _colours() -> ColorProfile:
    """The colours of screens (sRGB), which PDF/A wants named. WeasyPrint's own way leaves a file open each time.

    A new object for each PDF: one that was read from gives other bytes when it is written again.
    """
    return ColorProfile(io.BytesIO(_srgb()), "sRGB2014.icc", "relative-colorimetric", ("r", "g", "b"))


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    return (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()


def _attachment(one: EmbeddedFile) -> Attachment:
    return Attachment(
        file_obj=io.BytesIO(one.content),
        name=one.name,
        description=one.description,
        relationship=one.relationship,
        created=_UNDATED,
        modified=_UNDATED,
    )


def finish(_document: Any, pdf: pydyf.PDF) -> None:
    """Completes the objects of a PDF just before they are written."""
    _say_ua(pdf)
    _name_files_once(pdf)
    _date_files(pdf)
    _serialise_once(pdf)


def _say_ua(pdf: pydyf.PDF) -> None:
    """Adds the identification of PDF/UA-1 to the metadata; it must stand inside the one RDF element there is."""
    number = int(pdf.catalog["Metadata"].split()[0])
    metadata = pdf.objects[number]
    start, end, rest = metadata.stream[0].rpartition(b"</rdf:RDF>")
    metadata.stream = [start + _UA_IDENTIFICATION + end + rest]


def _name_files_once(pdf: pydyf.PDF) -> None:
    """Each embedded file belongs to the document once; WeasyPrint 70 names each twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"] = pydyf.Array(dict.fromkeys(pdf.catalog["AF"]))


def _date_files(pdf: pydyf.PDF) -> None:
    """Gives embedded files the date of the document, or none where it has none: never that of a clock."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Stream) and one.extra.get("Type") == "/EmbeddedFile":
            dates = {name: pdf.info.get("CreationDate") for name in ("CreationDate", "ModDate")}
            one.extra["Params"].update(dates)
            if None in dates.values():
                for name in dates:
                    del one.extra["Params"][name]


@contextmanager
def quick_compression() -> Iterator[None]:
    """Within it, PDFs are compressed as is usual, which takes a third of the time that pydyf's highest level takes."""
    thorough = pydyf.zlib
    pydyf.zlib = SimpleNamespace(compressobj=lambda level: zlib.compressobj())
    try:
        yield
    finally:
        pydyf.zlib = thorough


class _Serialised(pydyf.Object):  # type: ignore[misc]
    """An object whose bytes are known."""

    def __init__(self, one: pydyf.Object) -> None:
        super().__init__()
        self.number, self.generation, self.free = one.number, one.generation, one.free
        self._compressible: bool = one.compressible
        self._data: bytes = one.data

    @property
    def data(self) -> bytes:
        return self._data

    @property
    def compressible(self) -> bool:
        return self._compressible


def _serialise_once(pdf: pydyf.PDF) -> None:
    """Fixes the bytes of every object: they are asked for twice, for the file and for its identifier."""
    pdf.objects = [one if one.free == "f" else _Serialised(one) for one in pdf.objects]
