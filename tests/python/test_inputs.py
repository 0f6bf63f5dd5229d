"""Numbers that no row of a case shows, from side tables."""

import courtmetrics
import polars
import pytest
from conftest import find
from courtmetrics.cli import main
from courtmetrics.exceptions import ArgumentError, UnknownNameError

PER_100 = "cepej.incoming_per_100_inhabitants"

#: 2023: one case filed at A, three at B.
SIDE = """court,period,inhabitants,judges
A,2023,50,1.5
B,2023,"1,500",NA
Avola,2023,7,1
"""


def measured(court, inputs, **options):
    return courtmetrics.measure(
        court, [PER_100, "efficiency_rate_judges"], by="court", inputs=inputs, **options
    )


def test_a_side_table_gives_denominators_and_their_sum_to_the_total(court, tmp_path):
    side = tmp_path / "side.csv"
    side.write_text(SIDE, encoding="utf-8")
    table = measured(court, side)
    rows = {word: find(table, "incoming_per_100_inhabitants", "2023", court=word) for word in "AB*"}
    assert [(rows[w]["numerator"], rows[w]["denominator"]) for w in "AB*"] == [(1, 50), (3, 1500), (4, 1550)]
    assert rows["A"]["value"] == 2.0
    assert find(table, "efficiency_rate_judges", "2023", court="B")["status"] == "not_available"
    assert find(table, "efficiency_rate_judges", "2023", court="*")["status"] == "not_available"
    # A resolved two cases in 2023, by one and a half judges.
    assert find(table, "efficiency_rate_judges", "2023", court="A")["value"] == pytest.approx(
        4 / 3, abs=1e-12
    )
    assert 'groups of the inputs that have no cases: "Avola"' in table.notes
    assert find(table, "efficiency_rate_judges", "2022", court="A")["status"] == "not_available"


def test_a_frame_without_periods_holds_for_every_one_and_a_star_for_all(court):
    side = polars.DataFrame({"court": ["A", "B", "*"], "inhabitants": [100, 200, 1000]})
    table = measured(court, side)
    for period in ("2022", "2023"):
        assert find(table, "incoming_per_100_inhabitants", period, court="*")["denominator"] == 1000
        assert find(table, "incoming_per_100_inhabitants", period, court="B")["denominator"] == 200
    assert find(table, "efficiency_rate_judges", "2023", court="A")["status"] == "input_missing"


def test_a_side_table_of_another_form_is_read_by_its_codebook(court, tmp_path):
    side = tmp_path / "einwohner.csv"
    side.write_bytes("Gericht;2022;2023\nA;1.000;2.000\nB;k. A.;4.000\nLänder;1;1\n".encode("latin-1"))
    book = """
    id = "einwohner"
    [aggregate]
    measure = "inhabitants"
    skip_rows = "Länder"
    group = [{ name = "court", column = "Gericht" }]
    numbers = { decimal = "," }
    words = { not_available = "k. A." }
    """
    table = measured(court, side, inputs_codebook=book)
    assert find(table, "incoming_per_100_inhabitants", "2023", court="*")["denominator"] == 6000
    assert find(table, "incoming_per_100_inhabitants", "2022", court="B")["status"] == "not_available"


def test_a_stored_cube_takes_inputs_too(court):
    cube = courtmetrics.cube(court, PER_100, by="court", period="year")
    side = polars.DataFrame({"court": ["A", "B"], "inhabitants": [50, 150]})
    table = cube.table(PER_100, inputs=side)
    assert find(table, "incoming_per_100_inhabitants", "2023", court="*")["denominator"] == 200


def test_slips_are_named(court, tmp_path):
    side = polars.DataFrame({"cuort": ["A"], "inhabitants": [50]})
    with pytest.raises(
        UnknownNameError, match=r'column of the inputs "cuort" is not known.*did you mean "court"'
    ):
        measured(court, side)
    book = tmp_path / "b.toml"
    book.write_text(
        'id = "b"\n[aggregate]\nperiod.is = "2023"\nmeasures = { inhabitans = "N" }\n', encoding="utf-8"
    )
    with pytest.raises(UnknownNameError, match='measures: input "inhabitans" is not known'):
        measured(court, side, inputs_codebook=str(book))


def test_an_aggregate_table_takes_inputs_that_it_does_not_have(tmp_path):
    table, side = tmp_path / "t.csv", tmp_path / "s.csv"
    table.write_text("Court,Filed\nA,10\nB,30\n", encoding="utf-8")
    side.write_text("court,inhabitants\nA,100\nB,100\n", encoding="utf-8")
    book = """
    id = "t"
    [aggregate]
    period.is = "2023"
    group = [{ name = "court", column = "Court" }]
    measures = { incoming = "Filed" }
    """
    measured = courtmetrics.measure_ledger(table, PER_100, codebook=book, inputs=side)
    row = find(measured, "incoming_per_100_inhabitants", "2023", court="*")
    assert (row["numerator"], row["denominator"], row["value"]) == (40, 200, 20.0)
    with pytest.raises(ArgumentError, match="the table and the inputs both have inhabitants"):
        both = book.replace('"Filed" }', '"Filed", inhabitants = "Court" }')
        courtmetrics.measure_ledger(table, PER_100, codebook=both, inputs=side)


def test_the_command_takes_a_side_table(court, tmp_path, capsys):
    side = tmp_path / "side.csv"
    side.write_text("period,inhabitants\n2023,400\n", encoding="utf-8")
    assert main(["measure", str(court), "-i", PER_100, "--inputs", str(side), "--format", "csv"]) == 0
    assert ",4,400," in capsys.readouterr().out


def test_the_command_takes_events_of_cases(tmp_path, capsys):
    cases, events = tmp_path / "cases.csv", tmp_path / "events.csv"
    cases.write_text("case_id,filed_on,resolved_on\n1,2023-01-01,\n2,2023-12-31,\n", encoding="utf-8")
    events.write_text("Nr,Tag,Was\n1,2023-06-01,ruht\n", encoding="utf-8")
    book = tmp_path / "events.toml"
    book.write_text(
        'id = "e"\n[fields.case_id]\nheaders = ["Nr"]\n[fields.event_on]\nheaders = ["Tag"]\nkind = "date"\n'
        '[fields.event]\nheaders = ["Was"]\nvalues.inactive = ["ruht"]\n',
        encoding="utf-8",
    )
    command = ["measure", str(cases), "-i", "courtools.active_pending_end", "--events", str(events)]
    assert main([*command, "--events-codebook", str(book), "--format", "json"]) == 0
    assert '"numerator": 1,' in capsys.readouterr().out
    assert main(command) == 1
    assert "events: the export has no column for case_id" in capsys.readouterr().err


def test_what_no_public_text_defines_is_given_and_stays_unverified(court):
    side = polars.DataFrame({"period": ["2022", "2023"], "retrial_ordered_rate": ["12.5%", "10 %"]})
    asked = ["zhejiang.retrial_ordered_rate", "zhejiang.payout_days"]
    table = courtmetrics.measure(court, asked, inputs=side).compare()
    row = find(table, "retrial_ordered_rate", "2023")
    assert (row["value"], row["standing"], row["method"]) == (0.1, "unverified", "none_sum")
    assert (row["change"], row["change_unit"]) == (-2.5, "percentage_points")
    assert find(table, "payout_days", "2023")["status"] == "input_missing"
