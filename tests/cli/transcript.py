#!/usr/bin/env python3
"""Runs a transcript: what the tool prints to standard output and error, and how it ends.

    transcript.py TOOL FILE             fails where something is printed otherwise
    UPDATE_GOLDEN=1 transcript.py ...   writes what is printed into the file; review the difference

A transcript is a text of cases:

    # What the case shows.
    $ imgfam run failing.yaml
    | a line of standard output
    ! a line of standard error
    = 1

Commands are bash; each case begins in a copy of files/, beside which is scenarios/. `=` is left out
where the exit code is 0. `unprivileged COMMAND` is held to permissions though root runs the tests.
"""

import difflib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

files = pathlib.Path(__file__).resolve().parent / "files"
scenarios = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
unprivileged = """#!/bin/sh
[ "$(id -u)" != 0 ] || set -- setpriv --bounding-set=-dac_override,-dac_read_search "$@"
exec "$@"
"""
command_seconds_max = 60


def marked(mark, text):
    """Every line with a mark before it. A last line without its end is told apart by a `\\`."""
    if not text:
        return ""
    lines = [f"{mark} {line}".rstrip(" ") + "\n" for line in text.removesuffix("\n").split("\n")]
    if not text.endswith("\n"):
        lines[-1] = lines[-1].removesuffix("\n") + "\\\n"
    return "".join(lines)


def environment(tool, folder):
    binaries = pathlib.Path(folder) / "bin"
    binaries.mkdir()
    (binaries / "imgfam").symlink_to(pathlib.Path(tool).resolve())
    (binaries / "unprivileged").write_text(unprivileged, encoding="utf-8")
    (binaries / "unprivileged").chmod(0o755)
    return {"PATH": f"{binaries}:{os.environ['PATH']}", "HOME": folder, "LC_ALL": "C.UTF-8",
            "TERM": "xterm"}


def run(tool, command):
    """The transcript of a command, without the command."""
    with tempfile.TemporaryDirectory() as folder:
        place = shutil.copytree(files, pathlib.Path(folder) / "files")
        (pathlib.Path(folder) / "scenarios").symlink_to(scenarios)
        done = subprocess.run(["bash", "-c", command], cwd=place, env=environment(tool, folder),
                              stdin=subprocess.DEVNULL, capture_output=True, text=True,
                              encoding="utf-8", timeout=command_seconds_max, check=False)
    out = marked("|", done.stdout) + marked("!", done.stderr)
    return out + (f"= {done.returncode}\n" if done.returncode else "")


def made_anew(tool, text):
    out = []
    for line in text.splitlines():
        if line.startswith("$ "):
            out.append(line + "\n" + run(tool, line[2:]))
        elif line[:1] not in ("|", "!", "="):
            out.append(line + "\n")
    return "".join(out)


def main():
    tool, name = sys.argv[1:]
    transcript = pathlib.Path(name)
    present = transcript.read_text(encoding="utf-8")
    wanted = made_anew(tool, present)
    if present == wanted:
        return 0
    if os.environ.get("UPDATE_GOLDEN"):
        transcript.write_text(wanted, encoding="utf-8")
        print(f"{transcript.name}: made anew")
        return 0
    sys.stdout.writelines(difflib.unified_diff(
        present.splitlines(keepends=True), wanted.splitlines(keepends=True),
        f"{transcript.name}", "what the tool printed"))
    print("UPDATE_GOLDEN=1 writes what the tool printed")
    return 1


if __name__ == "__main__":
    sys.exit(main())
