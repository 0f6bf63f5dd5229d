"""The command line."""

import csv
import json
import subprocess
import sys

import courtmetrics
import pytest
from courtmetrics.cli import main


def test_measure_prints_the_table_of_the_example(example, capsys):
    assert main(["measure", str(example), "-i", "pinghu", "--language", "zh", "--compare"]) == 0
    shown = capsys.readouterr()
    assert "8598" in shown.out and "8811" in shown.out and "91.48%" in shown.out and "+0.72" in shown.out
    assert shown.err == ""


@pytest.mark.parametrize("ending", ["csv", "json", "parquet"])
def test_measure_writes_files(example, tmp_path, ending):
    out = tmp_path / f"table.{ending}"
    assert (
        main(["measure", str(example), "-i", "cepej", "--by", "case_class", "--compare", "-o", str(out)]) == 0
    )
    expected = courtmetrics.measure(example, "cepej", by="case_class").compare()
    if ending == "csv":
        with out.open(encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
        assert len(rows) == len(expected)
        assert rows[0]["indicator"] == "incoming"
    elif ending == "json":
        assert json.loads(out.read_text(encoding="utf-8")) == expected.to_dicts()
    else:
        import polars as pl

        assert pl.read_parquet(out).height == len(expected)


def test_errors_go_to_stderr_with_exit_code_1(tmp_path, capsys):
    assert main(["measure", str(tmp_path / "nothing.csv")]) == 1
    assert "courtmetrics: " in capsys.readouterr().err
    with pytest.raises(SystemExit) as caught:
        main(["measure"])
    assert caught.value.code == 2


def test_indicators_are_searched_in_any_language_and_shown(capsys):
    assert main(["indicators", "清结率"]) == 0
    assert "cepej.clearance_rate" in capsys.readouterr().out
    assert main(["indicators", "--show", "cepej.disposition_time"]) == 0
    shown = capsys.readouterr().out
    assert "365 × pending at end ÷ resolved" in shown and "CEPEJ" in shown
    assert main(["indicators", "no such thing"]) == 1


def test_codebook_check_shows_what_maps_and_what_does_not(example, capsys):
    assert main(["codebook", "check", str(example)]) == 0
    shown = capsys.readouterr().out
    assert "codebook: china" in shown and "filed_on" in shown and "立案日期" in shown
    assert main(["codebook", "list"]) == 0
    assert "datajud" in capsys.readouterr().out


def test_generate_is_the_same_for_the_same_seed(tmp_path):
    for name in ("a.csv", "b.csv"):
        assert main(["generate", str(tmp_path / name), "--rows", "500", "--seed", "7"]) == 0
        assert main(["generate", str(tmp_path / name), "--rows", "5"]) == 1  # it is there already
    assert (tmp_path / "a.csv").read_bytes() == (tmp_path / "b.csv").read_bytes()
    assert main(["generate", str(tmp_path / "a.txt")]) == 1


def test_the_console_script_is_installed():
    run = subprocess.run(
        [sys.executable, "-m", "courtmetrics.cli", "--version"], capture_output=True, text=True
    )
    assert run.stdout.strip() == courtmetrics.__version__


def test_the_export_is_never_overwritten(court, capsys):
    before = court.read_bytes()
    for option in ("-o", "--set-aside"):
        assert main(["measure", str(court), option, str(court)]) == 1
        assert "is the export itself" in capsys.readouterr().err
    assert court.read_bytes() == before
