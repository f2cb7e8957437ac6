"""README and ARCHITECTURE say what is true: commands, files, examples."""

import re
from pathlib import Path

import pytest

from finkit.cli import main

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")


def test_readme_names_every_command() -> None:
    assert [name for name in main.commands if f"`finkit {name}" not in README] == []


def test_ci_runs_the_readmes_two_commands() -> None:
    ci = (ROOT / ".ci" / "run").read_text(encoding="utf-8").replace("install -q", "install")
    install, test = re.findall(r"```sh\n(.+?)\n```", README)
    assert install.replace(" && ", "\n").splitlines()[2] in ci
    assert all(part in ci for part in test.split(" && "))


def test_architecture_lists_every_module() -> None:
    modules = [path.relative_to(ROOT).as_posix() for path in (ROOT / "finkit").rglob("*.py")]
    names = [name for name in modules if not name.endswith("__init__.py")]
    assert [name for name in names if f"`{name}`" not in ARCHITECTURE] == []


def test_architecture_lists_nothing_that_is_gone() -> None:
    listed = re.findall(r"`((?:finkit|tests|templates|statements)/[^`]+)`", ARCHITECTURE)
    assert listed
    assert [name for name in listed if not (ROOT / name).exists()] == []


def test_readmes_python_example_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (code,) = re.findall(r"```python\n(.+?)```", README, re.DOTALL)
    (tmp_path / "statements").symlink_to(ROOT / "statements")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    exec(compile(code, "README.md", "exec"), names)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["labs.html", "openai.xlsx", "statements"]
    openai = names["openai"]
    assert openai.company.margins.value("gross_margin", "FY2025") == pytest.approx(0.4261667941, abs=1e-9)  # type: ignore[attr-defined]


def test_readmes_assumptions_are_valid() -> None:
    import tomllib

    from finkit.assumptions.settings import Assumptions

    _, text = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    assumed = Assumptions.of(tomllib.loads(text)["assumptions"])
    assert assumed.life_months.value == 18
    assert assumed.missing["FY2024"]["cost_of_revenue"].high == 3.76e9


def test_readmes_corrections_are_valid() -> None:
    import tomllib

    from finkit.reading import corrections

    text, _ = re.findall(r"```toml\n(.+?)```", README, re.DOTALL)
    said = corrections.of("README.md", tomllib.loads(text)["reading"])
    assert (said.scale, said.header, said.leave_rows) == (1000.0, (3, 4), {11})
    assert (said.periods[5].end, said.line_of("Net turnover")) == ("2025-12-31", "revenue")
