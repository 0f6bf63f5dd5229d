"""Tables that Python makes one after the other."""

import datetime
import weakref

import courtmetrics
import polars
import pyarrow
import pytest
from conftest import CASES, find
from courtmetrics.exceptions import ArgumentError, DataError, ReadError

SCHEMA = pyarrow.schema(
    {"court": pyarrow.string(), "filed_on": pyarrow.date32(), "resolved_on": pyarrow.date32()}
)


def batch(rows, day):
    days = pyarrow.array([datetime.date(2023, 1, day)] * rows)
    return pyarrow.record_batch([pyarrow.array(["A"] * rows), days, days], schema=SCHEMA)


def test_a_generator_is_drawn_as_it_is_counted_and_not_collected():
    """Before a batch is made the generator looks how many of the earlier ones are still there."""
    rows, batches = 50_000, 60
    made, alive = [], []

    def source():
        for i in range(batches):
            alive.append(sum(ref() is not None for ref in made))
            fresh = batch(rows, 1 + i % 28)
            made.append(weakref.ref(fresh))
            yield fresh
            del fresh

    table = courtmetrics.measure(source(), "cepej", by="court", threads=1)
    assert find(table, "incoming", "2023", court="A")["numerator"] == rows * batches
    assert len(alive) == batches
    # What is read ahead is 2^18 rows: six batches, and the one being drawn.
    assert max(alive) <= 7


def test_memory_does_not_grow_with_the_batches_of_a_generator():
    held = []

    def source():
        for i in range(300):
            held.append(pyarrow.total_allocated_bytes())
            yield batch(20_000, 1 + i % 28)

    courtmetrics.measure(source(), "cepej", threads=1)
    # All of it would be 80 MB; 2^18 rows and a batch are 4 MB.
    assert max(held) - min(held) < 8_000_000


@pytest.mark.parametrize("kind", ["batches", "tables", "frames", "list", "iterator"])
def test_every_kind_of_tables_one_by_one_is_the_whole_table(court, kind):
    frame = polars.read_csv(CASES.encode(), try_parse_dates=True)
    parts = [frame[:3], frame[3:3], frame[3:]]
    source = {
        "batches": lambda: (b for part in parts for b in part.to_arrow().to_batches()),
        "tables": lambda: (part.to_arrow() for part in parts),
        "frames": lambda: (part for part in parts),
        "list": lambda: parts,
        "iterator": lambda: iter(parts),
    }[kind]()
    whole = courtmetrics.measure(frame, "cepej", by="court").to_dicts()
    assert courtmetrics.measure(source, "cepej", by="court").to_dicts() == whole


def test_what_a_generator_raises_is_raised():
    def source():
        yield batch(10, 1)
        raise KeyError("the third file is missing")

    with pytest.raises(KeyError, match="the third file is missing"):
        courtmetrics.measure(source(), "cepej")


def test_what_is_no_table_is_named():
    with pytest.raises(ArgumentError, match=r"element 1 of the source is of type int"):
        courtmetrics.measure((n for n in (1, 2)), "cepej")
    with pytest.raises(ArgumentError, match=r"element 2 of the source is of type str"):
        courtmetrics.measure((table for table in (batch(2, 1), "cases.csv")), "cepej")
    with pytest.raises(DataError, match=r"the iterator has no table"):
        courtmetrics.measure((table for table in ()), "cepej")
    other = pyarrow.table({"filed_on": pyarrow.array([datetime.date(2023, 1, 1)])})
    with pytest.raises(
        ReadError, match="table 2 of the source has the columns filed_on: Date32; the first has court"
    ):
        courtmetrics.measure(iter([batch(2, 1), other]), "cepej")


def test_a_generator_is_added_to_a_cube():
    cube = courtmetrics.cube((batch(10, day) for day in (1, 2)), "cepej", by="court")
    assert len(cube.add(batch(5, day) for day in (3, 4))) == 30
