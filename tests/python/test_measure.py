"""The road from a source to a table, from Python."""

import datetime
import io
import sys

import courtmetrics
import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from conftest import CASES, find


def test_counts_of_a_court_of_eight_cases_are_those_counted_by_hand(court):
    table = courtmetrics.measure(court, "cepej").compare()
    assert find(table, "incoming", "2023")["value"] == 4
    assert find(table, "resolved", "2023")["value"] == 3
    assert find(table, "pending_start", "2023")["value"] == 2  # c and d
    assert find(table, "pending_end", "2023")["value"] == 3  # d, g, h
    rate = find(table, "clearance_rate", "2023")
    assert (rate["numerator"], rate["denominator"], rate["value"]) == (3, 4, 0.75)
    assert (rate["base_value"], rate["change"], rate["change_unit"]) == (0.5, 25.0, "percentage_points")
    median = find(table, "median_days", "2023")  # of 10, 31, 181
    assert (median["value"], median["cases"], median["numerator"]) == (31.0, 3, None)
    assert find(table, "mean_days", "2023")["value"] == (10 + 31 + 181) / 3
    assert find(table, "disposition_time", "2023")["value"] == 365.0


def test_a_missing_value_has_a_status_and_no_number(court):
    row = find(courtmetrics.measure(court, "cepej").compare(), "clearance_rate", "2022")
    assert (row["change"], row["change_status"]) == (None, "no_prior")
    quarter = courtmetrics.measure(court, "cepej", period="quarter")
    row = find(quarter, "clearance_rate", "2022-Q4")
    assert row["value"] == 0.0  # one filed, none resolved
    row = find(quarter, "median_days", "2022-Q4")
    assert (row["value"], row["status"]) == (None, "no_cases")


SOURCES = {
    "polars": lambda: pl.read_csv(io.StringIO(CASES), try_parse_dates=True),
    "polars_text": lambda: pl.read_csv(io.StringIO(CASES), infer_schema=False),
    "polars_categorical": lambda: pl.read_csv(io.StringIO(CASES), try_parse_dates=True).with_columns(
        pl.col("court", "outcome").cast(pl.Categorical)
    ),
    "polars_datetime": lambda: pl.read_csv(io.StringIO(CASES), try_parse_dates=True).with_columns(
        pl.col("filed_on", "resolved_on").cast(pl.Datetime("us"))
    ),
    "polars_null_column": lambda: pl.read_csv(io.StringIO(CASES), try_parse_dates=True).with_columns(
        nothing=None
    ),
    "pandas": lambda: pd.read_csv(io.StringIO(CASES), parse_dates=["filed_on", "resolved_on"]),
    "pandas_objects": lambda: pd.read_csv(io.StringIO(CASES), dtype=object),
    "pandas_categorical": lambda: pd.read_csv(io.StringIO(CASES)).astype(
        {"court": "category", "outcome": "category"}
    ),
    "pyarrow": lambda: pa.table(pl.read_csv(io.StringIO(CASES), try_parse_dates=True).to_arrow()),
    "pyarrow_reader": lambda: pl.read_csv(io.StringIO(CASES), try_parse_dates=True).to_arrow().to_reader(2),
    "pyarrow_batch": lambda: pl.read_csv(io.StringIO(CASES), try_parse_dates=True).to_arrow().to_batches()[0],
    "pyarrow_decimal": lambda: (
        pl.read_csv(io.StringIO(CASES), try_parse_dates=True)
        .with_columns(pl.col("amount").cast(pl.Decimal(18, 2)))
        .to_arrow()
    ),
    "pyarrow_large": lambda: pl.read_csv(io.StringIO(CASES)).to_arrow(compat_level=pl.CompatLevel.oldest()),
    "pyarrow_view": lambda: pl.read_csv(io.StringIO(CASES)).to_arrow(compat_level=pl.CompatLevel.newest()),
}

MONEY = """
[set]
id = "t"
name = { en = "t", zh = "t" }
source = "test"
[[indicator]]
id = "money"
name = { en = "m", zh = "m" }
kind = "money"
total = { of = "resolved", sum = "amount" }
[[indicator]]
id = "settled"
name = { en = "s", zh = "s" }
kind = "proportion"
numerator = { of = "resolved", where = { outcome = ["mediated", "withdrawn"] } }
denominator = "resolved"
[[indicator]]
id = "appealed"
name = { en = "a", zh = "a" }
kind = "count"
total = { of = "resolved", where = { appealed = true } }
[[indicator]]
id = "median"
name = { en = "a", zh = "a" }
kind = "days"
days = "median"
"""


@pytest.mark.parametrize("name", SOURCES)
def test_every_data_frame_gives_the_table_of_the_file(name, court, tmp_path):
    own = tmp_path / "t.toml"
    own.write_text(MONEY)
    expected = courtmetrics.measure(court, "t", by="court", definitions=str(own)).to_dicts()
    got = courtmetrics.measure(SOURCES[name](), "t", by="court", definitions=str(own)).to_dicts()
    assert got == expected
    money = next(r for r in got if r["indicator"] == "money" and r["court"] == "*" and r["period"] == "2022")
    assert (money["numerator"], money["value"]) == (10030, 100.3)


