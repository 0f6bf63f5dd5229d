"""The exceptions of courtmetrics: one base class, one class for each kind of mistake.

Every class is also the builtin that callers catch anyway (``ValueError``, ``KeyError`` ...).

>>> import courtmetrics
>>> try:
...     courtmetrics.indicator("clearence_rate")
... except KeyError as error:
...     print(str(error).split("hint: ")[1].split("? ")[0])
did you mean "clearance_rate"
"""


class CourtmetricsError(Exception):
    """Base class of all errors raised here."""

    def __str__(self) -> str:
        # KeyError would print its argument's repr.
        return str(self.args[0]) if self.args else ""


class ArgumentError(CourtmetricsError, ValueError):
    """An argument is outside its range or does not fit the others."""


class UnknownNameError(CourtmetricsError, KeyError):
    """A name (of an indicator, a column, a method, a codebook) is not known."""


class DefinitionError(CourtmetricsError, ValueError):
    """A definition of an indicator cannot be read or contradicts itself."""


class CodebookError(CourtmetricsError, ValueError):
    """A codebook cannot be read, or does not fit the export."""


class DataError(CourtmetricsError, ValueError):
    """The data cannot be counted under the policy in force."""


class ReadError(CourtmetricsError, OSError):
    """A file cannot be read or is not what it was taken for."""


class MismatchError(CourtmetricsError, TypeError):
    """Two summaries, tables or quantities of unlike kind were put together."""


class RangeError(CourtmetricsError, OverflowError):
    """An exact sum left the range of its integer type."""


class LimitError(CourtmetricsError, MemoryError):
    """A limit set on memory or on rows set aside was reached."""


class InterruptedScanError(CourtmetricsError, RuntimeError):
    """A running computation was asked to stop."""
