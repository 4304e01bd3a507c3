"""Files that are attached: every kind that may be, everything that may not, and how they are given back."""

import io
import zipfile
from hashlib import sha256
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db.models import QuerySet

from peelian.apps.access.models import Account
from peelian.apps.access.viewer import CommandLine
from peelian.apps.attachments import kinds
from peelian.apps.attachments.actions import attach
from peelian.apps.attachments.kinds import KINDS
from peelian.apps.attachments.models import Attachment
from peelian.apps.attachments.serving import served
from peelian.framework.errors import UserError
from peelian.site.records import FEW, lines

PNG = b"\x89PNG\r\n\x1a\n" + bytes(24)
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(24)
PDF = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + bytes(64)


def archive(*parts: str, mimetype: str = "") -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        if mimetype:
            made.writestr("mimetype", mimetype)
        for part in parts:
            made.writestr(part, "x")
    return file.getvalue()


def office(inside: str, *more: str) -> bytes:
    return archive("[Content_Types].xml", inside, *more)


def attached(name: str, content: bytes) -> Attachment:
    return attach(by=CommandLine(), file=ContentFile(content, name))


GOOD = {
    "a.pdf": PDF, "a.PDF": PDF, "a.png": PNG, "a.jpg": JPEG, "a.jpeg": JPEG,
    "a.docx": office("word/document.xml"), "a.xlsx": office("xl/workbook.xml"),
    "a.pptx": office("ppt/presentation.xml"),
    **{f"a.{key}": archive("content.xml", mimetype=KINDS[key].media_type) for key in ("odt", "ods", "odp")},
    "a.csv": b"a,b\n1,2\n", "a.txt": "Zoë".encode(), "a.text": "Zoë".encode("cp1252"), "a.md": b"# A",
    "a.eml": b"From: a@force.example\n\nHello", "a.html": HTML, "a.htm": HTML,
}  # fmt: skip


@pytest.mark.django_db
def test_every_kind_that_may_be_attached() -> None:
    found = {}
    for name, content in GOOD.items():
        made = attached(name, content)
        found[made.kind] = made.title
        assert (made.name, made.size, made.sha256) == (name, len(content), sha256(content).hexdigest())
        assert bytes(Attachment.objects.get(pk=made.pk).content) == content
    assert found == {key: kind.title for key, kind in KINDS.items()}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("a.pdf", b"", "is empty"),
        ("a.docx", PDF, "holds PDF, and its name ends in .docx"),
        ("a.pdf", office("word/document.xml"), "holds Word document"),
        ("a.docm", office("word/document.xml"), "its name ends in .docm"),
        ("a.docx", office("word/document.xml", "word/vbaProject.bin"), "macros"),
        ("a.ods", archive("content.xml", "Basic/Standard/Module1.xml",
                          mimetype=KINDS["ods"].media_type), "macros"),
        ("a.docx", office("word/document.xml", "word/embeddings/run.EXE"), "macros or programs"),
        ("a.zip", archive("a.txt"), "may be attached"),
        ("a.docx", archive("a.txt"), "may be attached"),
        ("a.docx", b"PK\x03\x04 and no more", "may be attached"),
        ("a.svg", SVG, "may be attached"),
        ("a.exe", EXE, "may be attached"),
        ("a.pdf", EXE, "may be attached"),
        ("a.png", SVG, "may be attached"),
        ("a.pdf", HTML, "may be attached"),
        ("a.pdf.exe", PDF, "its name ends in .exe"),
        ("a.txt", EXE, "may be attached"),
        ("a.csv", b"a,b\0\n", "may be attached"),
        ("a.txt", b"\x81\x8d\x8f", "may be attached"),
        ("a", PDF, "its name ends in"),
        ("pdf\u202e.exe", PDF, "its name ends in .exe"),
    ],
)  # fmt: skip
def test_what_may_not_be_attached(name: str, content: bytes, told: str) -> None:
    with pytest.raises(UserError, match=told):
        attached(name, content)
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_a_file_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "LARGEST", len(PDF))
    assert attached("a.pdf", PDF).size == len(PDF)
    with pytest.raises(UserError, match="a file may have"):
        attached("a.pdf", PDF + b" ")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd.pdf", "-..-etc-passwd.pdf"),
        ("C:\\fakepath\\a.pdf", "C-fakepath-a.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a-Set-Cookie- x.pdf"),
        ('"><script>.pdf', "-script-.pdf"),
        ("fdp\u202eexe.\u200bpdf", "fdp-exe.-pdf"),
        (" . a.pdf . ", "a.pdf"),
        ("Zoë’s “plan” 😀.pdf", "Zoë’s “plan” 😀.pdf"),
    ],
)
def test_names_hold_nothing_that_leads_elsewhere(given: str, kept: str) -> None:
    file = ContentFile(PDF)
    file.name = given
    if kept == "fdp-exe.-pdf":
        with pytest.raises(UserError, match="its name ends in"):
            attach(by=CommandLine(), file=file)
        return
    assert attach(by=CommandLine(), file=file).name == kept


@pytest.mark.django_db
def test_a_name_without_end_is_cut_at_its_beginning() -> None:
    assert attached("x" * 500 + ".pdf", PDF).name == "x" * 196 + ".pdf"


@pytest.mark.django_db
def test_it_is_given_back_to_be_saved() -> None:
    for name, content in GOOD.items():
        made = Attachment.objects.get(pk=attached(name, content).pk)
        given: Any = served(made)
        assert given.content == content
        assert given.headers["Content-Type"] == KINDS[made.kind].media_type
        assert given.headers["Content-Disposition"] == f'attachment; filename="{name}"'
        assert given.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert given.headers["ETag"] == f'"{made.sha256[:32]}"'
    named = Attachment.objects.get(pk=attached("Zoë’s.pdf", PDF).pk)
    assert "filename*=utf-8''Zo%C3%AB%E2%80%99s.pdf" in served(named).headers["Content-Disposition"]


@pytest.mark.django_db
def test_what_a_file_holds_is_read_only_when_it_is_asked_for(django_assert_num_queries: Any) -> None:
    made = attached("a.pdf", PDF)
    with django_assert_num_queries(1):
        (listed,) = Attachment.objects.all()
        assert str(listed) == "a.pdf"
    with django_assert_num_queries(1):
        assert bytes(listed.content) == PDF
    assert made.uploaded_by.startswith("command line")


@pytest.mark.django_db
def test_a_backup_reads_files_a_few_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: dict[str, int] = {}
    real = QuerySet.iterator

    def iterator(rows: Any, chunk_size: int) -> Any:
        asked[rows.model.__name__] = chunk_size
        return real(rows, chunk_size=chunk_size)

    monkeypatch.setattr(QuerySet, "iterator", iterator)
    for number in range(FEW * 2 + 1):
        attached(f"{number}.pdf", PDF)
    for model in (Attachment, Account):
        assert len(list(lines(model))) == model.objects.count() + 1
    assert asked == {"Attachment": FEW, "Account": 2000}