def test_a_duckdb_relation_is_a_source(court, tmp_path):
    own = tmp_path / "t.toml"
    own.write_text(MONEY)
    expected = courtmetrics.measure(court, "t", definitions=str(own)).to_dicts()
    relation = duckdb.sql(f"SELECT * FROM read_csv('{court}')")
    assert courtmetrics.measure(relation, "t", definitions=str(own)).to_dicts() == expected


def test_a_table_goes_to_every_package(court):
    observed = courtmetrics.measure(court, "cepej", by="court").compare()
    frames = [observed.to_polars(), observed.to_pandas(), observed.to_arrow()]
    assert [len(frame) for frame in frames] == [len(observed)] * 3
    assert duckdb.sql("SELECT count(*) FROM observed").fetchall() == [(len(observed),)]
    assert frames[0]["value"].to_list() == [row["value"] for row in observed.to_dicts()]
    assert frames[0]["period_start"][0] == datetime.date(2022, 1, 1)


def test_a_large_table_comes_in_batches_and_is_the_same_everywhere():
    cases = pl.DataFrame(
        {
            "court": [f"court {i // 2}" for i in range(4_000)],
            "filed_on": [datetime.date(2023, 1 + i % 5, 10) for i in range(4_000)],
            "resolved_on": [datetime.date(2023, 2 + i % 5, 20) if i % 3 else None for i in range(4_000)],
        }
    )
    table = courtmetrics.measure(cases, ["incoming", "clearance_rate"], by="court", period="month").compare(
        "previous"
    )
    rows = table.to_dicts()
    assert len(rows) > 16_384
    arrow = table.to_arrow()
    assert [chunk.num_rows for chunk in arrow.to_batches()] == [len(rows) // 2] * 2
    names = ["indicator", "court", "period", "numerator", "value", "method", "change", "change_status"]
    assert arrow.select(names).to_pylist() == [{name: row[name] for name in names} for row in rows]
    assert table.to_polars().select(names).rows() == [tuple(row[name] for name in names) for row in rows]
    pandas = table.to_pandas()
    assert pandas["court"].tolist() == [row["court"] for row in rows]
    assert duckdb.sql("SELECT count(*), count(DISTINCT court) FROM arrow").fetchall() == [(len(rows), 2_001)]


def test_a_table_prints_with_aligned_columns_and_notes(court):
    text = repr(courtmetrics.measure(court, "cepej").compare())
    assert "Clearance rate" in text and "75.00%" in text and "+25.00 points" in text
    assert "8 rows read, 8 counted, 0 set aside" in text
    assert courtmetrics.measure(court, "cepej")._repr_html_().startswith("<pre")


def test_rows_that_cannot_be_counted_are_listed(tmp_path):
    path = tmp_path / "bad.csv"
    path.write_text(
        "filed_on,resolved_on\n2022-01-01,2022-02-01\n,2022-02-01\n2022-03-01,2022-02-01\n2022-03-01,x\n"
    )
    table = courtmetrics.measure(path, "cepej")
    assert table.counts["rows"] == 4 and table.counts["counted"] == 1 and table.counts["set aside"] == 3
    assert [(r["row"], r["reason"]) for r in table.set_aside.to_dicts()] == [
        (2, "filing date missing"),
        (3, "resolved before filed"),
        (4, "resolution date unreadable"),
    ]
    assert "resolved_on=x" in table.set_aside.to_dicts()[2]["text"]
    with pytest.raises(courtmetrics.exceptions.DataError, match="3 rows cannot be counted: row 2"):
        courtmetrics.measure(path, "cepej", on_bad_rows="raise")
    assert len(courtmetrics.measure(path, "cepej", on_bad_rows=3)) == len(table)


def test_the_result_is_the_same_for_any_number_of_threads(example):
    tables = [
        courtmetrics.measure(example, "pinghu", by="case_class", threads=n).to_dicts() for n in (1, 2, 5)
    ]
    assert tables[0] == tables[1] == tables[2]


def test_a_number_of_threads_below_one_is_refused_in_words(court):
    with pytest.raises(ValueError, match="threads is -1; threads is a whole number above 0"):
        courtmetrics.measure(court, "cepej", threads=-1)


def test_progress_is_told_and_its_error_stops_the_run(tmp_path):
    path = tmp_path / "cases.csv"
    courtmetrics.generate(path, 200_000)
    seen = []
    courtmetrics.measure(path, "cepej", progress=lambda done, total: seen.append((done, total)))
    assert all(done <= total for done, total in seen)


def test_imports_nothing_that_is_not_needed():
    import subprocess

    code = "import sys, courtmetrics; print(sorted(m for m in ('numpy', 'polars', 'pandas', 'pyarrow') if m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout.strip() == "[]"
