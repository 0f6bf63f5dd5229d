"""Stored cubes: saved, opened, added to, dropped from; on the command line too."""

import pickle

import courtmetrics
import pyarrow
import pytest
from courtmetrics.cli import main
from courtmetrics.exceptions import ArgumentError, DataError, MismatchError, ReadError


@pytest.fixture(scope="module")
def months(tmp_path_factory):
    folder = tmp_path_factory.mktemp("months")
    paths = [folder / f"{seed}.parquet" for seed in (1, 2)]
    for seed, path in enumerate(paths, 1):
        courtmetrics.generate(path, 3000, seed=seed, courts=7)
    return paths


def cube(path, **options):
    return courtmetrics.cube(path, "cepej", by=["court", "case_class"], unique="none", **options)


def test_a_saved_cube_opens_as_it_was(months, tmp_path):
    saved = cube(months[0])
    saved.save(tmp_path / "a.cube")
    opened = courtmetrics.Cube.open(tmp_path / "a.cube")
    assert opened == saved == pickle.loads(pickle.dumps(saved))
    assert opened.additions == saved.additions
    assert opened.table("cepej").to_dicts() == saved.table("cepej").to_dicts()
    # Other programs read it as the Arrow file that it is.
    with pyarrow.ipc.open_file(tmp_path / "a.cube") as file:
        assert file.read_all().num_rows == saved.cells
    assert [path.name for path in tmp_path.iterdir()] == ["a.cube"]


def test_a_damaged_or_foreign_file_is_refused(months, tmp_path):
    path = tmp_path / "a.cube"
    cube(months[0]).save(path)
    whole = path.read_bytes()
    path.write_bytes(whole[:500] + bytes([whole[500] ^ 4]) + whole[501:])
    with pytest.raises(ReadError, match=r"the checksum is .* a stored cube is read only as it was saved"):
        courtmetrics.Cube.open(path)
    path.write_bytes(whole[:-100])
    with pytest.raises(ReadError, match="the file ends after"):
        courtmetrics.Cube.open(path)
    with pytest.raises(ReadError, match="this is a Parquet file and no stored cube"):
        courtmetrics.Cube.open(months[0])
    with pytest.raises(ReadError, match="nowhere"):
        courtmetrics.Cube.open(tmp_path / "nowhere.cube")


def test_a_month_is_added_once(months):
    first = cube(months[0])
    both = first.add(months[1], unique="none")
    assert both == first | cube(months[1]) == cube(months)
    assert len(first) < len(both)
    assert [added["rows"] for added in both.additions] == [3000, 3000]
    assert both.additions[0]["first_day"] <= both.additions[0]["last_day"]
    assert (first | cube(months[1])).additions == both.additions
    with pytest.raises(DataError, match=r"these rows were added before: 3000 rows, .* \(addition 2\)"):
        both.add(months[1], unique="none")
    assert len(both.add(months[1], unique="none", again=True).additions) == 3


def test_rows_that_do_not_fit_are_refused(months, court):
    first = cube(months[0])
    with pytest.raises(courtmetrics.exceptions.CodebookError, match="no column for case_class"):
        first.add(court)
    by_court = courtmetrics.cube(court, "cepej", by="court")
    book = "id = 'x'\n[fields.filed_on]\nheaders = ['filed_on']\n[fields.court]\nvalues.B = ['A']\n"
    path = court.with_name("other.toml")
    path.write_text(book)
    with pytest.raises(MismatchError, match="court is read as category, B = A, and in the cube as category"):
        by_court.add(court, codebook=str(path))


def test_a_dropped_period_is_an_opening_balance(months):
    whole = cube(months)
    dropped = whole.drop_before("2020-07-01")
    assert (whole.opening, dropped.opening) == (None, "2020-07-01")
    later = [row for row in whole.table("cepej", period="half").to_dicts() if row["period"] >= "2020-H2"]
    table = dropped.table("cepej", period="half")
    assert table.to_dicts() == later
    assert "what lies before 2020-07-01 was dropped: it counts as opening balance" in table.notes
    assert (cube(months[0]).drop_before("2020-07-01") | cube(months[1])) == dropped
    with pytest.raises(ArgumentError, match="no month of the cube begins on 2020-07-02"):
        whole.drop_before("2020-07-02")


def test_the_command_keeps_a_cube(months, tmp_path, capsys):
    path = str(tmp_path / "courts.cube")
    options = ["--unique", "none"]
    assert main(["cube", "make", str(months[0]), "-i", "cepej", "-b", "court", "-o", path, *options]) == 0
    assert main(["cube", "add", path, str(months[1]), *options]) == 0
    assert "addition 2: 3000 rows" in capsys.readouterr().out
    assert main(["cube", "add", path, str(months[1]), *options]) == 1
    assert "these rows were added before" in capsys.readouterr().err
    assert main(["cube", "drop", path, "--before", "2021-01-01"]) == 0
    other = str(tmp_path / "other.cube")
    assert main(["cube", "merge", path, path, "-o", other]) == 0
    assert len(courtmetrics.Cube.open(other)) == 2 * len(courtmetrics.Cube.open(path))
    capsys.readouterr()
    assert main(["cube", "show", path]) == 0
    assert "what lies before 2021-01-01 was dropped" in capsys.readouterr().out
    out = tmp_path / "table.csv"
    assert main(["cube", "table", path, "-i", "cepej", "--compare", "-o", str(out)]) == 0
    expected = courtmetrics.cube(months, "cepej", by="court", unique="none").drop_before("2021-01-01")
    assert len(out.read_text(encoding="utf-8-sig").splitlines()) == len(expected.table("cepej")) + 1
