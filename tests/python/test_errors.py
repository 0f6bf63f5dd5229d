"""Errors: a class for each kind, and the next thing to type."""

import pickle

import courtmetrics
import polars as pl
import pytest
from courtmetrics import exceptions
from courtmetrics.cli import main


def test_every_exception_is_ours_and_a_builtin(court):
    cases = [
        (lambda: courtmetrics.measure(court, "cepejj"), exceptions.UnknownNameError, KeyError),
        (lambda: courtmetrics.measure(court, "cepej", by="cuort"), exceptions.CodebookError, ValueError),
        (lambda: courtmetrics.measure("nowhere.csv", "cepej"), exceptions.ReadError, OSError),
        (lambda: courtmetrics.measure(court, "cepej", period="yaer"), exceptions.UnknownNameError, KeyError),
        (lambda: courtmetrics.measure(court, "cepej", delimiter=";;"), exceptions.ArgumentError, ValueError),
        (lambda: courtmetrics.measure([1, 2], "cepej"), exceptions.ArgumentError, ValueError),
    ]
    for call, ours, builtin in cases:
        with pytest.raises(ours) as caught:
            call()
        assert isinstance(caught.value, builtin) and isinstance(caught.value, courtmetrics.CourtmetricsError)
        assert "hint:" in str(caught.value) or ours is exceptions.ReadError, str(caught.value)
        assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_a_misspelt_column_is_suggested(court):
    with pytest.raises(ValueError, match='did you mean "court"'):
        courtmetrics.measure(court, "cepej", by="cuort")


def test_a_lazy_frame_gets_its_next_line_of_code():
    with pytest.raises(ValueError, match=r"collect it: source\.collect\(\)"):
        courtmetrics.measure(pl.LazyFrame({"filed_on": ["2023-01-01"]}), "cepej")


def test_a_reader_that_was_read_before_is_an_error(court):
    reader = pl.read_csv(court).to_arrow().to_reader()
    courtmetrics.measure(reader, "cepej")
    with pytest.raises(courtmetrics.CourtmetricsError):
        courtmetrics.measure(reader, "cepej")


def test_a_type_that_cannot_be_read_names_the_column():
    frame = pl.DataFrame({"filed_on": [[1], [2]]})
    with pytest.raises(OSError, match='column "filed_on" is a'):
        courtmetrics.measure(frame, "cepej")


def test_dates_in_an_unknown_layout_are_an_error_with_the_way_out(tmp_path):
    path = tmp_path / "american.csv"
    path.write_text("filed_on,resolved_on\n1/31/2022,2/28/2022\n2/1/2022,\n")
    with pytest.raises(courtmetrics.CourtmetricsError, match="date_layouts="):
        courtmetrics.measure(path, "cepej")
    table = courtmetrics.measure(path, "cepej", date_layouts="%m/%d/%Y")
    assert table.counts["counted"] == 2


def test_wrong_types_name_the_argument_and_what_is_wanted(court):
    with pytest.raises(TypeError, match=r"(?s)wanted is a word or a list of words.*by"):
        courtmetrics.measure(court, "cepej", by=5)
    with pytest.raises(TypeError, match="on_bad_rows"):
        courtmetrics.measure(court, "cepej", on_bad_rows=True)


def test_what_would_mislead_in_silence_is_refused(court, tmp_path):
    with pytest.raises(courtmetrics.CourtmetricsError, match="has no column for nope"):
        courtmetrics.measure(court, "cepej", unique="nope")
    with pytest.raises(ValueError, match="no plan"):
        courtmetrics.measure(court, "cepej").compare("plan")
    star = tmp_path / "star.csv"
    star.write_text("court,filed_on,resolved_on\n*,2023-01-01,\nB,2023-01-01,\n")
    with pytest.raises(ValueError, match="stands for all groups"):
        courtmetrics.measure(star, "cepej", by="court")
    named = tmp_path / "named.csv"
    named.write_text("period,filed_on,resolved_on\nx,2023-01-01,\n")
    with pytest.raises(ValueError, match='by names the column "period"'):
        courtmetrics.measure(named, "cepej", by="period")


def test_an_incomplete_last_period_is_noted(tmp_path):
    path = tmp_path / "half.csv"
    path.write_text("filed_on,resolved_on\n2022-01-05,2022-12-30\n2023-01-05,2023-06-10\n")
    notes = courtmetrics.measure(path, "cepej").notes
    assert "the data end on 2023-06-10: 2023 is not complete" in notes
    path.write_text("filed_on,resolved_on\n2022-01-05,2022-12-30\n2023-01-05,2023-12-29\n")
    assert not any("is not complete" in note for note in courtmetrics.measure(path, "cepej").notes)


def test_an_answer_that_is_neither_yes_nor_no_is_noted(tmp_path):
    path = tmp_path / "maybe.csv"
    path.write_text("filed_on,resolved_on,appealed\n2022-01-05,2022-12-30,maybe\n2022-01-05,2022-12-30,yes\n")
    own = tmp_path / "own.toml"
    own.write_text(
        '[set]\nid = "own"\nname = { en = "o", zh = "o" }\n[[indicator]]\nid = "appeals"\n'
        'name = { en = "a", zh = "a" }\nkind = "count"\ntotal = { of = "resolved", where = { appealed = true } }\n'
    )
    table = courtmetrics.measure(path, "own", definitions=str(own))
    assert table.to_dicts()[0]["value"] == 1
    assert any('appealed says "maybe" in some rows' in note for note in table.notes)


def test_an_unknown_indicator_is_told_with_the_near_ones_and_where_all_are(court, capsys):
    with pytest.raises(
        exceptions.UnknownNameError, match=r"near: clearance_rate.*`courtmetrics indicators` lists all"
    ) as caught:
        courtmetrics.measure(court, "clearence_rate")
    assert len(str(caught.value)) < 400
    assert main(["measure", str(court), "-i", "clearence_rate"]) == 1
    assert 'did you mean "clearance_rate"?' in capsys.readouterr().err
