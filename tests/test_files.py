"""Names of outputs and writing them whole or not at all."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finkit.errors import OutputError
from finkit.files import shipped, slug, write_text, write_with


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("OpenAI", "openai"),
        ("Zhipu (Z.ai)", "zhipu-z-ai"),
        ("  Café Ünïted & Söns ", "cafe-united-sons"),
        ("../../etc/x", "etc-x"),
        ("=cmd|' /C calc'!A0", "cmd-c-calc-a0"),
        ("<script>alert(1)</script>", "script-alert-1-script"),
        ("C:\\Windows\\nul", "c-windows-nul"),
        ("智谱", "company"),
        ("", "company"),
        ("...", "company"),
        ("a\x00b\n", "a-b"),
        ("x" * 200, "x" * 60),
        ("y" * 59 + " tail", "y" * 59),
    ],
)
def test_a_company_s_name_as_a_file_name(name: str, expected: str) -> None:
    assert slug(name) == expected


def test_taken_names_get_a_number_and_stay_short() -> None:
    assert slug("OpenAI", ["openai"]) == "openai-2"
    assert slug("OpenAI", ["openai", "openai-2"]) == "openai-3"
    assert slug("x" * 99, ["x" * 60]) == "x" * 58 + "-2"
    assert slug("智谱", ["company"]) == "company-2"


@given(st.text(max_size=90), st.lists(st.text(max_size=5), max_size=4))
def test_any_name_is_a_safe_file_name(name: str, others: list[str]) -> None:
    taken = [slug(other) for other in [*others, name]]
    found = slug(name, taken)
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", found)
    assert len(found) <= 60
    assert found not in taken


def test_a_file_is_written_with_its_folders(tmp_path: Path) -> None:
    write_text(tmp_path / "a" / "b" / "page.html", "naïve ✓")
    assert (tmp_path / "a" / "b" / "page.html").read_text(encoding="utf-8") == "naïve ✓"
    assert [p.name for p in (tmp_path / "a" / "b").iterdir()] == ["page.html"]


def test_a_writer_that_fails_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text("old")

    def half(temporary: Path) -> None:
        temporary.write_text("half")
        raise RuntimeError("interrupted")

    with pytest.raises(RuntimeError, match="interrupted"):
        write_with(page, half)
    assert page.read_text() == "old"
    assert [p.name for p in tmp_path.iterdir()] == ["page.html"]


def test_a_full_disk_is_an_output_error_and_leaves_nothing(tmp_path: Path) -> None:
    def full(temporary: Path) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match=r"page.html: cannot be written \(No space left on device\); choose another"):
        write_with(tmp_path / "page.html", full)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    with pytest.raises(
        OutputError, match=r"page.html: cannot be written \(.+file is a file, not a folder\); "
    ) as refused:
        write_text(tmp_path / "file" / "out" / "page.html", "x")
    assert isinstance(refused.value, OSError)
    assert (tmp_path / "file").read_text() == "not a folder"


def test_the_shipped_folders_are_found() -> None:
    assert (shipped("statements") / "companies.toml").is_file()
    with pytest.raises(OutputError, match="finkit's folder 'nonsense' is missing: reinstall finkit"):
        shipped("nonsense")
