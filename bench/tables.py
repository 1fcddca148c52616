"""Markdown tables, and what Google Benchmark measured as rows for them."""

import json
import sys


def table(header, rows):
    lines = [header, ["---"] + ["---:"] * (len(header) - 1), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


def best_runs(report):
    """By name, the fastest repetition of each benchmark."""
    runs = {}
    for run in json.loads(report.read_text())["benchmarks"]:
        if run.get("error_occurred"):
            sys.exit(f"{run['name']}: {run['error_message']}")
        if run["run_type"] != "iteration":
            continue
        known = runs.get(run["name"])
        if known is None or run["real_time"] < known["real_time"]:
            runs[run["name"]] = run
    return runs


def per_item(run, unit):
    return unit / run["items_per_second"]


def in_seconds(run):
    return run["real_time"] * {"ns": 1e-9, "us": 1e-6, "ms": 1e-3, "s": 1}[run["time_unit"]]
