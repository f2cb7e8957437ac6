import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from xlsxwriter import Workbook

from finkit.errors import ReadError
from finkit.reading import Limits, read_all, read_facts
from finkit.reading.cells import guard
from finkit.reading.cells.grid import Sheet
from finkit.reading.cells.sheets import sheets
from finkit.reading.cells.worker import Worker
from tests.reading.books import ods, xls, zipped
from tests.reading.sheets import workbook

GOOD = " | FY2025\nRevenue | 4"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/hostname">]>'


def opened(path: Path, limits: Limits | None = None) -> list[Sheet]:
    with Worker(limits) as worker:
        return sheets(path, guard.check(path, worker.limits), worker)


def refused(path: Path, limits: Limits | None = None) -> str:
    with pytest.raises(ReadError) as caught:
        opened(path, limits)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def with_part(path: Path, ending: str, change: Callable[[str], str]) -> Path:
    """A good workbook in which the part whose name has `ending` is changed."""
    good = path.with_name("good.xlsx")
    with Workbook(good) as book:
        written = book.add_worksheet()
        written.write_row(0, 0, ["", "FY2025"])
        written.write_row(1, 0, ["Revenue", 4])
    with zipfile.ZipFile(good) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content.decode()) if name.endswith(ending) else content)
    good.unlink()
    return path


def with_sheet(path: Path, xml: str) -> Path:
    return with_part(path, "sheet1.xml", lambda _: xml)


def sheet(cells: str) -> str:
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{main}"><dimension ref="A1:B2"/><sheetData>{cells}</sheetData></worksheet>'


@pytest.mark.parametrize("address", ["XFD1048576", "A1048576", "XFD1"])
def test_far_cells(tmp_path: Path, address: str) -> None:
    row = address.lstrip("AXFD")
    path = with_sheet(tmp_path / "far.xlsx", sheet(f"<row r='{row}'><c r = '{address}' ><v>1</v></c></row>"))
    assert f"a cell stands at {address}, beyond the limits" in refused(path)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("<row><c><v>1</v></c></row><row r='1048576'><c><v>1</v></c></row>", "A1048576"),
        ("<row>" + "<c/>" * 16_383 + "<c><v>1</v></c></row>", "XFD1"),
        ("<row/>" * 300_000 + "<row><c><v>1</v></c></row>", "A300001"),
    ],
)
def test_far_cells_without_addresses(tmp_path: Path, rows: str, said: str) -> None:
    assert f"a cell stands at {said}, beyond the limits" in refused(with_sheet(tmp_path / "far.xlsx", sheet(rows)))


@pytest.mark.parametrize(
    ("down", "across", "said"),
    [
        (1_048_576, 1, "a cell stands at A1048576, beyond"),
        (1, 16_384, "a cell stands at XFD1, beyond"),
        (1_048_576, 16_384, "it needs more than 800 MB or 4,000,000 cells"),
    ],
)
def test_cells_that_an_opendocument_sheet_repeats(tmp_path: Path, down: int, across: int, said: str) -> None:
    cell = f'<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="{across}"/>'
    path = ods(tmp_path / "a.ods", f'<table:table-row table:number-rows-repeated="{down}">{cell}</table:table-row>')
    assert said in refused(path)


def test_a_far_cell_with_a_format_alone_is_no_harm(tmp_path: Path) -> None:
    text = '<c r="A{0}" t="str"><v>{1}</v></c><c r="B{0}" t="{3}"><v>{2}</v></c>'
    rows = "".join(
        f'<row r="{r}">{text.format(r, a, b, kind)}</row>'
        for r, a, b, kind in ((1, "x", "FY2025", "str"), (2, "Revenue", "4", "n"))
    )
    for far in ('<c r="XFD1048576" s="0"/>', '<c r="XFD1048576" s="0"></c>'):
        path = with_sheet(tmp_path / "a.xlsx", sheet(f'{rows}<row r="1048576">{far}</row>'))
        assert [fact.value for fact in read_facts(path)] == [4.0]


def test_archive_bomb_and_too_many_parts(tmp_path: Path) -> None:
    path = workbook(tmp_path / "bomb.xlsx", GOOD)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 20_000_000)
    assert "times, above the limit of 200" in refused(path)
    assert "expands to 20 MB, above the limit of 1 MB" in refused(path, Limits(expanded_bytes=1_000_000))
    assert "parts, more than the limit of 3" in refused(path, Limits(members=3))


def test_a_bomb_in_the_shared_strings(tmp_path: Path) -> None:
    path = with_part(tmp_path / "a.xlsx", "sharedStrings.xml", lambda xml: xml.replace("Revenue", "a" * 30_000_000))
    assert "times, above the limit of 200" in refused(path)


