"""Own sets of indicators: as dicts, in the words of the TOML files."""

import courtmetrics
import pytest
from conftest import find
from courtmetrics.exceptions import DefinitionError

NAME = {"en": "x", "zh": "x"}


def own(**indicator):
    """A set of one indicator."""
    return {"set": {"id": "mine", "name": NAME}, "indicator": [{"id": "a", "name": NAME, **indicator}]}


def test_a_dict_defines_what_a_file_defines(court):
    days = own(kind="proportion", days="within", tiers={30: "75%", 100: 0.9}, **{"where": {"court": ["A"]}})
    table = courtmetrics.measure(court, "mine", definitions=days)
    # Resolved at A in 2023: after 181 and 31 days.
    assert find(table, "a_within_30_days", "2023")["value"] == 0.0
    assert find(table, "a_within_100_days", "2023")["value"] == 0.5
    assert find(table, "a_within_100_days", "2023")["in_range"] == "below"


def test_a_dict_may_extend_a_shipped_set_and_another_dict(court):
    first = {
        "set": {"id": "first", "name": NAME, "extends": "cepej"},
        "indicator": [{"id": "clearance_rate", "range": {"low": "97%"}}],
    }
    second = {"set": {"id": "second", "name": NAME, "extends": "first", "version": 2}}
    table = courtmetrics.measure(court, "second.clearance_rate", definitions=[first, second])
    assert find(table, "clearance_rate", "2023")["in_range"] == "below"  # 3 of 4


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"total": "resovled"}, 'indicator a: measure "resovled" is not known.*did you mean "resolved"'),
        ({"totl": "resolved"}, 'key "totl" is not known.*did you mean "total"'),
        ({"total": "resolved", "change": "points"}, 'change = "points" but the value is not in percent'),
    ],
)
def test_slips_are_named_with_the_line_as_it_reads(court, change, words):
    with pytest.raises(DefinitionError, match=words) as caught:
        courtmetrics.measure(court, "mine", definitions=own(kind="count", **change))
    assert "line " not in str(caught.value)


def test_what_no_definition_can_say_is_a_type_error(court):
    with pytest.raises(
        TypeError, match=r'definitions\["indicator"\]\[0\]\["total"\] is a value of type object'
    ):
        courtmetrics.measure(court, "mine", definitions=own(kind="count", total=object()))
    with pytest.raises(TypeError, match="definitions is a value of type int; wanted is a path or a dict"):
        courtmetrics.measure(court, "mine", definitions=7)


def test_the_catalogue_takes_dicts_too():
    shown = courtmetrics.indicators("mine", definitions=own(kind="count", total="resolved")).to_dicts()
    assert [row["indicator"] for row in shown if row["set"] == "mine"] == ["a"]
