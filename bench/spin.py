"""SPIN as it suits the exported model best: a verifier in C made for the one model.

The settings are the fastest that were measured: depth first, without partial order reduction (there
is one process, so nothing to reduce), a hash table of at least two places for each state, a stack
for a path through all states. Left out is hash compaction (-DHC4), which is faster, but missed three
quarters of the states here. With two cores, SPIN searches breadth first and keeps hashes.
"""

import math
import os
import re
import signal
import subprocess

BUILD = ["cc", "-O3", "-w", "-DSAFETY", "-DNOREDUCE"]
CORES = "-DBFS_PAR"


class Spin:
    """The verifiers of one model, made in a folder."""

    def __init__(self, tool, folder, sizes, memory_mib):
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        promela = subprocess.run([tool, "explore", *sizes, "--export", "promela"], check=True,
                                 stdout=subprocess.PIPE).stdout
        (folder / "m.pml").write_bytes(promela)
        self.call("spin", "-o2", "-a", "m.pml")
        # SPIN rounds its counts to nine digits.
        source = (folder / "pan.c").read_text(encoding="latin-1").replace("%9.8g", "%.0f")
        (folder / "pan.c").write_text(source, encoding="latin-1")
        limit = f"-DMEMLIM={memory_mib}"
        self.call(*BUILD, limit, "-o", "pan", "pan.c")
        self.call(*BUILD, CORES, limit, "-o", "pan_cores", "pan.c", "-pthread")

    def call(self, *command):
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL)

    def count(self, cores, states, seconds_max, prefix):
        """What the verifier reports, or nothing when it does not finish in time or memory."""
        places = math.ceil(math.log2(2 * states))
        command = ["./pan_cores", f"-u{cores}"] if cores > 1 else ["./pan", f"-m{states + 1}"]
        return self.report([*prefix, *command, "-n", f"-w{places}"], seconds_max)

    def report(self, command, seconds_max):
        # An interrupt lets it give shared memory back, which a kill does not.
        pan = subprocess.Popen(command, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                               stderr=subprocess.STDOUT, start_new_session=True)
        try:
            text, _ = pan.communicate(timeout=seconds_max)
        except subprocess.TimeoutExpired:
            pan.send_signal(signal.SIGINT)
            try:
                pan.communicate(timeout=30)
            except subprocess.TimeoutExpired:
                os.killpg(pan.pid, signal.SIGKILL)
                pan.communicate()
            return None
        if "Search not completed" in text or "errors: 0" not in text:
            return None
        return read_report(text)


def read_report(text):
    states = number(text, r"(\d+) states, stored")
    mib = number(text, r"([\d.]+)\s+(?:shared )?memory used for hash table")
    if "Multi-Core" not in text:  # There the table holds the states themselves.
        # Where both are the same, the second is not printed.
        mib += number(text, r"([\d.]+)\s+actual memory usage for states",
                      r"([\d.]+)\s+equivalent memory usage for states")
    return {
        "states": int(states),
        "transitions": int(number(text, r"(\d+) transitions")) - 1,  # The beginning counts as one.
        "seconds": number(text, r"elapsed time ([\d.e+-]+) seconds"),
        "bytes_per_state": mib * 2**20 / states,
    }


def number(text, *patterns):
    """The first of the patterns that is there; several for what is printed in one form or another."""
    for pattern in patterns:
        if found := re.search(pattern, text):
            return float(found[1])
    raise ValueError(f"no {patterns[0]} in\n{text}")
