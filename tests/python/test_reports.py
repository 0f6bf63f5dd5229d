"""Published reports: figures, audit."""

import json

import courtmetrics
from courtmetrics.cli import main

REPORT = (
    "2023年,全院共新收各类案件8598件,办结8811件。行政诉讼案件调撤率达50%,服判息诉率59.62%,同比上升15.18个百分点。"
    "全年审结行政案件52件。执行到位金额4.8亿元,位列全市第一。"
)


def test_figures_carry_value_unit_bound_change_and_rank():
    figures = courtmetrics.extract(REPORT)
    printed = [figure["value"]["printed"] for figure in figures]
    assert printed == ["8598件", "8811件", "50%", "59.62%", "52件", "4.8亿元"]
    rate = figures[3]
    assert rate["changes"][0]["size"]["value"] == 15.18
    assert (rate["changes"][0]["direction"], rate["changes"][0]["base"]) == ("up", "year_before")
    money = figures[5]
    assert (money["value"]["low"], money["value"]["high"]) == (475_000_000, 485_000_000)
    assert money["standings"][0]["place"] == 1
    for figure in figures:
        assert figure["value"]["printed"][0] == REPORT[figure["value"]["start"]]


def test_an_audit_names_the_arithmetic_and_what_is_implied():
    audit = courtmetrics.audit("全年受理各类案件1000件,结案900件,结案率92%。")
    assert audit["findings"][0]["arithmetic"] == "900 / 1000 = 90 %, printed 92%"
    implied = courtmetrics.audit(REPORT)["implied"]
    assert any("44.44" in found["arithmetic"] for found in implied), implied


def test_the_commands_print_text_and_json(tmp_path, capsys):
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert main(["extract", str(path)]) == 0
    assert "8598件" in capsys.readouterr().out
    assert main(["extract", str(path), "--format", "json"]) == 0
    assert len(json.loads(capsys.readouterr().out)) == 6
    assert main(["audit", str(path)]) == 0
    assert "no contradiction found" in capsys.readouterr().out
