"""The picture on paper is the picture on the screen."""

import io
import re
from xml.etree import ElementTree

from pypdf import PdfReader

from peelian.documents.charts import spc_chart, to_pdf, to_svg
from peelian.documents.readings import read
from tests.documents.made import STEADY, WORSE, measure, series, standard


def squeezed(words: str) -> str:
    return re.sub(r"\s", "", words)


def test_a_pdf_says_every_word_of_the_picture_in_letters_of_its_own() -> None:
    rebased = measure(standards=[standard(0.9)], rebases=[{"date": "2023-09-01", "reason": "New rota"}])
    reading = read(series([*STEADY, *WORSE], of=rebased))
    spec = spc_chart(reading.verdict, reading.series, title=rebased.title, note=reading.sentence)
    svg = ElementTree.fromstring(to_svg(spec))
    (page,) = PdfReader(io.BytesIO(to_pdf(spec))).pages
    paper = squeezed(page.extract_text())
    said = ["".join(line.itertext()) for line in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert len(said) > 20
    for words in said:
        assert squeezed(words) in paper
    assert float(page.mediabox.width) == float(svg.attrib["width"])
    fonts = page["/Resources"]["/Font"]  # type: ignore[index]
    for font in fonts.values():
        described = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert "/FontFile2" in described or "/FontFile3" in described
