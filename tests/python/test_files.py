"""Files as sources: workbooks, zstd, patterns and lists, progress, streams that are not collected."""

import datetime
import io

import courtmetrics
import openpyxl
import polars
import pyarrow
import pytest
from conftest import CASES, find
from courtmetrics.cli import main

OWN = """
[set]
id = "own"
name = { en = "own", zh = "自" }
source = "test"
[[indicator]]
id = "sum"
name = { en = "sum", zh = "和" }
kind = "money"
total = { of = "resolved", sum = "amount" }
"""


def rows():
    lines = [line.split(",") for line in CASES.splitlines()]
    return lines[0], lines[1:]


def workbook(path, title=None):
    """The small court as a workbook, with dates as dates and amounts as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "案件"
    header, cases = rows()
    if title:
        sheet.append([title])
    sheet.append(header)
    for case in cases:
        cells = dict(zip(header, case, strict=True))
        for day in ("filed_on", "resolved_on"):
            cells[day] = datetime.date.fromisoformat(cells[day]) if cells[day] else None
        cells["amount"] = float(cells["amount"]) if cells["amount"] else None
        sheet.append([cell if cell != "" else None for cell in cells.values()])
    book.save(path)
    return path


def test_a_workbook_gives_the_table_of_the_csv(court, tmp_path):
    path = workbook(tmp_path / "cases.xlsx", "2023年台账")
    own = tmp_path / "own.toml"
    own.write_text(OWN)
    asked = {"indicators": ["cepej", "sum"], "definitions": str(own), "by": "court", "period": "month"}
    ours = courtmetrics.measure(path, **asked)
    assert ours.to_dicts() == courtmetrics.measure(court, **asked).to_dicts()
    assert find(ours, "sum", "2022-04", court="A")["value"] == 100.10
    assert 'the sheet "案件" is read' in ours.notes
    named = courtmetrics.measure(path, **asked, sheet="案件", header_row=2)
    assert named.to_dicts() == ours.to_dicts()
    assert courtmetrics.codebook_report(path)["mapped"] == courtmetrics.codebook_report(court)["mapped"]
    lasting = [courtmetrics.survival(source, by="court").curves().to_dicts() for source in (path, court)]
    assert lasting[0] == lasting[1]


def test_a_sheet_is_named_and_not_guessed(court, tmp_path):
    book = openpyxl.load_workbook(workbook(tmp_path / "cases.xlsx"))
    book.create_sheet("notes").append(["read me"])
    book.save(tmp_path / "two.xlsx")
    with pytest.raises(courtmetrics.exceptions.ReadError, match='hint: name it: sheet="案件"'):
        courtmetrics.measure(tmp_path / "two.xlsx", "cepej")
    with pytest.raises(courtmetrics.exceptions.ArgumentError, match="is no workbook"):
        courtmetrics.measure(court, "cepej", sheet="案件")
    with pytest.raises(courtmetrics.exceptions.ArgumentError, match="header_row is 0"):
        courtmetrics.measure(court, "cepej", header_row=0)


def test_a_sheet_of_totals_gives_the_ledger_of_the_csv(tmp_path):
    book = openpyxl.Workbook()
    for row in (["Courts of 2023"], ["Court", "Open", "In", "Out", "Left"], ["A", 240, 272, 329, 183]):
        book.active.append(row)
    book.save(tmp_path / "printed.xlsx")
    (tmp_path / "printed.csv").write_text("Courts of 2023\nCourt,Open,In,Out,Left\nA,240,272,329,183\n")
    codebook = """
