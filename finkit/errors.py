"""One tree of errors; each is also the builtin that a caller would expect."""


class FinkitError(Exception):
    """Anything finkit refuses; its text is one line that says what to do."""


class ReadError(FinkitError, ValueError):
    """A file that cannot be read as a statement: file, place, what is wrong, what to do."""

    def __init__(self, file: str, problem: str, *, place: str = "", remedy: str = "") -> None:
        self.file, self.place, self.problem, self.remedy = file, place, problem, remedy
        where = f"{file} ({place})" if place else file
        super().__init__(one_line(f"{where}: {problem}" + (f"; {remedy}" if remedy else "")))

    def __reduce__(self) -> tuple[object, ...]:
        return _read_error, (self.file, self.problem, self.place, self.remedy)


class AssumptionError(FinkitError, ValueError):
    """An assumption or correction outside what is allowed: sheet or key, value, what is allowed."""

    def __init__(self, problem: str, *, place: str = "") -> None:
        self.place, self.problem = place, problem
        super().__init__(one_line(f"{place}: {problem}" if place else problem))


class FormulaError(FinkitError, ValueError):
    """A formula outside the grammar, or one whose operands do not fit."""


class CurrencyError(FinkitError, ValueError):
    """Figures of different currencies put together without a stated rate."""


class OutputError(FinkitError, OSError):
    """A result that cannot be written: path, reason, what to do."""


def one_line(text: str) -> str:
    """`text` on one line, control characters removed, so that a message cannot break a terminal."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _read_error(file: str, problem: str, place: str, remedy: str) -> ReadError:
    return ReadError(file, problem, place=place, remedy=remedy)
