"""Court performance indicators and their year-over-year changes.

>>> import courtmetrics, tempfile, pathlib
>>> export = pathlib.Path(tempfile.mkdtemp()) / "cases.csv"
>>> _ = courtmetrics.example(export)
>>> table = courtmetrics.measure(export, "pinghu.cases_filed").compare("year_before").only("2023")
>>> table.to_dicts()[0]["value"]
8598.0
"""

from courtmetrics._core import (
    Cube,
    Frame,
    Survival,
    Table,
    __version__,
    _debug_build,
    audit,
    codebook_report,
    codebooks,
    compare,
    concepts,
    cube,
    decompose,
    example,
    extract,
    funnel,
    generate,
    indicator,
    indicators,
    measure,
    measure_ledger,
    ranks,
    reference,
    series,
    standardise,
    survival,
    trend,
)
from courtmetrics.exceptions import CourtmetricsError

__all__ = [
    "CourtmetricsError",
    "Cube",
    "Frame",
    "Survival",
    "Table",
    "__version__",
    "audit",
    "codebook_report",
    "codebooks",
    "compare",
    "concepts",
    "cube",
    "decompose",
    "example",
    "extract",
    "funnel",
    "generate",
    "indicator",
    "indicators",
    "measure",
    "measure_ledger",
    "ranks",
    "reference",
    "series",
    "standardise",
    "survival",
    "trend",
]

if _debug_build:
    import warnings

    warnings.warn(
        "courtmetrics was built without optimisation and is many times slower; build it with --release",
        RuntimeWarning,
        stacklevel=2,
    )