id = "printed"
[aggregate]
skip_lines = 1
period.is = "2023"
group = [{ name = "court", column = "Court" }]
measures = { pending_start = "Open", incoming = "In", resolved = "Out", pending_end = "Left" }
"""
    tables = [
        courtmetrics.measure_ledger(tmp_path / name, "cepej", codebook=codebook).to_dicts()
        for name in ("printed.xlsx", "printed.csv")
    ]
    assert tables[0] == tables[1]
    named = courtmetrics.measure_ledger(
        tmp_path / "printed.xlsx", "cepej", codebook=codebook, sheet=book.active.title
    )
    assert named.to_dicts() == tables[0]


@pytest.fixture
def months(tmp_path):
    """The small court in three files of three kinds, with a row that cannot be counted in the second."""
    header, cases = rows()
    text = [",".join(header), *(",".join(case) for case in cases)]
    (tmp_path / "part-1.csv").write_text("\n".join([text[0], *text[1:4]]) + "\n")
    broken = "A,civil,soon,,,,"
    (tmp_path / "part-2.csv").write_text("\n".join([text[0], *text[4:6], broken]) + "\n")
    frame = polars.read_csv(io.StringIO("\n".join([text[0], *text[6:]])), try_parse_dates=True)
    frame.write_parquet(tmp_path / "part-3.parquet")
    return tmp_path


def test_patterns_and_lists_of_files_are_one_source(months, court):
    whole = courtmetrics.cube(court, "cepej", by="court")
    for source in (
        str(months / "part-*"),
        sorted(months.glob("part-*")),
        [str(months / "part-[12].csv"), months / "part-3.parquet"],
    ):
        table = courtmetrics.measure(source, "cepej", by="court", period="month")
        assert table.set_aside.to_dicts() == [
            {
                "file": str(months / "part-2.csv"),
                "row": 3,
                "reason": "filing date unreadable",
                "text": "court=A, filed_on=soon, resolved_on=",
            }
        ]
        assert table.to_dicts() == whole.table("cepej", period="month").to_dicts()
        assert "3 files are read as one" in table.notes


def test_the_command_takes_several_files_and_sheets(months, court, tmp_path, capsys):
    parts = [str(path) for path in sorted(months.glob("part-*"))]
    aside = tmp_path / "aside.csv"
    assert main(["measure", *parts, "-i", "cepej", "--format", "csv", "--set-aside", str(aside)]) == 0
    several = capsys.readouterr().out
    assert "part-2.csv,3,filing date unreadable" in aside.read_text(encoding="utf-8-sig")
    assert main(["measure", str(court), "-i", "cepej", "--format", "csv"]) == 0
    assert capsys.readouterr().out == several
    path = str(workbook(tmp_path / "cases.xlsx", "title"))
    assert main(["measure", path, "--sheet", "案件", "--header-row", "2", "--format", "csv"]) == 0
    assert capsys.readouterr().out == several
    assert main(["measure", *parts, "-o", parts[0]]) == 1
    assert "is the export itself" in capsys.readouterr().err


def test_an_empty_list_of_files_is_an_error():
    with pytest.raises(courtmetrics.exceptions.ArgumentError, match="no file is named"):
        courtmetrics.measure([], "cepej")


def test_zstd_is_read(court, tmp_path):
    packed = pyarrow.compress(court.read_bytes(), codec="zstd", asbytes=True)
    path = tmp_path / "cases.csv.zst"
    path.write_bytes(packed)
    assert courtmetrics.measure(path, "cepej").to_dicts() == courtmetrics.measure(court, "cepej").to_dicts()


def test_a_stream_is_drawn_as_it_is_counted_and_not_collected():
    """A reader of 3,000 batches: between two batches that are drawn, earlier ones have been let go."""
    days = pyarrow.array([datetime.date(2023, 1, 5)] * 1000)
    court = pyarrow.array(["A"] * 1000)
    schema = pyarrow.schema(
        {"court": pyarrow.string(), "filed_on": pyarrow.date32(), "resolved_on": pyarrow.date32()}
    )
    held = []

    def batches():
        for i in range(3000):
            if i % 100 == 0:
                held.append(pyarrow.total_allocated_bytes())
            fresh = pyarrow.array([datetime.date(2023, 1, 5 + i % 20)] * 1000)
            yield pyarrow.record_batch([court, days, fresh], schema=schema)

    reader = pyarrow.RecordBatchReader.from_batches(schema, batches())
    told = []
    table = courtmetrics.measure(
        reader, "cepej", threads=1, progress=lambda done, total: told.append((done, total))
    )
    assert find(table, "incoming", "2023")["numerator"] == 3_000_000
    # All of it would be 12 MB; 2^18 rows and a batch are about 1 MB.
    assert max(held) - min(held) < 3_000_000
    assert all(done <= total for done, total in told)


def test_progress_rises_over_several_files(tmp_path):
    parts = []
    for seed in range(4):
        parts.append(tmp_path / f"{seed}.csv")
        courtmetrics.generate(parts[-1], 150_000, seed=seed)
    told = []
    courtmetrics.measure(parts, "cepej", progress=lambda done, total: told.append((done, total)))
    assert told and told == sorted(told)
    assert {total for _, total in told} == {sum(part.stat().st_size for part in parts)}