def test_ten_thousand_sheets(tmp_path: Path) -> None:
    path = workbook(tmp_path / "many.xlsx", GOOD)
    with zipfile.ZipFile(path, "a") as archive:
        for n in range(10_000):
            archive.writestr(f"xl/worksheets/sheet{n + 2}.xml", sheet(""))
    assert "parts, more than the limit of 3,000" in refused(path)


@pytest.mark.parametrize("name", ["a.html", "a.json", "a.csv", "b.zip"])
def test_bombs_in_a_zip(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", {"good.csv": "Revenue,1", name: b" " * 20_000_000})
    assert "times, above the limit of 200" in refused(path)


def test_an_archive_in_an_archive_is_not_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.csv": "Revenue,1"}).read_bytes()
    path = zipped(tmp_path / "a.zip", {"inner.zip": inner})
    assert refused(path) == "a.zip (inner.zip): an archive inside an archive is not opened; take it out"
    book = workbook(tmp_path / "bomb.xlsx", GOOD)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/zeros.bin", b"\0" * 20_000_000)
    path = zipped(tmp_path / "b.zip", {"bomb.xlsx": book.read_bytes()})
    assert "b.zip (bomb.xlsx): it expands" in refused(path)


def test_members_of_a_zip_share_its_limits(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{n}.csv": "Revenue,1,2,3\n" * 20 for n in range(5)})
    assert [each.name for each in opened(path)] == [f"{n}.csv" for n in range(5)]
    assert "a.zip (3.csv): it holds about 80 cells, more than the limit of" in refused(path, Limits(cells=300))


def test_names_in_a_zip_lead_nowhere(tmp_path: Path) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    path = zipped(inside / "a.zip", {"../../up.csv": "Revenue,1", "/etc/root.csv": "Revenue,2"})
    assert [each.name for each in opened(path)] == ["../../up.csv", "/etc/root.csv"]
    assert [each.name for each in tmp_path.rglob("*")] == ["inside", "a.zip"]


def test_encrypted_files(tmp_path: Path) -> None:
    said = "it is encrypted; save a copy without a password"
    path = tmp_path / "secret.xlsx"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + "EncryptedPackage".encode("utf-16-le"))
    assert refused(path) == f"secret.xlsx: {said}"
    assert refused(xls(tmp_path / "secret.xls", [(0, 0, 0, "x")], protected=True)) == f"secret.xls: {said}"
    path = zipped(tmp_path / "secret.zip", {"a.csv": "Revenue,1"})
    content = bytearray(path.read_bytes())
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(mark) + flags] |= 1
    path.write_bytes(content)
    assert refused(path) == f"secret.zip: {said}"


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.xlsx", b"", "the file is empty; save the statement again"),
        ("a.xlsx", b"a,b\n1,2\n", "it ends in .xlsx but is plain text; rename it to a.csv"),
        ("a.csv", b"%PDF-1.7", "it ends in .csv but is a PDF; save the statement as xlsx or csv"),
        ("a.csv", b"\x00\x01\x02", "it ends in .csv but is binary data; save the statement as xlsx or csv"),
        ("a.csv", b"<html><table>", "it ends in .csv but is a web page; rename it to a.html"),
        ("a.csv", b'{"facts": 1}', "it ends in .csv but is JSON; rename it to a.json"),
        ("a.json", b"<!DOCTYPE html>", "it ends in .json but is a web page; rename it to a.html"),
        ("a.html", b"\x89PNG", "it ends in .html but is a picture; save the statement as xlsx or csv"),
        ("a.xls", b"<?xml version='1.0'?><xbrl>", "it ends in .xls but is XML that is no workbook; save the"
         " statement as xlsx or csv"),
        ("a.zip", b"\x1f\x8b\x08\x00", "it ends in .zip but is binary data; save the statement as xlsx or csv"),
        ("a.docx", b"x", "its type .docx is not read; save it as xlsx or csv"),
    ],
)  # fmt: skip
def test_wrong_endings_and_empty_files(tmp_path: Path, name: str, content: bytes, said: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert refused(tmp_path / name) == f"{name}: {said}"


def test_workbooks_under_another_ending(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", GOOD)
    for ending in (".csv", ".xls", ".zip", ".json"):
        good.with_suffix(ending).write_bytes(good.read_bytes())
        said = f"it ends in {ending} but is an Excel workbook (.xlsx); rename it to good.xlsx"
        assert refused(good.with_suffix(ending)) == f"good{ending}: {said}"
    good.with_suffix(".xltx").write_bytes(good.read_bytes())
    assert opened(good.with_suffix(".xltx"))[0].rows[1] == ["Revenue", 4.0]


def test_what_vendors_save_as_xls_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.xls"
    path.write_text("<table><tr><td>Revenue<td>4</table>")
    assert opened(path)[0].rows == [["Revenue", "4"]]
    path.write_text("\tFY2025\nRevenue\t4\n")
    assert opened(path)[0].rows == [["", "FY2025"], ["Revenue", "4"]]


def test_truncated_files(tmp_path: Path) -> None:
    good = workbook(tmp_path / "good.xlsx", GOOD)
    (tmp_path / "cut.xlsx").write_bytes(good.read_bytes()[:-200])
    assert "damaged or cut short" in refused(tmp_path / "cut.xlsx")
    with zipfile.ZipFile(tmp_path / "zip.xlsx", "w") as archive:
        archive.writestr("a.txt", "x")
    assert "is a zip archive that is no workbook; rename it to zip.zip" in refused(tmp_path / "zip.xlsx")
    whole = xls(tmp_path / "a.xls", [(0, 0, 0, "Revenue")]).read_bytes()
    (tmp_path / "cut.xls").write_bytes(whole[:1000])
    assert "the workbook cannot be parsed" in refused(tmp_path / "cut.xls")
    content = zipped(tmp_path / "cut.zip", {"a.csv": "Revenue,1\n" * 99}).read_bytes()
    (tmp_path / "cut.zip").write_bytes(content[:40] + b"\0\0\0\0" + content[44:])
    assert refused(tmp_path / "cut.zip") == "cut.zip: the archive is damaged or cut short; save or download it again"
    (tmp_path / "cut.json").write_text('[{"revenue": 1}, {"reve')
    assert "cut.json: it is no JSON" in refused(tmp_path / "cut.json")


def test_sizes_folders_and_pipes(tmp_path: Path) -> None:
    assert "0 MB is more than the limit of 0 MB" in refused(workbook(tmp_path / "a.xlsx", GOOD), Limits(file_bytes=10))
    (tmp_path / "b.xlsx").mkdir()
    assert "it is not a regular file" in refused(tmp_path / "b.xlsx")
    os.mkfifo(tmp_path / "c.csv")
    assert "it is not a regular file" in refused(tmp_path / "c.csv")


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "b.csv")
    (tmp_path / "b.csv").symlink_to(tmp_path / "a.csv")
    assert refused(tmp_path / "a.csv").startswith("a.csv: it cannot be opened (")
    assert refused(tmp_path / "gone.csv") == "gone.csv: there is no such file; check the path"
    shut = tmp_path / "shut.csv"
    shut.write_text("Revenue,1")
    shut.chmod(0)
    if not os.access(shut, os.R_OK):  # whoever runs as root may read it
        assert refused(shut) == "shut.csv: it cannot be opened (Permission denied); check the path and its permissions"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "shut.csv"
    path.write_text("Revenue,1")

    def shut(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", shut)
    assert refused(path) == "shut.csv: it cannot be opened (Permission denied); check the path and its permissions"


def test_limits_refuse_nonsense() -> None:
    with pytest.raises(ValueError, match="limit seconds must be above 0, not 0"):
        Limits(seconds=0)


@pytest.mark.parametrize(
    ("part", "old"), [("sheet1.xml", "<v>4</v>"), ("sharedStrings.xml", "Revenue"), ("workbook.xml", "Sheet1")]
)
def test_entities_are_not_expanded(tmp_path: Path, part: str, old: str) -> None:
    def change(xml: str) -> str:
        head, _, body = xml.rpartition("?>")
        return f"{head}?>{LAUGHS}{body}" if head else f"{LAUGHS}{body}"

    for entity in ("&b;", "&c;"):
        path = with_part(tmp_path / "a.xlsx", part, lambda xml, entity=entity: change(xml.replace(old, entity)))  # type: ignore[misc]
        assert "it declares XML entities, which no spreadsheet needs" in refused(path)
    path = ods(tmp_path / "a.ods", "<table:table-row/>", head=LAUGHS)
    assert refused(path).startswith("a.ods (content.xml): it declares XML entities")


@pytest.mark.parametrize("label", ["=cmd|'/C calc'!A0", "+1+2", "@SUM(A1)", "-2+3", '=HYPERLINK("http://x")'])
def test_formulas_in_labels_stay_text(tmp_path: Path, label: str) -> None:
    with Workbook(tmp_path / "a.xlsx") as book:
        book.add_worksheet().write_string(0, 0, label)
    xls(tmp_path / "a.xls", [(0, 0, 0, label)])
    quoted = label.replace('"', '""')
    (tmp_path / "a.csv").write_text(f'"{quoted}",4\n')
    (tmp_path / "a.html").write_text(f"<table><tr><td>{label}<td>4</table>")
    for name in ("a.xlsx", "a.xls", "a.csv", "a.html"):
        assert opened(tmp_path / name)[0].rows[0][0] == label


def test_endless_lines_and_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(b"1" * 100_000_000)
    assert refused(path) == "a.csv: 100 MB is more than the limit of 64 MB; keep only the statement's sheet"
    path.write_bytes(b"Revenue,1\n" + b"1" * 50_000_000)
    assert "field larger than field limit" in refused(path)
    path.write_bytes(b"Revenue,1\n" + b"1," * 1_000_000)
    assert "a line has 1,000,001 fields, more than the limit of 4,096" in refused(path)
    path.write_bytes(b"1," * 30_000_000)
    assert "it holds about 30,000,000 cells, more than the limit of 4,000,000" in refused(path)
    path.write_bytes(b"Revenue,1\n" * 1000 + b"Cost\0,1\n")
    assert refused(path) == "a.csv: it holds NUL bytes, which no text does; save it as csv again"


def test_deep_and_large_json(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    for deep in ("[" * 200_000, '{"a":' * 200_000, "[" * 200_000 + "]" * 200_000):
        path.write_text(deep)
        assert refused(path) == "a.json: its JSON is nested too deep; keep only the statement"
    path.write_text("[" + "{}," * 2_500_000 + "{}]")
    assert "it holds about 5,000,002 values, more than the limit of 4,000,000" in refused(path)
    path.write_text("[" + "9" * 5000 + "]")
    assert "a.json: it is no JSON (Exceeds the limit" in refused(path)


def test_pages_of_nested_elements(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text("<div>" * 200_000 + "<table><tr><td>Revenue<td>4</table>")
    assert opened(path)[0].rows == [["Revenue", "4"]]
    path.write_text("<table><tr><td>" * 200_000 + "4")
    assert refused(path) == "a.html: its tables are nested more than 50 deep; keep only the statement's table"
    path.write_text("<table>" + "<tr><td colspan=1000 rowspan=65534>4" * 10_000 + "</table>")
    assert "it needs more than 800 MB or 4,000,000 cells" in refused(path)


def test_hostile_files_cost_a_batch_little(tmp_path: Path) -> None:
    """Each of these is refused in one line, and a good file after them is read, in a process of its own."""
    far = "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"
    with_sheet(tmp_path / "far.xlsx", sheet(f"<row r='1'><c r='A1'><v>1</v></c></row>{far}"))
    with_sheet(
        tmp_path / "wide.xlsx", sheet("".join(f"<row>{'<c/>' * 99}<c><v>1</v></c></row>" * 1000 for _ in range(60)))
    )
    with_part(tmp_path / "strings.xlsx", "sharedStrings.xml", lambda xml: xml.replace("Revenue", "a" * 200_000_000))
    with_part(
        tmp_path / "laughs.xlsx", "workbook.xml", lambda xml: LAUGHS + xml.rpartition("?>")[2].replace("Sheet1", "&b;")
    )
    cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="1000"/>'
    ods(tmp_path / "rows.ods", f'<table:table-row table:number-rows-repeated="90000">{cell}</table:table-row>')
    zipped(tmp_path / "pages.zip", {f"{n}.html": "<table><tr><td>" * 5_000 + "4" for n in range(50)})
    (tmp_path / "page.html").write_text("<table>" + "<tr><td colspan=1000 rowspan=65534>4" * 10_000 + "</table>")
    (tmp_path / "slow.html").write_text("<table>" + "<tr><td>4<!-- -- ><a b='" * 2_000_000)
    (tmp_path / "deep.json").write_text('{"a":' * 1_000_000)
    (tmp_path / "many.json").write_text("[" + "{}," * 15_000_000 + "{}]")
    (tmp_path / "line.csv").write_bytes(b"1," * 30_000_000)
    (tmp_path / "words.csv").write_bytes("é ".encode("cp1252") * 20_000_000)
    (tmp_path / "shut.csv").symlink_to(tmp_path / "shut.csv")
    os.mkfifo(tmp_path / "pipe.csv")
    workbook(tmp_path / "z.xlsx", GOOD)
    out = subprocess.run([sys.executable, "-c", BATCH, str(tmp_path)], capture_output=True, text=True, timeout=120)
    assert out.stderr == ""
    *lines, peak = out.stdout.splitlines()
    assert [line.split()[0] for line in lines if line.split()[1] != "refused"] == ["z.xlsx"]
    assert {name: float(seconds) for name, _, seconds in map(str.split, lines) if float(seconds) > 10} == {}
    assert float(peak) < 1e9


BATCH = """
import resource, sys, time
from pathlib import Path
from finkit.errors import ReadError
from finkit.reading import Limits
from finkit.reading.cells import guard
from finkit.reading.cells.sheets import sheets
from finkit.reading.cells.worker import Worker
with Worker(Limits(seconds=3)) as worker:
    for path in sorted(Path(sys.argv[1]).iterdir()):
        start = time.perf_counter()
        try:
            said = len(sheets(path, guard.check(path, worker.limits), worker))
        except ReadError as error:
            said = "refused"
        print(path.name, said, time.perf_counter() - start)
print(1024 * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)))
"""


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
