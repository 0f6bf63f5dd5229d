#!/usr/bin/env python3
"""The project's commands. Needs a Rust toolchain, CPython 3.11 and a C linker; installs the rest.

python3 dev.py            lists the commands
python3 dev.py demo       installs the package and measures the example
python3 dev.py test       runs every check that a change must pass
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import tomllib

ROOT = Path(__file__).resolve().parent
FEATURES = [["--no-default-features"], [], ["--features", "python"]]
COMMANDS = {}


def command(function):
    """Registers a command under its function's name."""
    COMMANDS[function.__name__] = function
    return function


def run(*words, env=None, cwd=ROOT):
    """Runs a command, showing it; a failure ends everything."""
    words = [str(word) for word in words]
    print("\n$ " + " ".join(words), flush=True)
    if subprocess.run(words, cwd=cwd, env={**os.environ, **(env or {})}).returncode != 0:
        sys.exit(f"failed: {' '.join(words)}")


def environment(path):
    """A virtual environment, made where it is missing; its Python."""
    python = path / "bin" / "python"
    if not python.exists():
        run(sys.executable, "-m", "venv", path)
    return python


def test_requirements():
    """What the Python tests need, as pyproject.toml lists it."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text())["dependency-groups"]["test"]


@command
def demo():
    """Installs the package into .venv and shows the year-over-year table of the example."""
    python = environment(ROOT / ".venv")
    run(python, "-m", "pip", "install", "--quiet", ROOT)
    program = python.parent / "courtmetrics"
    export = ROOT / ".venv" / "pinghu_example.csv"
    run(program, "generate", export, "--example", "--overwrite")
    run(
        program,
        "measure",
        export,
        "--indicators",
        "pinghu",
        "--compare",
        "--first",
        "2021",
        "--language",
        "zh",
    )


@command
def fmt():
    """Formats Rust and Python code."""
    run("cargo", "fmt")
    python = environment(ROOT / ".venv")
    run(python, "-m", "pip", "install", "--quiet", "ruff")
    run(python, "-m", "ruff", "format", "python", "tests/python")


@command
def rust():
    """Format, clippy, Rust tests with and without features, documentation."""
    run("cargo", "fmt", "--check")
    for features in FEATURES:
        run("cargo", "clippy", "--all-targets", *features, "--", "-D", "warnings")
    real = ROOT.parent / "shared" / "data"
    env = {"COURTMETRICS_DATA": str(real)} if real.is_dir() and "COURTMETRICS_DATA" not in os.environ else {}
    for features in FEATURES[:2]:
        run("cargo", "test", "--quiet", *features, env=env)
    run("cargo", "doc", "--no-deps", env={"RUSTDOCFLAGS": "-D warnings"})


@command
def python():
    """Builds the wheel, installs it into a fresh environment, runs the Python tests on it."""
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        python = environment(folder / "venv")
        run(python, "-m", "pip", "install", "--quiet", "maturin>=1.16,<2", *test_requirements())
        run(python, "-m", "maturin", "build", "--release", "--out", folder / "wheels")
        wheel = next((folder / "wheels").glob("*.whl"))
        print(f"{wheel.name}: {wheel.stat().st_size / 1e6:.1f} MB")
        run(python, "-m", "pip", "install", "--quiet", wheel)
        run(python, "-m", "ruff", "check", "python", "tests/python", "benches", "dev.py")
        run(python, "-m", "pytest", "-p", "no:cacheprovider", "tests/python")
        check_stubs(python, folder)


@command
def stubs():
    """Writes the type stubs of the native half anew."""
    with tempfile.TemporaryDirectory() as folder:
        python = environment(Path(folder) / "venv")
        run(python, "-m", "pip", "install", "--quiet", "maturin>=1.16,<2")
        shutil.copy(write_stubs(python, Path(folder)), ROOT / "python" / "courtmetrics" / "_core.pyi")


@command
def reference():
    """Writes the reference pages of the shipped sets anew."""
    run("cargo", "test", "--quiet", "--test", "reference_pages", env={"COURTMETRICS_WRITE_PAGES": "1"})


def write_stubs(python, folder):
    """The stubs as the binding gives them."""
    out = folder / "stubs"
    run(python, "-m", "maturin", "generate-stubs", "--features", "stubs", "--out", out)
    return next(out.rglob("_core.pyi"))


def check_stubs(python, folder):
    """The committed stubs are those that the binding gives, and fit what is there at run time."""
    fresh = write_stubs(python, folder).read_text()
    if fresh != (ROOT / "python" / "courtmetrics" / "_core.pyi").read_text():
        sys.exit(
            "failed: python/courtmetrics/_core.pyi is not what the binding gives; run: python3 dev.py stubs"
        )
    config = ROOT / "pyproject.toml"
    allowed = ROOT / "tests" / "python" / "stubtest_allowlist.txt"
    options = ["--concise", "--mypy-config-file", config, "--allowlist", allowed]
    run(python, "-m", "mypy.stubtest", "courtmetrics", *options, cwd=folder)
    run(python, "-m", "mypy", "--config-file", config, ROOT / "python" / "courtmetrics", cwd=folder)


@command
def test():
    """Runs every check: Rust, then Python on a freshly built wheel."""
    rust()
    python()
    print("\nall checks passed")


@command
def bench():
    """Runs the Rust benchmarks."""
    run("cargo", "bench", "--features", "parquet")


def main():
    """Runs the commands named, or lists them."""
    names = sys.argv[1:]
    unknown = [name for name in names if name not in COMMANDS]
    if not names or unknown:
        print(__doc__)
        for name, function in COMMANDS.items():
            print(f"    {name:8} {function.__doc__.splitlines()[0]}")
        sys.exit(f"no such command: {', '.join(unknown)}" if unknown else 0)
    for name in names:
        COMMANDS[name]()


if __name__ == "__main__":
    main()
