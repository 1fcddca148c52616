#!/usr/bin/env python3
"""Explores models with imgfam and with SPIN, and fails where the two count differently.

    counts.py TOOL

Exit code 77, which skips the test, where spin or a C compiler is missing.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

models = [
    "-n 1 -m 0 -k 0",
    "-n 1 -m 3 -k 2",
    "-n 2 -m 2 -k 2",
    "-n 3 -m 1 -k 1",
    "-n 3 -m 2 -k 2",
    "-n 2 -m 1 -k 3",
    "-n 4 -m 0 -k 1",
    "-n 2 -m 5 -k 1",
    "-n 2 -m 1 -k 1 --edition 2020",
    "-n 2 -m 1 -k 1 --edition 2023 --with uefi-preferred",
    "-n 2 -m 1 -k 2 --with creating --with nvme",
    "-n 2 -m 1 -k 2 --with second-family --interpretation in-use-means=ever",
    "-n 2 -m 2 -k 1 --interpretation share-again=refuse --interpretation force-shared=accept",
    "-n 2 -m 1 -k 1 --interpretation repeat-status=accept --interpretation delete-missing=ignored",
]
seconds_max = 120


def output(folder, *command):
    return subprocess.run(command, cwd=folder, check=True, timeout=seconds_max, text=True,
                          stdout=subprocess.PIPE).stdout


def count_with_imgfam(tool, model):
    figures = output(".", tool, "explore", "--no-shipped", *model)
    found = re.search(r"states=(\d+) transitions=(\d+)", figures)
    return int(found[1]), int(found[2])


def count_with_spin(tool, model):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "m.pml").write_text(output(".", tool, "explore", *model, "--export", "promela"))
        output(folder, "spin", "-o2", "-a", "m.pml")
        # SPIN rounds its counts to nine digits.
        source = (folder / "pan.c").read_text(encoding="latin-1").replace("%9.8g", "%.0f")
        (folder / "pan.c").write_text(source, encoding="latin-1")
        output(folder, "cc", "-O0", "-w", "-DSAFETY", "-DNOREDUCE", "-o", "pan", "pan.c")
        report = output(folder, "./pan", "-n", "-m10000000")
    assert "errors: 0" in report, report
    states = re.search(r"(\d+) states, stored", report)
    transitions = re.search(r"(\d+) transitions", report)
    return int(states[1]), int(transitions[1]) - 1  # The beginning counts as one.


def main():
    tool = sys.argv[1]
    if not shutil.which("spin") or not shutil.which("cc"):
        print("spin or a C compiler is not installed")
        return 77
    failed = 0
    for model in models:
        ours, theirs = (count(tool, model.split()) for count in (count_with_imgfam, count_with_spin))
        print(f"{'same' if ours == theirs else 'DIFFER'}: {model}: {ours}" +
              ("" if ours == theirs else f", and by SPIN {theirs}"))
        failed += ours != theirs
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
