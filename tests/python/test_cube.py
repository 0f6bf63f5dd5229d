"""Cubes: merging, travelling, SQL."""

import pickle

import courtmetrics
import duckdb
import polars
import pytest


@pytest.fixture(scope="module")
def parts(tmp_path_factory):
    folder = tmp_path_factory.mktemp("parts")
    paths = [folder / f"{seed}.parquet" for seed in (1, 2, 3)]
    for seed, path in enumerate(paths, 1):
        courtmetrics.generate(path, 3000, seed=seed, courts=7)
    return paths


def cube(path):
    return courtmetrics.cube(path, "cepej", by=["court", "case_class"], unique="none")


def test_merging_is_associative_and_commutative(parts):
    a, b, c = map(cube, parts)
    assert (a | b) | c == a | (b | c) == (c | b) | a
    assert len(a | b) == len(a) + len(b)


def test_a_cube_survives_pickle_parquet_and_arrow(parts, tmp_path):
    a = cube(parts[0])
    assert pickle.loads(pickle.dumps(a)) == a
    a.write(tmp_path / "a.parquet")
    assert courtmetrics.Cube.read(tmp_path / "a.parquet") == a
    assert courtmetrics.Cube.from_arrow(a) == a


def test_the_merge_in_sql_gives_the_same_table(parts):
    a, b = cube(parts[0]), cube(parts[1])
    merged = duckdb.sql(
        "SELECT * EXCLUDE value, sum(value) AS value FROM (FROM a UNION ALL BY NAME FROM b) GROUP BY ALL"
    )
    from_sql = courtmetrics.Cube.from_arrow(merged, like=a)
    for period in ("month", "quarter", "year", "year_to_date:6"):
        expected = (a | b).table("cepej", period=period, rollup="every").compare().to_dicts()
        assert from_sql.table("cepej", period=period, rollup="every").compare().to_dicts() == expected


def test_a_cube_by_month_gives_the_years_of_a_direct_run(parts):
    direct = courtmetrics.measure(parts[0], "cepej", by=["court", "case_class"], unique="none").to_dicts()
    assert cube(parts[0]).table("cepej").to_dicts() == direct


def test_unlike_cubes_do_not_merge(parts):
    with pytest.raises(TypeError, match="two cubes of unlike shape do not merge"):
        cube(parts[0]).merge(courtmetrics.cube(parts[0], "cepej", by="court"))


def test_a_cube_answers_only_what_it_was_built_for(parts):
    with pytest.raises(courtmetrics.exceptions.MismatchError, match="the cube was not built for"):
        cube(parts[0]).table("pinghu.convicted_persons")


def test_a_table_of_a_cube_takes_methods_as_measure_does(parts):
    a = cube(parts[0])
    direct = courtmetrics.measure(
        parts[0], "cepej", by=["court", "case_class"], unique="none", method="jeffreys"
    )
    table = a.table("cepej", method="jeffreys")
    assert table.to_dicts() == direct.to_dicts()
    assert table.to_dicts() != a.table("cepej").to_dicts()


def test_disputes_are_counted_once_however_the_cubes_were_made():
    def rows(courts, disputes):
        days = ["2023-01-10"] * len(courts)
        return polars.DataFrame(
            {"court": courts, "dispute_id": disputes, "filed_on": days, "resolved_on": days}
        )

    first, second = rows(["A", "A", "B"], ["x", "x", "x"]), rows(["B", "B"], ["y", None])
    parts = [
        courtmetrics.cube(frame, "case_unit_ratio_by_dispute", by="court", unique="none")
        for frame in (first, second)
    ]
    merged = pickle.loads(pickle.dumps(parts[0] | parts[1]))
    table = merged.table("case_unit_ratio_by_dispute").to_dicts()
    values = {row["court"]: (row["numerator"], row["denominator"]) for row in table}
    assert values == {"A": (2, 1), "B": (3, 2), "*": (5, 2)}
