#!/usr/bin/env python3
"""Holds the manual page to --help: the same commands, options with the same values, and exit codes.

    man_page.py TOOL
"""

import pathlib
import re
import shutil
import subprocess
import sys
import unittest

tool = sys.argv.pop(1)
page = pathlib.Path(__file__).resolve().parents[2] / "docs" / "man" / "imgfam.1"
common = "-h, --help"  # The page says once that every command has it.


def help_of(*command):
    return subprocess.run([tool, *command, "--help"], text=True, encoding="utf-8", check=True,
                          stdout=subprocess.PIPE).stdout


def section(title, text):
    return text.partition(f"\n{title}:\n")[2].partition("\n\n")[0]


def options_told():
    """Of every command what it takes, as --help tells: `-j, --jobs N`."""
    commands = re.findall(r"^  (\w+)", section("Commands", help_of()), re.M)
    return {command: set(re.findall(r"^  (-.+?)(?:  .*)?$", section("Options", help_of(command)),
                                    re.M)) - {common} for command in commands}


def plain(roff):
    """A line of the page as it is read: without macro, quotes, fonts and escapes."""
    text = re.sub(r"^\.[A-Z]+ ", "", roff)
    is_alternating = re.match(r"\.[BIR]{2} ", roff) is not None
    words = re.findall(r'"([^"]*)"|(\S+)', text)
    joined = ("" if is_alternating else " ").join(quoted or word for quoted, word in words)
    return re.sub(r"\\f.|\\&", "", joined).replace(r"\-", "-")


def part(title, text):
    """What stands below a heading of the page."""
    return re.split(r"^\.S[HS] .*\n", text.partition(f"{title}\n")[2], maxsplit=1, flags=re.M)[0]


def tagged(text):
    """What the page explains in a part of it."""
    return [plain(line) for line in re.findall(r"^\.TP\n(.+)", text, re.M)]


def options_explained(text):
    """Of every command what it takes, as the page tells, spelled as --help does."""
    out = {}
    for command in re.findall(r"^\.SS imgfam (\w+)$", text, re.M):
        tags = tagged(part(f".SS imgfam {command}", text))
        # `-j N, --jobs N` is `-j, --jobs N`.
        out[command] = {re.sub(r"^(-\w) (\w+)(, --\S+ \2)$", r"\1\3", tag) for tag in tags}
    return out


class ManualPage(unittest.TestCase):
    def setUp(self):
        self.text = page.read_text(encoding="utf-8")

    def test_it_has_the_commands_and_options_of_help_and_no_others(self):
        self.assertEqual(options_explained(self.text), options_told())

    def test_a_missing_or_foreign_option_is_noticed(self):
        changes = [(r"fail\-fast", r"fall\-fast"), (r".B \-\-trace", ".PP"), ("FROM TO", "FROM"),
                   (".SS imgfam check", ".PP")]
        for change in changes:
            with self.subTest(change):
                changed = self.text.replace(*change)
                self.assertNotEqual(changed, self.text)
                self.assertNotEqual(options_explained(changed), options_told())

    def test_the_synopsis_shows_every_command(self):
        shown = re.findall(r"^\.B imgfam (\w+)$", part(".SH SYNOPSIS", self.text), re.M)
        self.assertEqual(shown, list(options_told()))

    def test_the_options_of_the_tool_itself_are_told(self):
        for name in re.findall(r"--?[a-z]+", section("Options", help_of())):
            self.assertIn(name.replace("-", r"\-"), self.text)

    def test_it_has_the_exit_codes_of_help(self):
        told = re.search(r"^Exit codes: (.*)$", help_of(), re.M)[1]
        explained = tagged(part('.SH "EXIT STATUS"', self.text))
        self.assertEqual(explained, re.findall(r"(?:^|, )(\d+) ", told))

    def test_its_version_is_the_tools(self):
        version = subprocess.check_output([tool, "--version"], text=True).strip()
        self.assertIn(f'"{version}"', self.text.splitlines()[1])

    @unittest.skipUnless(shutil.which("groff"), "there is no groff")
    def test_groff_has_nothing_to_warn_of(self):
        run = subprocess.run(["groff", "-man", "-Tutf8", "-ww", "-z", page], check=False,
                             text=True, capture_output=True)
        self.assertEqual((run.returncode, run.stderr), (0, ""))


if __name__ == "__main__":
    unittest.main()
