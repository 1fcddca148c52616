#!/usr/bin/env python3
"""What is seen of a report while it is made, and after a run that is interrupted.

    interrupted.py TOOL
"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

tool = pathlib.Path(sys.argv.pop(1)).resolve()
end_seconds_max = 20
scenario = '{"scenario": "One", "steps": [{"request": "DescribeRegions"}]}'


class Interrupted(unittest.TestCase):
    """The scenarios are read from a pipe, so that the run lasts until the test writes it."""

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        os.mkfifo(self.folder / "pipe")
        (self.folder / "report").write_text("old\n", encoding="utf-8")
        self.process = subprocess.Popen([tool, "run", "pipe", "--quiet", "--output", "report"],
                                    cwd=self.folder, stdin=subprocess.DEVNULL)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.kill)

    def assert_there_is_only(self, report):
        self.assertEqual(sorted(os.listdir(self.folder)), ["pipe", "report"])
        self.assertEqual((self.folder / "report").read_text(encoding="utf-8"), report)

    def test_the_old_report_stays_whole_until_the_new_one_is(self):
        with (self.folder / "pipe").open("w", encoding="utf-8") as pipe:  # Waits for the reader.
            self.assert_there_is_only("old\n")
            pipe.write(scenario)
        self.assertEqual(self.process.wait(end_seconds_max), 0)
        self.assert_there_is_only("1 scenario, 1 run: 1 hold, 0 fail; 1 request, 1 check\n")

    def test_an_interrupted_run_ends_at_once_and_leaves_the_old_report(self):
        with (self.folder / "pipe").open("w", encoding="utf-8"):
            self.process.send_signal(signal.SIGINT)
            self.assertEqual(self.process.wait(end_seconds_max), -signal.SIGINT)
        self.assert_there_is_only("old\n")


if __name__ == "__main__":
    unittest.main()
