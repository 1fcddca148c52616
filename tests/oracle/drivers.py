#!/usr/bin/env python3
"""Runs the drivers of docs/guides/oracle against the tool, and against tools that misbehave.

    drivers.py TOOL
"""

import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

tool = sys.argv.pop(1)
examples = pathlib.Path(__file__).resolve().parents[2] / "docs/guides/oracle"
drivers = [[sys.executable, str(examples / "judge.py")]]
if shutil.which("node"):
    drivers.append(["node", str(examples / "judge.mjs")])

right = """m-1 Deprecated: 200 conforms
m-1 Deprecated: 403 conforms
m-2 Deprecated: 403 conforms
it follows repeat-status=refuse
"""

misbehaving = {
    "nothing is answered": "exit 0",
    "another protocol": "read line; echo '{\"protocol\": 2}'; cat > /dev/null",
    "no JSON": "while read line; do echo hello; done",
    "it ends in the middle": f"for i in 1 2 3; do read -r line; echo \"$line\"; done | {tool} oracle",
    "no verdict": "while read line; do echo '{\"protocol\": 1, \"verdict\": \"maybe\"}'; done",
    "an error": f"sed -u 's/ModifyImage/\\\\x/' | {tool} oracle",
}


def run(driver, *arguments):
    return subprocess.run([*driver, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          text=True, encoding="utf-8", timeout=60, check=False)


class Drivers(unittest.TestCase):
    def test_a_right_implementation_conforms(self):
        for driver in drivers:
            with self.subTest(driver):
                result = run(driver, tool)
                self.assertEqual((result.stdout, result.returncode), (right, 0), result.stderr)

    def test_a_wrong_one_violates(self):
        for driver in drivers:
            with self.subTest(driver):
                result = run(driver, "--wrong", tool)
                self.assertIn("m-2 Deprecated: 200 violates\n  deprecate-unshared: ", result.stdout)
                self.assertEqual(result.returncode, 1)

    def test_a_tool_that_misbehaves_is_noticed(self):
        for name, script in misbehaving.items():
            for driver in drivers:
                with self.subTest(name, driver=driver), tempfile.TemporaryDirectory() as folder:
                    fake = pathlib.Path(folder) / "fake"
                    fake.write_text(f"#!/bin/bash\n{script}\n", encoding="utf-8")
                    fake.chmod(0o755)
                    self.assertEqual(run(driver, str(fake)).returncode, 2)


if __name__ == "__main__":
    unittest.main()
