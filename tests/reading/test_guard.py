import os
import zipfile
from pathlib import Path

import pytest

from finkit.errors import ReadError
from finkit.reading import Limits, read_all, read_facts
from finkit.reading.worker import Worker
from tests.reading.sheets import workbook

GOOD = " | FY2025\nRevenue | 4"


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        read_facts(path, limits=limits)
    return str(caught.value)


def with_sheet(path: Path, xml: str) -> Path:
    """A good workbook whose sheet is replaced by `xml`."""
    good = workbook(path.with_name("good.xlsx"), GOOD)
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(name, xml if name.endswith("sheet1.xml") else source.read(name))
    good.unlink()
    return path


def sheet(cells: str) -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><dimension ref="A1:B2"/><sheetData>{cells}</sheetData></worksheet>'


@pytest.mark.parametrize("address", ["XFD1048576", "A1048576", "XFD1"])
def test_far_cells(tmp_path: Path, address: str) -> None:
    row = address.lstrip("AXFD")
    path = with_sheet(tmp_path / "far.xlsx", sheet(f"<row r='{row}'><c r = '{address}' ><v>1</v></c></row>"))
    assert f"a cell stands at {address}, beyond the limits" in refused(path)


def test_a_far_cell_with_a_format_alone_is_no_harm(tmp_path: Path) -> None:
    text = '<c r="A{0}" t="str"><v>{1}</v></c><c r="B{0}" t="{3}"><v>{2}</v></c>'
    rows = "".join(
        f'<row r="{r}">{text.format(r, a, b, kind)}</row>'
        for r, a, b, kind in ((1, "x", "FY2025", "str"), (2, "Revenue", "4", "n"))
    )
    path = with_sheet(tmp_path / "a.xlsx", sheet(rows + '<row r="1048576"><c r="XFD1048576" s="0"/></row>'))
    assert [fact.value for fact in read_facts(path)] == [4.0]


def test_archive_bomb_and_too_many_parts(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 20_000_000)
    assert "times, above the limit of 200" in refused(path)
    assert "expands to 20 MB, above the limit of 1 MB" in refused(path, Limits(expanded_bytes=1_000_000))
    assert "parts, more than the limit of 3" in refused(path, Limits(members=3))


def test_encrypted_workbook(tmp_path: Path) -> None:
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path) == "secret.xlsx: it is encrypted; save a copy without a password"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "the file is empty; save the statement again"),
        ("a.xlsx", b"a,b\n1,2\n", "it ends in .xlsx but is plain text; rename it to a.csv"),
        ("a.csv", b"%PDF-1.7", "it ends in .csv but is a PDF; save the statement as xlsx or csv"),
        ("a.csv", b"\x00\x01\x02", "it ends in .csv but is binary data; save the statement as xlsx or csv"),
        ("a.xls", b"<html><table>", "it ends in .xls but is a web page; save the statement as xlsx or csv"),
        ("a.docx", b"x", "its type .docx is not read; save it as xlsx or csv"),
    ],
)
def test_wrong_endings_and_empty_files(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name) == f"{name}: {said}"


def test_truncated_workbook_and_wrong_archives(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", GOOD)
    (tmp_path / "cut.xlsx").write_bytes(good.read_bytes()[:-200])
    assert "damaged or cut short" in refused(tmp_path / "cut.xlsx")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert "is a zip archive that is no workbook" in refused(tmp_path / "zip.xlsx")


def test_sizes_folders_and_pipes(tmp_path: Path) -> None:
    assert "0 MB is more than the limit of 0 MB" in refused(workbook(tmp_path / "a.xlsx", GOOD), Limits(file_bytes=10))
    (tmp_path / "b.csv").mkdir()
    assert "it is not a regular file" in refused(tmp_path / "b.csv")
    os.mkfifo(tmp_path / "c.csv")
    assert "it is not a regular file" in refused(tmp_path / "c.csv")


def test_limits_refuse_nonsense() -> None:
    with pytest.raises(ValueError, match="limit seconds must be above 0, not 0"):
        Limits(seconds=0)


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    entities = '<!DOCTYPE x [<!ENTITY a "9"><!ENTITY b "&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'
    path = with_sheet(tmp_path / "a.xlsx", entities + sheet('<row r="1"><c r="A1" t="str"><v>&b;&c;</v></c></row>'))
    assert str(refused(path)).startswith("a.xlsx: ")


def test_a_crash_costs_one_file_and_the_worker_comes_back(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", GOOD)
    with Worker() as worker:
        assert worker.sheets(path)[0].rows[1] == ["Revenue", 4.0]
        first = worker.pid
        assert first is not None
        os.kill(first, 9)
        with pytest.raises(ReadError, match=r"a\.xlsx: parsing broke off"):
            worker.sheets(path)
        assert worker.sheets(path)[0].rows[1] == ["Revenue", 4.0]
        assert worker.pid != first


def test_a_time_out_costs_one_file(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", GOOD)
    with Worker(Limits(seconds=0.3)) as worker:
        worker.sheets(path)
        assert worker.pid is not None
        os.kill(worker.pid, 19)
        with pytest.raises(ReadError, match=r"parsing took more than the limit of 0\.3 s"):
            worker.sheets(path)
    assert worker.pid is None


def test_memory_is_limited_and_the_rest_of_the_batch_is_read(tmp_path: Path) -> None:
    rows = "".join(f'<row r="{r}"><c r="A{r}"><v>1</v></c><c r="BZ{r}"><v>1</v></c></row>' for r in range(1, 50_000))
    with_sheet(tmp_path / "a-big.xlsx", sheet(rows))
    workbook(tmp_path / "b.xlsx", GOOD)
    found = read_all(tmp_path, limits=Limits(memory_bytes=130_000_000))
    assert [statement.name for statement in found] == ["b"]
    assert [error.file for error in found.refused] == ["a-big.xlsx"]
    assert "130 MB" in str(found.refused[0])


def test_the_child_is_recycled(tmp_path: Path) -> None:
    path = workbook(tmp_path / "a.xlsx", GOOD)
    with Worker(Limits(files_per_worker=2)) as worker:
        pids = [worker.pid for _ in range(5) if worker.sheets(path)]
    assert len(set(pids)) == 3
