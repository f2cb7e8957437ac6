"""The commands as a new user meets them: typos, empty folders, wrong files, hostile names."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

from finkit.analysis.analyze import analyze
from finkit.assumptions.tables import columns, tables
from finkit.cli import main
from finkit.reading import read
from finkit.statement.fact import COLUMNS

SMALL = """company,line,period,value,currency,scale,basis,source
Acme,revenue,FY2024,100,USD,millions,reported,10-K
Acme,cost_of_revenue,FY2024,40,USD,millions,reported,10-K
Acme,revenue,FY2025,200,USD,millions,reported,10-K
Acme,cost_of_revenue,FY2025,90,USD,millions,reported,10-K
"""


def run(*words: object) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "acme.csv"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_lines_prints_the_fixed_columns(small: Path) -> None:
    done = run("lines", small, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert done.exit_code == 0
    assert tuple(rows[0]) == COLUMNS
    first = rows[0]
    assert (first["line"], first["start"], first["end"], first["months"]) == (
        "revenue",
        "2024-01-01",
        "2024-12-31",
        "12",
    )
    assert (first["value"], first["scale"], first["chosen"], first["cell"]) == ("100000000", "1000000", "true", "D2")
    derived = [r for r in rows if r["basis"] == "derived" and r["line"] == "gross_profit"]
    assert [r["value"] for r in derived] == ["60000000", "110000000"]
    assert derived[0]["formula"] == "revenue - cost_of_revenue"
    assert derived[0]["rests_on"] == "reported"


def test_lines_as_json_says_missing_as_null(small: Path) -> None:
    rows = json.loads(run("lines", small, "--format", "json").stdout)
    assert rows[0]["value"] == 100000000
    assert rows[0]["chosen"] is True
    assert "not a fact column" not in rows[0]


MESSY = """Acme Inc. income statement,,,
,FY2024,FY2025,Change
Revenue,100,200,100.0%
Cost of revenue,40,90,125.0%
Widgets sold,5,6,
EPS,0.5,0.6,
"""


@pytest.fixture
def messy(tmp_path: Path) -> Path:
    """A table without units or currency, with a column and two rows that are no lines."""
    path = tmp_path / "messy.csv"
    path.write_text(MESSY, encoding="utf-8")
    return path


def test_lines_unused_counts_what_is_not_used_and_lists_it(messy: Path) -> None:
    done = run("lines", messy, "--unused")
    assert done.exit_code == 0
    count = done.stdout.splitlines()[0]
    assert count.startswith("10 figures read: 4 used, 6 not used (2 ")
    assert "2 no standard line fits" in count
    assert "2 per share" in count
    assert "messy.csv         B5    Widgets sold" in done.stdout
    rows = list(csv.DictReader(io.StringIO(run("lines", messy, "--unused", "--format", "csv").stdout)))
    assert tuple(rows[0]) == COLUMNS
    assert sorted(row["cell"] for row in rows) == ["B5", "B6", "C5", "C6", "D3", "D4"]
    assert {row["chosen"] for row in rows} == {"false"}
    assert all(row["reason"] for row in rows)


def test_lines_explain_asks_first(messy: Path) -> None:
    done = run("lines", messy, "--explain")
    assert done.exit_code == 0
    first, _, *rows = done.stdout.splitlines()
    assert first.endswith("guesses, 2 questions (?)")
    assert [row[:11].split() for row in rows[:3]] == [["?", "scale"], ["?", "currency"], ["sheet"]]
    guesses = json.loads(run("lines", messy, "--explain", "--format", "json").stdout)
    assert [g["about"] for g in guesses if g["question"]] == ["scale", "currency"]
    assert {"taken": "revenue", "score": 1.0}.items() <= next(g for g in guesses if g["place"] == "row 3").items()
    both = run("lines", messy, "--explain", "--unused")
    assert both.exit_code == 2


def test_fix_writes_a_sidecar_that_changes_nothing_until_it_is_edited(messy: Path, tmp_path: Path) -> None:
    before = run("lines", messy, "--format", "csv").stdout
    done = run("fix", messy)
    beside = tmp_path / "messy.finkit.toml"
    assert (done.exit_code, done.stdout.split(": ")[0]) == (0, f"wrote {beside}")
    assert run("lines", messy, "--format", "csv").stdout == before
    edited = beside.read_text(encoding="utf-8").replace('#scale = "units"', 'scale = "thousands"')
    beside.write_text(edited, encoding="utf-8")
    rows = list(csv.DictReader(io.StringIO(run("lines", messy, "--format", "csv").stdout)))
    assert [(r["value"], r["scale_stated"]) for r in rows if r["cell"] == "B3"] == [("100000", "true")]
    assert "as the sidecar says" in run("lines", messy, "--explain").stdout
    page = tmp_path / "out" / "acme-inc.html"
    assert run("report", messy, "--out", tmp_path / "out", "--format", "html").exit_code == 0
    assert "NAME.finkit.toml beside the file decided 1 of them (scale)." in page.read_text(encoding="utf-8")


def test_fix_leaves_a_sidecar_as_it_is_and_prints(messy: Path, tmp_path: Path) -> None:
    beside = tmp_path / "messy.finkit.toml"
    beside.write_text("[assumptions]\nlife_months = 18\n", encoding="utf-8")
    done = run("fix", messy)
    assert done.exit_code == 0
    assert beside.read_text(encoding="utf-8") == "[assumptions]\nlife_months = 18\n"
    assert '#"Revenue" = "revenue"' in done.stdout
    assert done.stderr.startswith(f"{beside} is there and stays as it is")
    beside.write_text("[reading]\nscale = \n", encoding="utf-8")
    wrong = run("fix", messy)
    assert wrong.exit_code == 1
    assert "finkit: messy.finkit.toml: it is no TOML" in wrong.stderr
    assert "line 2" in wrong.stderr


def test_fix_says_where_it_cannot_write(messy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.mkstemp", lambda **_: (_ for _ in ()).throw(PermissionError(13, "Permission denied")))
    done = run("fix", messy)
    assert done.exit_code == 1
    assert "messy.finkit.toml: it cannot be written; copy the statement to a folder of yours" in done.stderr
    assert not messy.with_name("messy.finkit.toml").exists()


def test_fix_helps_with_a_file_that_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "shopping.csv"
    path.write_text("item,price\nmilk,2\n", encoding="utf-8")
    done = run("fix", path, tmp_path / "nowhere.csv")
    assert done.exit_code == 1
    assert done.stderr == "finkit: nowhere.csv: there is no such file; check the path\n"
    assert "no statement found" in done.stdout
    assert "#   row 2: A milk | B 2" in (tmp_path / "shopping.finkit.toml").read_text(encoding="utf-8")
    (tmp_path / "shopping.finkit.toml").unlink()
    assert run("fix", path).exit_code == 0


def test_report_writes_pages_and_workbooks(small: Path, tmp_path: Path) -> None:
    done = run("report", small, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == [
        "acme.html", "acme.xlsx", "comparison.html", "comparison.xlsx", "index.html",
    ]  # fmt: skip
    assert "5 files for 1 company" in done.stdout


def test_a_wrong_file_is_refused_in_one_line_and_the_rest_is_done(small: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "shopping.csv"
    wrong.write_text("item,price\nmilk,2\n", encoding="utf-8")
    done = run("report", small, wrong, "--out", tmp_path / "out", "--format", "html")
    assert done.exit_code == 1
    assert (tmp_path / "out" / "acme.html").exists()
    (line,) = [text for text in done.stderr.splitlines() if "shopping.csv" in text]
    assert line.startswith("finkit: ")
    assert "Traceback" not in done.output


def test_nothing_there_is_said(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    done = run("lines", tmp_path / "empty")
    assert done.exit_code == 1
    assert "no statements" in done.stderr
    missing = run("lines", tmp_path / "nowhere.xlsx")
    assert missing.exit_code == 1
    assert "nowhere.xlsx" in missing.stderr


def test_the_lock_of_an_open_workbook_is_no_statement(small: Path) -> None:
    lock = small.with_name(f"~${small.name}")
    lock.write_bytes(b"\x05finkit")
    alone = run("lines", lock)
    assert alone.exit_code == 1
    assert alone.stderr == (
        f"finkit: {lock.name}: it marks a workbook as open in another program and holds no figures; name {small.name}\n"
    )
    # As a shell writes `*.csv` out.
    both = run("lines", lock, small)
    assert (both.exit_code, both.stderr) == (0, "")


def test_a_folder_that_cannot_be_written(small: Path, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    done = run("report", small, "--out", tmp_path / "taken")
    assert done.exit_code == 1
    assert f"cannot be written ({tmp_path / 'taken'} is a file, not a folder); choose another --out" in done.stderr
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "a file"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["report", "--format", "pdf"], "use html, xlsx or html,xlsx"),
        (["reprot"], "No such command"),
        (["compare", "--rate", "CNY", "--to", "USD"], "CUR=RATE"),
        (["compare", "--rate", "CNY=0.14"], "--rate and --to go together"),
        (["compare", "--to", "USD"], "--rate and --to go together"),
        (["compare", "--rate", "CNY=0.14", "--rate", "cny=0.2", "--to", "USD"], "CNY is given twice"),
        (["lines", ""], "an empty path"),
    ],
)
def test_wrong_usage_is_2(words: list[str], says: str) -> None:
    done = run(*words)
    assert done.exit_code == 2
    assert says in done.stderr


def test_an_unknown_company_names_the_nearest(small: Path, tmp_path: Path) -> None:
    done = run("report", small, "--company", "Acmee", "--out", tmp_path / "out")
    assert done.exit_code == 2
    assert "did you mean 'Acme'?" in done.stderr


def test_company_names_need_no_case(small: Path, tmp_path: Path) -> None:
    assert run("report", small, "--company", "ACME", "--out", tmp_path / "out").exit_code == 0


def test_a_wrong_assumption_sets_one_company_aside_and_the_rest_is_done(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "beta.csv"
    other.write_text(SMALL.replace("Acme", "Beta"), encoding="utf-8")
    (tmp_path / "acme.finkit.toml").write_text("[assumptions]\nlife_month = 18\n", encoding="utf-8")
    done = run("report", small, other, "--out", tmp_path / "out", "--format", "html")
    assert done.exit_code == 1
    assert "finkit: acme.finkit.toml: [assumptions]: unknown key life_month; did you mean life_months?" in done.stderr
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["beta.html", "comparison.html", "index.html"]


def test_hostile_names_stay_text_in_every_place(tmp_path: Path) -> None:
    for number, name in enumerate(["=cmd|' /C calc'!A0", "../../etc/x", "<script>alert(1)</script>"]):
        path = tmp_path / f"s{number}.csv"
        rows = SMALL.replace("Acme", '"' + name.replace('"', '""') + '"')
        path.write_text(rows, encoding="utf-8")
    out = tmp_path / "out" / "deep"
    done = run("report", *sorted(tmp_path.glob("s*.csv")), "--out", out)
    assert done.exit_code == 0, done.output
    assert sorted(p.name for p in out.glob("*.html")) == [
        "cmd-c-calc-a0.html", "comparison.html", "etc-x.html", "index.html", "script-alert-1-script.html",
    ]  # fmt: skip
    assert not list(tmp_path.glob("etc*"))
    for page in out.glob("*.html"):
        assert "<script>alert(1)" not in page.read_text(encoding="utf-8")


def test_check_fails_only_beyond_rounding(tmp_path: Path) -> None:
    path = tmp_path / "openai.csv"
    head = "company,line,period,value,currency,scale\n"
    figures = {
        "revenue": "13.07", "cost_of_revenue": "7.50", "research_development": "19.18", "sales_marketing": "5.73",
        "general_administrative": "1.57", "total_costs_expenses": "34.00", "operating_income": "-20.92",
    }  # fmt: skip
    rows = "".join(f"Lab,{line},FY2025,{value},USD,billions\n" for line, value in figures.items())
    path.write_text(head + rows, encoding="utf-8")
    good = run("check", path)
    assert good.exit_code == 0
    assert "residual 20 m USD" in good.stdout
    assert "residual -10 m USD" in good.stdout
    path.write_text(head + rows.replace("34.00", "35.00"), encoding="utf-8")
    bad = run("check", path)
    assert bad.exit_code == 1
    assert "FAILS" in bad.stdout


def test_revenue_alone_gives_an_honest_report(tmp_path: Path) -> None:
    path = tmp_path / "tiny.csv"
    path.write_text("company,line,period,value,currency,scale\nTiny,revenue,FY2025,5,USD,millions\n", encoding="utf-8")
    done = run("report", path, "--out", tmp_path / "out")
    assert done.exit_code == 0, done.output
    page = (tmp_path / "out" / "tiny.html").read_text(encoding="utf-8")
    assert "NaN" not in page.split("<script", 1)[0]
    assert ">nan" not in page


def test_mixed_currencies_are_not_added(small: Path, tmp_path: Path) -> None:
    other = tmp_path / "zhi.csv"
    other.write_text(SMALL.replace("Acme", "Zhi").replace("USD", "CNY"), encoding="utf-8")
    mixed = run("compare", small, other, "--out", tmp_path / "out")
    assert mixed.exit_code == 0, mixed.output
    assert "200 m CNY" in mixed.stdout
    assert "200 m USD" in mixed.stdout
    refused = run("compare", small, other, "--out", tmp_path / "out", "--rate", "EUR=1.1", "--to", "USD")
    assert refused.exit_code == 1
    assert "give its rate to USD" in refused.stderr
    done = run("compare", small, other, "--out", tmp_path / "out", "--rate", "CNY=0.14", "--to", "USD")
    assert "28 m USD" in done.stdout


def test_names_lists_lines_and_measures() -> None:
    entries = {e["name"]: e for e in json.loads(run("names", "--format", "json").stdout)}
    assert entries["gross_margin_lines"]["formula"] == "gross_profit / revenue"
    assert entries["research_development"]["unit"] == "money"


def test_help_imports_nothing_heavy() -> None:
    code = "import sys; from finkit.cli import main\ntry: main(['--help'])\nexcept SystemExit: pass\n"
    code += "print([m for m in ('pandas', 'numpy', 'statsmodels') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_new_writes_a_workbook_that_is_read_back_once_it_is_filled_in(tmp_path: Path) -> None:
    done = run("new", "Acme Labs", "--out", tmp_path)
    path = tmp_path / "acme-labs.xlsx"
    assert (done.exit_code, done.stdout) == (0, f"wrote {path}: fill in what you know, then finkit report {path}\n")
    again = run("new", "Acme Labs", "--out", path)
    assert (again.exit_code, again.stderr) == (1, f"finkit: {path}: it is there already; choose another --out\n")
    empty = run("lines", path)
    says = "nothing is filled in yet; write figures below its heads, in rows that are not marked example"
    assert (empty.exit_code, empty.stderr) == (1, f"finkit: acme-labs.xlsx: {says}\n")
    held = openpyxl.load_workbook(path)
    held["Income statement"]["B5"], held["Income statement"]["B6"] = 100, 40
    plans, heads = held["Plans"], {str(cell.value): at for at, cell in enumerate(held["Plans"][3], 1)}
    given: dict[str, str | int] = {"Name": "Plus", "Price": 20, "Users low": 5, "Users high": 6, "Source": "press"}
    for head, value in given.items():
        plans.cell(5, heads[head]).value = value
    held["Settings"]["B4"] = 24
    held.save(path)
    found = read(path)
    assert (found.name, found.currency, found.value("revenue", "FY2024")) == ("Acme Labs", "USD", 100e6)
    assumed = analyze(found).assumptions
    assert (assumed.life_months.value, [plan.price for plan in assumed.plans]) == (24, [20])
    assert assumed.plans[0].users is not None
    assert (assumed.plans[0].users.low, assumed.plans[0].users.high, assumed.plans[0].source) == (5, 6, "press")
    plans.cell(5, heads["Price"]).value = -20
    held.save(path)
    bad = run("report", path, "--out", tmp_path / "out")
    says = f"{path.name}, sheet Plans, {plans.cell(5, heads['Price']).coordinate}: price = -20: "
    assert bad.exit_code == 1
    assert bad.stderr == (f"finkit: {says}give 0 or more; Acme Labs is left out until then\n")


def test_new_has_a_sheet_for_every_table_and_a_limit_for_every_bounded_figure(tmp_path: Path) -> None:
    assert run("new", "Acme", "--out", tmp_path / "a.xlsx").exit_code == 0
    held = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert held.sheetnames == ["Income statement", *(kind.SHEET for kind in tables().values()), "Settings"]
    for kind in tables().values():
        page = held[kind.SHEET]
        assert [cell.value for cell in page[3]] == ["Example", *(column.head for column in columns(kind))]
        limited = {str(rule.sqref).split(":")[0] for rule in page.data_validations.dataValidation}
        wanted = {page.cell(4, at).coordinate for at, column in enumerate(columns(kind), 2) if column.kind != "text"}
        assert wanted <= limited


def test_new_needs_a_name() -> None:
    assert run("new", " ").exit_code == 2


def test_a_wrong_sheet_sets_one_company_aside_and_the_rest_is_done(small: Path, tmp_path: Path) -> None:
    (tmp_path / "beta-usage.csv").write_text("period,model,output tokens\n2025-06,A,-1\n", encoding="utf-8")
    done = run("report", small, tmp_path / "beta-usage.csv", "--out", tmp_path / "out", "--format", "html")
    assert done.exit_code == 1
    assert done.stderr == (
        "finkit: beta-usage.csv, C2: output tokens = -1: give 0 or more; beta is left out until then\n"
    )
    assert (tmp_path / "out" / "acme.html").exists()


def test_usage_alone_has_a_report(tmp_path: Path) -> None:
    (tmp_path / "beta-usage.csv").write_text("period,model,output tokens\n2025-06,gpt-4o,1\n", encoding="utf-8")
    done = run("report", tmp_path / "beta-usage.csv", "--out", tmp_path / "out")
    assert (done.exit_code, done.stderr) == (0, "")
    written = sorted(path.name for path in (tmp_path / "out").iterdir())
    assert written == ["beta.html", "beta.xlsx", "comparison.html", "comparison.xlsx", "index.html"]
