#!/usr/bin/env python3
"""`imgfam run --watch`: it runs again after every change, until a signal ends it.

    watch.py TOOL
"""

import os
import pathlib
import select
import signal
import subprocess
import sys
import tempfile
import time
import unittest

tool = pathlib.Path(sys.argv.pop(1)).resolve()
answer_seconds_max = 20
holds = """\
scenario: One
given: {images: [{id: m-1}]}
steps: [{check: {image: m-1, in-use: false}}]
"""
fails = holds.replace("false", "true")


class Watch(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.watched = self.folder / "watched"
        self.watched.mkdir()
        self.write("a.yaml", holds)

    def write(self, name, text):
        """Writes a file at once, so that no half of it is read."""
        new = self.folder / "new"
        new.write_text(text, encoding="utf-8")
        os.replace(new, self.watched / name)

    def start(self, *options):
        self.process = subprocess.Popen([tool, "run", "watched", "--watch", "--quiet", *options],
                                    cwd=self.folder, stdin=subprocess.DEVNULL,
                                    stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(self.process.wait)
        self.addCleanup(self.process.stdout.close)
        self.addCleanup(self.process.kill)

    def wait_for(self, text):
        """What is printed until and with a text."""
        out = ""
        deadline = time.monotonic() + answer_seconds_max
        while text not in out:
            ready, _, _ = select.select([self.process.stdout], [], [], deadline - time.monotonic())
            part = os.read(self.process.stdout.fileno(), 4096) if ready else b""
            self.assertTrue(part, f"`{text}` is not printed; but: {out}")
            out += part.decode()
        return out

    def end_by(self, name):
        self.process.send_signal(name)
        return self.process.wait(answer_seconds_max)

    def test_it_runs_at_once_and_again_after_every_change(self):
        self.start()
        first = self.wait_for("Ctrl-C ends\n")
        self.assertEqual(first, "1 scenario, 1 run: 1 hold, 0 fail; 0 requests, 1 check\n"
                                "watching 1 file; Ctrl-C ends\n")
        self.write("a.yaml", fails)
        second = self.wait_for("0 requests, 1 check\n")
        self.assertIn("image m-1 in-use: expected true, got false", second)
        self.assertIn("1 scenario, 1 run: 0 hold, 1 fail", second)
        self.write("b.yaml", holds)
        self.wait_for("2 scenarios, 2 runs: 1 hold, 1 fail")
        (self.watched / "a.yaml").unlink()
        self.wait_for("1 scenario, 1 run: 1 hold, 0 fail")

    def test_mistakes_and_missing_files_do_not_end_it(self):
        self.start()
        self.wait_for("Ctrl-C ends\n")
        self.write("a.yaml", "scenario: [")
        self.wait_for("1 error in files")
        (self.watched / "a.yaml").unlink()
        self.wait_for("no scenario file in this folder")
        self.write("a.yaml", holds)
        self.wait_for("1 scenario, 1 run: 1 hold, 0 fail")
        self.assertEqual(self.end_by(signal.SIGINT), 0)

    def test_a_signal_ends_it_with_the_exit_code_of_the_last_run(self):
        for name, text, code in ((signal.SIGINT, holds, 0), (signal.SIGTERM, fails, 1),
                                 (signal.SIGINT, "scenario: [", 2)):
            with self.subTest(name=name, code=code):
                self.write("a.yaml", text)
                self.start()
                self.wait_for("Ctrl-C ends\n")
                self.assertEqual(self.end_by(name), code)

    def test_every_run_writes_the_report_anew(self):
        self.start("--output", "report")
        self.wait_for("Ctrl-C ends\n")
        report = self.folder / "report"
        before = report.read_text(encoding="utf-8")
        self.write("a.yaml", fails)
        deadline = time.monotonic() + answer_seconds_max
        while report.read_text(encoding="utf-8") == before and time.monotonic() < deadline:
            time.sleep(0.01)
        self.assertIn("FAIL watched/a.yaml", report.read_text(encoding="utf-8"))


if __name__ == "__main__":
    unittest.main()
