#!/usr/bin/env python3
"""Holds the lines and answers of `imgfam oracle` to docs/reference/oracle.schema.json, by a
validator that knows nothing of the tool.

    oracle_schema.py TOOL
"""

import json
import pathlib
import subprocess
import sys
import unittest

import jsonschema

tool = sys.argv.pop(1)
root = pathlib.Path(__file__).resolve().parents[2]
schema = json.loads((root / "docs/reference/oracle.schema.json").read_text(encoding="utf-8"))


def part(name):
    return jsonschema.Draft7Validator({"$ref": f"#/definitions/{name}",
                                       "definitions": schema["definitions"]})


def modify(image, status):
    return {"action": "ModifyImageAttribute", "with": {"ImageId": image, "Status": status}}


lines = [
    {"hello": True},
    {"given": {"images": [{"id": "m-1", "family": "web"}]}},
    {"request": {"action": "DescribeImages", "account": 1000000000000001, "region": "cn-beijing"}},
    {"request": {"action": "CreateImage", "with": {"InstanceId": "i-1", "Tag": [{"Key": "a"}]}}},
    {"request": {"action": "DescribeDisks"}},
    {"request": modify("m-1", "Available"),
     "observed": {"status": 200, "body": {"RequestId": "r"}}, "at": "2026-02-01T00:00:00Z"},
    {"snapshot": "a"},
    {"request": modify("m-1", "Available"),
     "observed": {"status": 403, "body": {"Code": "ImageStatus.NotDeprecated", "RequestId": "r"},
                  "typed": False}},
    {"request": modify("m-1", "Deprecated"), "observed": {"lost": True}},
    {"request": modify("m-none", "Deprecated"), "observed": {"status": 200, "body": {}}},
    {"readings": True},
    {"restore": "a"},
    {"advance": "2h"},
    {"reset": True},
]
wrong_lines = [
    {"hello": 1}, {"reset": False}, {"restore": "none"}, {"advance": "soon"}, {"reqest": {}}, {},
    {"request": {}}, {"request": {"action": "X", "as": "1"}}, {"hello": True, "reset": True},
    {"request": {"action": "X"}, "observed": {"body": {}}}, {"given": {"imags": []}}, [1],
    {"request": {"action": "X"}, "observed": {"status": 7}},
]


def answers(to):
    run = subprocess.run([tool, "oracle"], input="".join(json.dumps(x) + "\n" for x in to), text=True,
                         encoding="utf-8", stdout=subprocess.PIPE, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


class OracleSchema(unittest.TestCase):
    def test_it_is_a_schema_of_draft_7(self):
        jsonschema.Draft7Validator.check_schema(schema)

    def test_it_takes_lines_and_their_answers(self):
        for line, answer in zip(lines, answers(lines), strict=True):
            with self.subTest(line):
                part("line").validate(line)
                part("answer").validate(answer)
                self.assertNotIn("error", answer)

    def test_it_refuses_the_form_of_lines_that_the_tool_refuses(self):
        by_meaning = [{"restore": "none"}, {"advance": "soon"}, {"given": {"imags": []}}]
        for line, answer in zip(wrong_lines, answers(wrong_lines), strict=True):
            with self.subTest(line):
                part("error").validate(answer)
                self.assertEqual(part("line").is_valid(line), line in by_meaning)

    def test_it_refuses_other_answers(self):
        for answer in [{"verdict": "maybe"}, {"error": {}}, {"allowed": [{"status": 200}]}, {}]:
            self.assertFalse(part("answer").is_valid(answer), answer)


if __name__ == "__main__":
    unittest.main()
