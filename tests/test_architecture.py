"""The house keeps its arrows one way, its modules small and its start light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import finkit

PACKAGE = Path(finkit.__file__).resolve().parent
MODULES = sorted(PACKAGE.rglob("*.py"))
BASE = {"errors", "files", "formula"}
# Who may import whom; a part may always import itself. `finkit` itself may name its version anywhere.
ARROWS = {
    "errors": set[str](),
    "formula": {"errors"},
    "files": {"errors"},
    "statement": BASE,
    "assumptions": {*BASE, "statement"},
    "reading": {*BASE, "statement", "assumptions"},
    "analysis": {*BASE, "statement", "assumptions"},
    "reporting": {*BASE, "statement", "assumptions", "analysis"},
    "ask": {*BASE, "assumptions", "analysis", "reporting"},
    "cli": {*BASE, "statement", "assumptions", "analysis", "reporting", "reading", "ask"},
}
LIGHT = {"__init__", "__main__"}
HEAVY = ("pandas", "numpy", "statsmodels")
LONGEST = 400


def part(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Dotted names of everything imported in `path`, in functions and under TYPE_CHECKING too."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name}:{node.lineno}: a relative import"
            yield str(node.module)
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def ours(path: Path) -> set[str]:
    dotted = (name.split(".") for name in imports(path))
    parts = {name[1] for name in dotted if name[0] == "finkit" and len(name) > 1}
    return {p for p in parts if (PACKAGE / p).is_dir() or (PACKAGE / f"{p}.py").is_file()}


def named(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


@pytest.mark.parametrize("path", [p for p in MODULES if part(p) not in LIGHT], ids=named)
def test_arrows_go_one_way(path: Path) -> None:
    assert part(path) in ARROWS, f"{part(path)} has no place in the house: add it to ARROWS and to ARCHITECTURE.md"
    assert ours(path) - {part(path)} <= ARROWS[part(path)]


def test_an_arrow_inside_a_function_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "sly.py"
    path.write_text("def f():\n    from finkit.reporting import text\n    import finkit.cli\n")
    assert {name.split(".")[1] for name in imports(path)} == {"reporting", "cli"}


def test_the_package_itself_imports_nothing_of_its_own_at_the_start() -> None:
    tree = ast.parse((PACKAGE / "__init__.py").read_text(encoding="utf-8"))
    top = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
    assert {str(getattr(node, "module", None) or node.names[0].name) for node in top} == {
        "__future__", "importlib", "typing"
    }  # fmt: skip


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_no_module_is_long(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LONGEST


@pytest.mark.parametrize("path", MODULES, ids=named)
def test_what_is_public_is_documented(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    bare = [] if ast.get_docstring(tree) else ["the module"]
    owners: list[ast.Module | ast.ClassDef] = [tree]
    while owners:
        owner = owners.pop()
        for node in owner.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name[0] == "_":
                continue
            bare += [] if ast.get_docstring(node) else [f"{node.name}, line {node.lineno}"]
            owners += [node] if isinstance(node, ast.ClassDef) else []
    assert bare == []


def loaded(code: str) -> set[str]:
    """The heavy modules that are loaded after `code` ran in a fresh Python."""
    tail = f"\nimport sys\nprint('LOADED', *(m for m in {HEAVY!r} if m in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, check=True)
    return set(done.stdout.split("LOADED", 1)[1].split())


def test_importing_finkit_loads_nothing_heavy() -> None:
    assert loaded("import finkit; dir(finkit)") == set()
    assert loaded("import finkit; finkit.FinkitError") == set()


def test_the_probe_itself_sees_what_is_loaded() -> None:
    assert loaded("import numpy") == {"numpy"}


@pytest.mark.skipif(not (PACKAGE / "cli.py").exists(), reason="no command line yet")
def test_help_loads_nothing_heavy() -> None:
    code = "from finkit.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit:\n    pass"
    assert loaded(code) == set()


@pytest.mark.parametrize("name", sorted({*finkit.__all__} - {"__version__"}))
def test_every_public_name_is_there(name: str) -> None:
    home = PACKAGE / finkit._HOMES[name].removeprefix("finkit.").replace(".", "/")
    if not (home.is_dir() or home.with_suffix(".py").is_file()):
        pytest.skip(f"{finkit._HOMES[name]} is not written yet")
    assert getattr(finkit, name).__name__ == name


def test_a_public_name_that_is_not_there() -> None:
    with pytest.raises(AttributeError, match="module 'finkit' has no attribute 'profit'"):
        _ = finkit.profit
