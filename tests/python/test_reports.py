"""Published reports: figures, audit."""

import json

import courtmetrics
import courtmetrics.exceptions
import pytest
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


def test_a_change_names_its_base_and_where_it_came_from(tmp_path, capsys):
    path = tmp_path / "report.txt"
    path.write_text("执行完毕率由去年的90%上升到95%,审结案件120件,同比上升5%。", encoding="utf-8")
    assert main(["extract", str(path)]) == 0
    out = capsys.readouterr().out
    assert "up from 90% (year_before)" in out
    assert "up 5% (year_before)" in out


def test_a_rate_of_known_cases_says_how_sure_it_is(tmp_path, capsys):
    rate = next(r for r in courtmetrics.audit(REPORT)["sure"] if "服判息诉率" in r["label"])
    assert (rate["count_low"], rate["count_high"], rate["base"]) == (31, 31, 52)
    # The Wilson interval of 31 of 52.
    assert (round(rate["lower"], 4), round(rate["upper"], 4)) == (0.4607, 0.7184)
    assert rate["change"]["verdict"] == "within_chance"
    assert rate["change"]["assumed"] is True
    narrow = courtmetrics.audit(REPORT, level=0.5)["sure"]
    assert next(r for r in narrow if r["label"] == rate["label"])["upper"] < rate["upper"]
    path = tmp_path / "report.txt"
    path.write_text(REPORT, encoding="utf-8")
    assert main(["audit", str(path)]) == 0
    assert "31 of 52 (审结行政案件), 46.07% to 71.84% at 95 %" in capsys.readouterr().out


def test_reports_of_several_years_become_one_table(tmp_path, capsys):
    texts = {
        2021: "2021年,新收案件1000件,结案率90%。",
        2022: "2022年,新收案件1100件,同比上升12%,结案率92.5%。",
        2024: "2024年,新收案件1500件。",
    }
    series = courtmetrics.series(list(texts.values()))
    assert series["years"] == [2021, 2022, 2023, 2024]
    filed, rate = series["rows"]
    assert [cell and cell["printed"] for cell in filed["cells"]] == ["1000件", "1100件", None, "1500件"]
    assert (filed["cells"][1]["change_low"], filed["cells"][1]["change_high"]) == (10, 10)
    # 92.45 to 92.55 against 89.5 to 90.5.
    assert (rate["cells"][1]["change_low"], rate["cells"][1]["change_high"]) == (1.95, 3.05)
    assert filed["cells"][3]["change_low"] is None
    assert [found["year"] for found in series["disagreements"]] == [2022]
    with pytest.raises(courtmetrics.exceptions.DataError, match="names no year"):
        courtmetrics.series(["结案率90%。"])
    paths = []
    for year, text in texts.items():
        paths.append(str(tmp_path / f"{year}.txt"))
        (tmp_path / f"{year}.txt").write_text(text, encoding="utf-8")
    assert main(["series", *paths]) == 0
    out = capsys.readouterr()
    assert "新收案件:  2021 1000件  2022 1100件 (+10.00%)  2023 —  2024 1500件" in out.out
    assert "last year's report printed 1000件" in out.err
    assert main(["series", *paths, "--format", "csv"]) == 0
    assert capsys.readouterr().out.startswith("label,indicator,court,class,2021,2022,2023,2024\n")


def test_a_table_is_written_as_sentences_and_read_back(court, capsys):
    table = courtmetrics.measure(court, ["pinghu.closing_rate", "pinghu.cases_filed"], by="court")
    table = table.compare().only("2023")
    sentences = table.sentences("zh", "全市")
    assert len(sentences) + len(table.unsaid("zh", "全市")) == len(table)
    for sentence in sentences:
        (figure,) = courtmetrics.extract(sentence)
        assert figure["value"]["printed"] in sentence
    # Filed in 2023: four in all, as in 2022.
    assert "2023年,新收案件4件,同比持平。" in sentences
    assert main(["measure", str(court), "-i", "pinghu.cases_filed", "--format", "sentences"]) == 0
    assert "In 2023, Cases filed 4 cases." in capsys.readouterr().out
