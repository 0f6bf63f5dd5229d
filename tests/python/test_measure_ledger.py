"""Indicators from aggregate tables."""

from pathlib import Path

import courtmetrics
import pytest
from courtmetrics.cli import main
from courtmetrics.exceptions import ArgumentError, CodebookError

BOOKS = Path(__file__).parents[2] / "examples" / "codebooks"

BOOK = """
id = "two-courts"
[aggregate]
skip_lines = 1
[[aggregate.group]]
name = "court"
column = "Court"
[aggregate.period]
column = "Year"
[aggregate.measures]
pending_start = "Open"
incoming = "In"
resolved = "Out"
pending_end = "Left"
judges = { words = "Judges", adds = false }
"""

#: Court A: 240 + 272 - 329 = 183; court B: 862 + 607 - 519 = 950, and 951 is printed.
ROWS = """Courts of first instance,,,,,,
Court,Year,Open,In,Out,Left,Judges
A,2022,200,100,60,240,2.5
A,2023,240,272,329,183,2.5
B,2023,862,607,519,951,4
"""


@pytest.fixture
def files(tmp_path):
    """The table and its codebook."""
    table, book = tmp_path / "totals.csv", tmp_path / "totals.toml"
    table.write_text(ROWS, encoding="utf-8")
    book.write_text(BOOK, encoding="utf-8")
    return table, book


def value(table, indicator, court, period):
    """The one row."""
    rows = [
        r for r in table.to_dicts() if (r["indicator"], r["court"], r["period"]) == (indicator, court, period)
    ]
    assert len(rows) == 1
    return rows[0]


def test_indicators_change_and_checks(files):
    table, book = files
    measured = courtmetrics.measure_ledger(table, ["cepej.clearance_rate", "pending_end"], codebook=str(book))
    row = value(measured.compare(), "clearance_rate", "A", "2023")
    assert (row["numerator"], row["denominator"]) == (329, 272)
    assert row["change"] == pytest.approx(100 * (329 / 272 - 0.6))
    assert value(measured, "clearance_rate", "B", "2022")["status"] == "not_available"
    found = measured.compare().checks.to_dicts()
    assert [(row["check"], row["court"], row["difference"], row["line"]) for row in found] == [
        ("identity", "B", 1.0, 5)
    ]


def test_frames_give_what_files_give(files, tmp_path):
    pl = pytest.importorskip("polars")
    table, book = files
    expected = courtmetrics.measure_ledger(table, "cepej", codebook=str(book)).to_dicts()
    frame = pl.read_csv(table, skip_rows=1)
    text = BOOK.replace("skip_lines = 1", "skip_lines = 0")
    assert courtmetrics.measure_ledger(frame, "cepej", codebook=text).to_dicts() == expected
    frame.write_parquet(tmp_path / "totals.parquet")
    assert (
        courtmetrics.measure_ledger(tmp_path / "totals.parquet", "cepej", codebook=text).to_dicts()
        == expected
    )
    assert courtmetrics.measure_ledger(frame.to_pandas(), "cepej", codebook=text).to_dicts() == expected


def test_the_command_prints_the_table_and_what_does_not_fit(files, tmp_path, capsys):
    table, book = files
    arguments = ["measure-ledger", str(table), "--codebook", str(book), "-i", "clearance_rate"]
    assert main([*arguments, "--compare", "--checks"]) == 0
    shown = capsys.readouterr().out
    assert "120.96%" in shown
    assert "identity: B · 2023 · pending_end: 862 + 607 − 519 = 950, printed 951 (line 5)" in shown
    out = tmp_path / "checks.csv"
    assert main([*arguments, "--checks", str(out)]) == 0
    assert "identity,B,2023" in out.read_text(encoding="utf-8-sig")
    assert main([*arguments, "--checks", str(table)]) == 1


def test_errors_say_what_to_type(files):
    table, _ = files
    with pytest.raises(ArgumentError, match="path of a TOML file"):
        courtmetrics.measure_ledger(table, "cepej", codebook="two-courts")
    with pytest.raises(CodebookError, match="by one of case records measure"):
        courtmetrics.measure_ledger(table, "cepej", codebook='id = "x"\n[fields.filed_on]\n')
    with pytest.raises(CodebookError, match="period"):
        courtmetrics.measure_ledger(table, "cepej", codebook=BOOK.replace('"Year"', '"Jahr"'))


@pytest.mark.parametrize(
    "book", ["nj_municipal", "nj_municipal_tidy", "hawaii_circuit", "cepej_training", "guancheng"]
)
def test_an_example_codebook_on_another_table_says_what_it_looks_for(book, tmp_path):
    table = tmp_path / "other.csv"
    table.write_text("x,y\n1,2\n", encoding="utf-8")
    with pytest.raises(CodebookError, match="no column"):
        courtmetrics.measure_ledger(table, "cepej", codebook=str(BOOKS / f"{book}.toml"))


def test_months_are_put_together_to_years_and_a_printed_median_is_given(tmp_path, capsys):
    book = tmp_path / "months.toml"
    book.write_text(
        """
id = "months"
[aggregate.period]
column = "Month"
grain = "month"
[aggregate.measures]
incoming = "In"
resolved = "Out"
median_days = { words = "Median", days = "median" }
""",
        encoding="utf-8",
    )
    months = tmp_path / "months.csv"
    closings = [1, 1, 1, 2, 4, 5, 5, 6, 8, 9, 9, 9]
    rows = [f"2022-{month:02},7,{out},30\n" for month, out in enumerate(closings, 1)]
    months.write_text("Month,In,Out,Median\n" + "".join(rows), encoding="utf-8")
    asked = ["spc-2011.closing_evenness_gini", "clearance_rate", "cepej.median_days"]
    years = courtmetrics.measure_ledger(months, asked, codebook=str(book), period="year").to_dicts()
    # A vendor's note has these twelve months; their Gini coefficient is 252 in 720.
    assert [(r["period"], r["value"], r["status"]) for r in years] == [
        ("2022", 0.35, "known"),
        ("2022", 60 / 84, "known"),
        ("2022", None, "not_available"),
    ]
    march = courtmetrics.measure_ledger(months, "cepej.median_days", codebook=str(book)).to_dicts()[2]
    assert (march["value"], march["status"], march["cases"], march["method"]) == (
        30.0,
        "given",
        None,
        "none_given",
    )
    options = ["--codebook", str(book), "-i", "clearance_rate", "--period", "year", "--format", "csv"]
    main(["measure-ledger", str(months), *options])
    assert capsys.readouterr().out.splitlines()[1].startswith("clearance_rate,")
