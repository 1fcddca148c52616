#!/usr/bin/env python3
"""Holds `imgfam plan --format json` to docs/reference/plan.schema.json, by a validator that knows
nothing of the tool.

    plan_schema.py TOOL
"""

import copy
import json
import pathlib
import subprocess
import sys
import unittest

import jsonschema

tool = sys.argv.pop(1)
root = pathlib.Path(__file__).resolve().parents[2]
schema = json.loads((root / "docs/reference/plan.schema.json").read_text(encoding="utf-8"))

state = """
scenario: A state
interpretation: {family-scope: own-and-shared}
given:
  images:
    - {id: m-1, family: web, created: 2025-01-01, status: Deprecated}
    - {id: m-2, family: web, created: 2025-01-02, shared-with: ["2000000000000002"]}
    - {id: m-3, family: web, created: 2025-01-03, status: UnAvailable}
  instances: [{id: i-1, image: m-2}, {id: i-2, image: m-2}]
steps: [{check: {family: web, resolves-to: m-2}}]
"""


def plan(*arguments):
    """The document, and the exit code."""
    run = subprocess.run([tool, "plan", "-", "--format", "json", *arguments], input=state, text=True,
                         encoding="utf-8", stdout=subprocess.PIPE, check=False)
    return json.loads(run.stdout), run.returncode


class PlanSchema(unittest.TestCase):
    validator = jsonschema.Draft7Validator(schema)

    def test_it_is_a_schema_of_draft_7(self):
        jsonschema.Draft7Validator.check_schema(schema)

    def test_it_takes_every_kind_of_document(self):
        deprecate = "ModifyImageAttribute ImageId=m-2 Status=Deprecated"
        unshare = "ModifyImageSharePermission ImageId=m-2 RemoveAccount=2000000000000002"
        for verdict, code, arguments in [
                ("found", 0, ["--goal", "family web resolves-to m-1"]),
                ("found", 0, ["--goal", "family web resolves-to m-2"]),
                ("impossible", 1, ["--goal", "image m-3 status Available", "--avoid", "Force"]),
                ("undecided", 3, ["--goal", "family web resolves-to m-1", "--states", "2"]),
                ("found", 0, ["--goal", "instance i-2 exists false"]),
                ("previewed", 1, ["--do", deprecate]),
                ("previewed", 1, ["--do", unshare, "--do", deprecate, "--keep",
                                  "family web resolves"]),
                ("previewed", 0, ["--do", unshare, "--do", deprecate])]:
            with self.subTest(arguments):
                document, returned = plan(*arguments)
                self.assertEqual((document["verdict"], returned), (verdict, code))
                self.validator.validate(document)

    def test_a_missing_or_foreign_key_is_noticed(self):
        document, _ = plan("--goal", "family web resolves-to m-1")
        for change in (lambda d: d.pop("keeps"), lambda d: d.update(more=1),
                       lambda d: d["preview"]["steps"][0].pop("lost"),
                       lambda d: d["preview"]["families"][0].update(before=1)):
            changed = copy.deepcopy(document)
            change(changed)
            self.assertFalse(self.validator.is_valid(changed))


if __name__ == "__main__":
    unittest.main()
