#!/usr/bin/env python3
"""What a terminal is shown: colors, and the progress of a run that takes a while.

    terminal.py TOOL
"""

import os
import pathlib
import pty
import subprocess
import sys
import tempfile
import time
import unittest

tool = pathlib.Path(sys.argv.pop(1)).resolve()
files = pathlib.Path(__file__).resolve().parent / "files"
skipped = 77  # To ctest.
patience_seconds = 0.6  # The tool shows progress after half a second.


def has_terminals():
    try:
        for end in pty.openpty():
            os.close(end)
    except OSError:  # As in a chroot without /dev/pts.
        return False
    return True


def printed_on(terminal):
    """What is printed until the last program that has the terminal ends."""
    out = b""
    try:
        while part := os.read(terminal, 4096):
            out += part
    except OSError:  # EIO: nobody has the other end any more.
        pass
    os.close(terminal)
    return out.decode()


def environment(**more):
    return {"PATH": os.environ["PATH"], "TERM": "xterm", **more}


def shown(*arguments, **more):
    """What `imgfam ARGUMENTS` prints when all that it prints goes to a terminal."""
    terminal, end = pty.openpty()
    with subprocess.Popen([tool, *arguments], cwd=files, env=environment(**more),
                          stdin=subprocess.DEVNULL, stdout=end, stderr=end):
        os.close(end)
        return printed_on(terminal)


class Colors(unittest.TestCase):
    def test_a_terminal_is_shown_colors(self):
        out = shown("run", "mixed/1_holds.yaml", "mixed/2_fails.yaml")
        self.assertIn("\x1b[32mok  \x1b[0m mixed/1_holds.yaml:1 One that holds", out)
        self.assertIn("\x1b[31mFAIL\x1b[0m mixed/2_fails.yaml:1 A shared image", out)
        self.assertIn("\x1b[31m3 scenarios, 4 runs: 2 hold, 2 fail", out)

    def test_NO_COLOR_leaves_colors_out_unless_it_is_empty(self):
        self.assertNotIn("\x1b", shown("run", "mixed", NO_COLOR="1"))
        self.assertIn("\x1b", shown("run", "mixed", NO_COLOR=""))

    def test_a_dumb_terminal_is_shown_no_colors(self):
        self.assertNotIn("\x1b", shown("run", "mixed", TERM="dumb"))

    def test_reports_for_machines_have_no_colors(self):
        for name in ("json", "junit", "tap"):
            with self.subTest(name):
                self.assertNotIn("\x1b", shown("run", "mixed", "--format", name))

    def test_a_report_in_a_file_has_no_colors(self):
        with tempfile.TemporaryDirectory() as folder:
            report = pathlib.Path(folder) / "report"
            shown("run", "mixed", "--output", report)
            self.assertIn("FAIL mixed/2_fails.yaml", report.read_text(encoding="utf-8"))

    def test_a_pipe_gets_what_a_terminal_is_shown_but_for_colors(self):
        run = subprocess.run([tool, "run", "mixed"], cwd=files, env=environment(), check=False,
                             text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.assertNotIn("\x1b", run.stdout)
        on_terminal = shown("run", "mixed", NO_COLOR="1").replace("\r\n", "\n")
        self.assertEqual(run.stdout, on_terminal)


class LongRun:
    """A run of three files, of which the second is a pipe: it lasts until the test writes that.
    Standard error goes to a terminal, and standard output too where `is_shared`."""

    scenario = (files / "good" / "one.json").read_text(encoding="utf-8")

    def __init__(self, *options, is_shared=False, **more):
        self.folder = tempfile.TemporaryDirectory()
        pipe = pathlib.Path(self.folder.name) / "2"
        os.mkfifo(pipe)
        for name in ("1.json", "3.json"):
            pipe.with_name(name).write_text(self.scenario, encoding="utf-8")
        self.terminal, end = pty.openpty()
        self.process = subprocess.Popen(
            [tool, "run", "1.json", "2", "3.json", *options], cwd=self.folder.name,
            env=environment(**more), stdin=subprocess.DEVNULL, stderr=end,
            stdout=end if is_shared else subprocess.DEVNULL)
        os.close(end)
        self.writer = pipe.open("w", encoding="utf-8")  # Waits until it is being read.

    def shown_when_done(self):
        self.writer.write(self.scenario)
        self.writer.close()
        out = printed_on(self.terminal)
        self.process.wait()
        self.folder.cleanup()
        return out


class ProgressLine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        runs = {
            "alone": LongRun(),
            "dumb": LongRun(TERM="dumb"),
            "beside results": LongRun(is_shared=True),
            "beside failures": LongRun("--quiet", is_shared=True),
        }
        time.sleep(patience_seconds)
        cls.shown = {name: run.shown_when_done() for name, run in runs.items()}

    def test_a_run_that_takes_a_while_shows_its_progress_and_takes_it_away(self):
        out = self.shown["alone"]
        self.assertIn("\r[####################..........] 2/3 files, 0 failed", out)
        self.assertTrue(out.endswith("\r\x1b[2K"), repr(out))

    def test_a_dumb_terminal_is_shown_none(self):
        self.assertEqual(self.shown["dumb"], "")

    def test_where_results_go_to_the_same_terminal_they_are_progress_enough(self):
        out = self.shown["beside results"]
        self.assertNotIn("files, ", out)
        self.assertIn("3 scenarios, 3 runs: 3 hold, 0 fail", out)

    def test_with_only_what_fails_there_is_progress_on_the_same_terminal(self):
        progress, _, result = self.shown["beside failures"].partition("\x1b[2K")
        self.assertIn("2/3 files, 0 failed", progress)
        self.assertIn("3 scenarios, 3 runs: 3 hold, 0 fail", result)


class ExploreLine(unittest.TestCase):
    # More states than are kept in half a second.
    long = ("explore", "-n", "8", "-m", "3", "-k", "1", "--engine", "hash", "--states", "200000",
            "--no-shipped")

    def test_exploring_that_takes_a_while_shows_how_far_it_is_and_takes_that_away(self):
        line, _, report = shown(*self.long).rpartition("\r\x1b[2K")
        self.assertRegex(line, r"\r\x1b\[2Kexploring: \d+ states, depth \d+$")
        self.assertIn("explored states=", report)
        self.assertIn("stopped_by=states verdict=undecided", report)

    def test_it_shows_nothing_where_that_is_not_wanted(self):
        self.assertNotIn("exploring", shown(*self.long, "--quiet"))
        self.assertNotIn("exploring", shown(*self.long, TERM="dumb"))


if __name__ == "__main__":
    if not has_terminals():
        print("this system has no pseudo-terminals to try it on")
        sys.exit(skipped)
    unittest.main()
