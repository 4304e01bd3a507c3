"""What SQL engines write differently: names, constants and the arithmetic that gives NULL, not an error."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar

from peelian.framework.source import Type
from peelian.framework.tree import Operator, Value


def quoted(name: str) -> str:
    """`name` as a quoted identifier of standard SQL."""
    return '"' + name.replace('"', '""') + '"'


class Dialect(ABC):
    """One engine's spelling. SQL passed to a method and SQL it returns need no further brackets."""

    types: ClassVar[Mapping[Type, str]]

    @abstractmethod
    def name(self, name: str) -> str:
        """An identifier."""

    @abstractmethod
    def text(self, value: str) -> str:
        """A text constant."""

    @abstractmethod
    def integer(self, value: int) -> str:
        """A 64-bit constant."""

    @abstractmethod
    def arithmetic(self, operator: Operator, left: str, right: str) -> str:
        """64-bit arithmetic, NULL where it does not fit or divides by 0; `/` truncates toward zero."""

    @abstractmethod
    def seconds(self, left: str, right: str) -> str:
        """Whole seconds from the instant `right` to the instant `left`, truncated toward zero."""

    @abstractmethod
    def days(self, left: str, right: str) -> str:
        """Days from the date `right` to the date `left`, in 64 bits."""

    def constant(self, value: Value | None, type: Type) -> str:
        """A constant of a type, NULL for None."""
        match value:
            case None:
                return f"CAST(NULL AS {self.types[type]})"
            case bool():
                return "true" if value else "false"
            case int():
                return self.integer(value)
            case float():
                return f"CAST('{value!r}' AS DOUBLE)"
            case datetime():
                return f"{self.types['instant']} '{value.isoformat(sep=' ')}'"
            case date():
                return f"DATE '{value.isoformat()}'"
            case _:
                return self.text(value)


class DuckDB(Dialect):
    types: ClassVar[Mapping[Type, str]] = {
        "text": "VARCHAR",
        "integer": "BIGINT",
        "number": "DOUBLE",
        "boolean": "BOOLEAN",
        "instant": "TIMESTAMPTZ",
        "date": "DATE",
        "month": "DATE",
    }

    def name(self, name: str) -> str:
        return quoted(name)

    def text(self, value: str) -> str:
        return "'" + value.replace("'", "''") + "'"

    def integer(self, value: int) -> str:
        return str(value) if value >= 0 else f"({value})"

    def arithmetic(self, operator: Operator, left: str, right: str) -> str:
        if operator == "/":  # `//` truncates toward zero; dividing by 0 is an error even inside TRY
            return f"TRY({left} // NULLIF({right}, 0))"
        return f"TRY({left} {operator} {right})"

    def seconds(self, left: str, right: str) -> str:
        return f"((epoch_us({left}) - epoch_us({right})) // 1000000)"

    def days(self, left: str, right: str) -> str:
        return f"({left} - {right})"


class Spark(Dialect):
    """Spark 4, whether or not its ANSI mode is on. Whole-number columns must be BIGINT."""

    types: ClassVar[Mapping[Type, str]] = {**DuckDB.types, "text": "STRING", "instant": "TIMESTAMP_LTZ"}

    def name(self, name: str) -> str:
        return "`" + name.replace("`", "``") + "`"

    def text(self, value: str) -> str:
        # Spark reads backslashes as escapes and puts settings in place of ${...}, even in constants.
        return "'" + value.replace("\\", "\\\\").replace("'", "\\'").replace("$", "\\u0024") + "'"

    def integer(self, value: int) -> str:
        return f"{value}L" if value >= 0 else f"({value}L)"

    def arithmetic(self, operator: Operator, left: str, right: str) -> str:
        if operator == "/":
            # Spark has no whole-number division that gives NULL when it overflows. Divided as decimals
            # of 19 digits the quotient has 19 decimal places: enough never to round up to a whole number.
            left, right = (f"CAST({side} AS DECIMAL(19, 0))" for side in (left, right))
            return f"TRY_CAST(TRY_DIVIDE({left}, {right}) AS BIGINT)"
        function = {"+": "TRY_ADD", "-": "TRY_SUBTRACT", "*": "TRY_MULTIPLY"}[operator]
        return f"{function}({left}, {right})"

    def seconds(self, left: str, right: str) -> str:
        return f"((UNIX_MICROS({left}) - UNIX_MICROS({right})) DIV 1000000L)"

    def days(self, left: str, right: str) -> str:
        return f"CAST(DATEDIFF({left}, {right}) AS BIGINT)"


DUCKDB, SPARK = DuckDB(), Spark()
