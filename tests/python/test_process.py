"""Signals, forks and threads: what a long-running script meets."""

import multiprocessing
import signal
import subprocess
import sys
import threading
import time

import courtmetrics
import pytest

ENDLESS = """
import pyarrow as pa, courtmetrics, itertools, sys
batch = pa.record_batch({"case_id": [str(i) for i in range(50_000)], "filed_on": ["2022-01-01"] * 50_000, "resolved_on": ["2022-02-01"] * 50_000})
reader = pa.RecordBatchReader.from_batches(batch.schema, itertools.repeat(batch))
print("started", flush=True)
courtmetrics.measure(reader, "cepej", threads=2, unique=sys.argv[1])
"""


@pytest.mark.parametrize("unique", ["none", "case_id"])
def test_ctrl_c_stops_a_long_run_within_a_second(unique):
    process = subprocess.Popen(
        [sys.executable, "-c", ENDLESS, unique], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout.readline() == b"started\n"
    time.sleep(1.0)
    start = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=10)
    assert b"KeyboardInterrupt" in errors
    assert time.monotonic() - start < 2.0  # a second for the run, the rest for the interpreter's end


def measured(path):
    return len(courtmetrics.measure(path, "cepej", threads=2))


def test_a_forked_child_can_measure_after_its_parent_did(court):
    expected = measured(court)
    with multiprocessing.get_context("fork").Pool(2) as pool:
        assert pool.map_async(measured, [court] * 4).get(timeout=30) == [expected] * 4


def test_the_lock_is_released_while_counting(tmp_path):
    path = tmp_path / "cases.parquet"
    courtmetrics.generate(path, 300_000)
    ticks = 0
    done = threading.Event()

    def work():
        courtmetrics.measure(path, "cepej", by="court")
        done.set()

    thread = threading.Thread(target=work)
    thread.start()
    while not done.is_set():
        ticks += 1
        time.sleep(0.0005)
    thread.join()
    assert ticks > 3
