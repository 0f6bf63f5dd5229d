"""What the tests share: the example export, and a small court whose numbers are counted by hand."""

import courtmetrics
import pytest


@pytest.fixture(scope="session")
def example(tmp_path_factory):
    """The example export as CSV."""
    path = tmp_path_factory.mktemp("example") / "cases.csv"
    courtmetrics.example(path)
    return path


#: Eight cases of one court. Filed 2022: a, b, c, d; filed 2023: e, f, g, h. Resolved 2022: a (90 days),
#: b (0 days); resolved 2023: c (181 days), e (31 days), f (10 days). Pending at the end of 2023: d, g, h.
CASES = """court,case_type,filed_on,resolved_on,outcome,appealed,amount
A,civil,2022-01-01,2022-04-01,judgment,true,100.10
A,civil,2022-06-01,2022-06-01,mediated,false,0.20
A,civil,2022-09-01,2023-03-01,judgment,false,
B,civil,2022-12-31,,,,
A,civil,2023-01-01,2023-02-01,withdrawn,false,50.00
B,civil,2023-05-05,2023-05-15,judgment,true,7.77
B,civil,2023-10-10,,,,
B,civil,2023-12-31,,,,
"""


@pytest.fixture
def court(tmp_path):
    """The small court as a CSV file."""
    path = tmp_path / "court.csv"
    path.write_text(CASES, encoding="utf-8")
    return path


def find(table, indicator, period, **groups):
    """The one row of a table."""
    rows = [
        row
        for row in table.to_dicts()
        if row["indicator"] == indicator
        and row["period"] == period
        and all(row[column] == word for column, word in groups.items())
    ]
    assert len(rows) == 1, rows
    return rows[0]
