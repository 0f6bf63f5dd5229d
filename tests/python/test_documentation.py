"""Every block of Python in README and docs runs; every >>> of the docstrings gives what it says."""

import doctest
import re
from pathlib import Path

import courtmetrics
import courtmetrics.exceptions
import pytest

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_the_python_of_a_page_runs(page, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    courtmetrics.example("cases.csv")
    names = {"courtmetrics": courtmetrics}
    for language, block in re.findall(
        r"```(python|toml)\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL
    ):
        named = re.match(r"# (\w+\.toml)\n", block)
        if named:
            (tmp_path / named[1]).write_text(block, encoding="utf-8")
        elif language == "toml" and block.startswith("[set]"):
            (tmp_path / "mine.toml").write_text(block, encoding="utf-8")
        elif language == "python":
            exec(compile(block, page.name, "exec"), names)


def test_the_examples_of_the_docstrings_give_what_they_say():
    finder = doctest.DocTestFinder()
    runner = doctest.DocTestRunner()
    public = [courtmetrics, courtmetrics.exceptions]
    public += [
        getattr(courtmetrics, name) for name in courtmetrics.__all__ if callable(getattr(courtmetrics, name))
    ]
    found = 0
    for item in public:
        for test in finder.find(item, getattr(item, "__name__", "?"), globs={"courtmetrics": courtmetrics}):
            found += len(test.examples)
            runner.run(test)
    assert runner.failures == 0
    assert found >= 8
