#!/usr/bin/env python3
"""Compares `imgfam schema` with documents that the tool reads and with some that it refuses, by a
validator that knows nothing of the tool.

    schema.py TOOL

YAML is loaded as the tool reads it: without quotes, `true`, `false` and what is a number in JSON
are that, `~` and `null` are nothing, and all else is text. So the schema never sees what YAML 1.1
makes of a time (a date), of `no` (a boolean), of 0123 (an octal number) or of 1:30 (base 60). An
account without quotes is a number, and it is for the schema to allow it.
"""

import json
import pathlib
import re
import subprocess
import sys
import unittest

import jsonschema
import yaml

tool = sys.argv.pop(1)
root = pathlib.Path(__file__).resolve().parents[2]
golden = root / "tests" / "golden" / "diagnostics"

# What a schema is about begins with SCN012; from SCN018 it is about how values fit each other.
refusals = ["SCN012", "SCN013", "SCN014", "SCN015", "SCN016", "SCN017"]
# The syntax of YAML forbids them already, or the schema cannot say or does not say it.
not_for_the_schema = {
    "SCN013_indented_less.yaml",
    "SCN014_list_as_key.yaml",
    "SCN015_binding_name.yaml",
    "SCN015_too_many_parameters.json",
}


class Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # The one in C is ten times as fast.
    """Plain scalars as JSON takes them."""

    yaml_implicit_resolvers = {}


number = r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?$"
Loader.add_implicit_resolver("number", re.compile(number), list("-0123456789"))
Loader.add_constructor("number", lambda loader, node: json.loads(node.value))
Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), ["t", "f"])
Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(~|null|Null|NULL|)$"),
                             ["~", "n", "N", ""])


def documents(path):
    """What a file holds: one document, or of JSON Lines several."""
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return [json.loads(text) if path.suffix == ".json" else yaml.load(text, Loader)]


def scenario_files(folder):
    return sorted(p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml", ".json", ".jsonl"))


class Schema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = json.loads(subprocess.check_output([tool, "schema"]))
        cls.validator = jsonschema.Draft7Validator(schema)

    def test_it_is_a_schema_of_draft_7(self):
        draft = jsonschema.Draft7Validator.META_SCHEMA["$schema"]
        self.assertEqual(self.validator.schema["$schema"], draft)
        jsonschema.Draft7Validator.check_schema(self.validator.schema)

    def test_it_takes_every_shipped_scenario(self):
        files = scenario_files(root / "scenarios")
        self.assertGreater(len(files), 200)
        for path in files:
            for document in documents(path):
                error = jsonschema.exceptions.best_match(self.validator.iter_errors(document))
                self.assertIsNone(error, path)

    def test_it_takes_JSON_and_JSON_Lines(self):
        files = scenario_files(root / "tests" / "cli" / "files" / "good")
        self.assertEqual({path.suffix for path in files}, {".yaml", ".json", ".jsonl"})
        for path in files:
            for document in documents(path):
                self.assertTrue(self.validator.is_valid(document), path)

    def test_it_refuses_what_the_tool_refuses_for_its_form(self):
        files = [p for p in scenario_files(golden) if p.name[:6] in refusals]
        self.assertEqual({path.name[:6] for path in files}, set(refusals))
        for path in files:
            with self.subTest(path.name):
                try:
                    is_valid = all(map(self.validator.is_valid, documents(path)))
                except yaml.YAMLError:
                    is_valid = True
                self.assertEqual(is_valid, path.name in not_for_the_schema)

    def test_plain_values_are_taken_and_refused_as_by_the_tool(self):
        scenario = """
scenario: {name}
given: {{clock: {clock}, account: {account}}}
steps: [{{advance: 1h}}]
"""
        usual = {"name": "One", "clock": "2026-01-10T00:00:00Z", "account": "1000000000000001"}
        values = {
            "name": ["no", "1.10", "2026-01-10", "true", "'1'", "~", "null", "NULL", "", "''",
                     "[]"],
            "clock": ["2026-01-10", "'2026-01-10'", "1:30", "20260110", "2026-01-10 00:00:00"],
            "account": ["1", "'1'", "0123", "0x10", "1_000", "1e30", "1.5", "true", "no", "~",
                        "999999999999999999", "1000000000000000000"],
        }
        verdicts = set()
        for key, value in [(key, value) for key in values for value in values[key]]:
            with self.subTest(key=key, value=value):
                text = scenario.format(**{**usual, key: value})
                is_valid = self.validator.is_valid(yaml.load(text, Loader))
                check = subprocess.run([tool, "check", "-"], input=text, text=True, check=False,
                                       capture_output=True)
                self.assertEqual(is_valid, check.returncode == 0, check.stderr)
                verdicts.add(is_valid)
        self.assertEqual(verdicts, {True, False})


class CorpusSchema(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        schema = json.loads((root / "docs/reference/corpus.schema.json").read_text())
        cls.validator = jsonschema.Draft7Validator(schema)
        cls.scenario = jsonschema.Draft7Validator(json.loads(subprocess.check_output([tool, "schema"])))

    def test_it_is_a_schema(self):
        jsonschema.Draft7Validator.check_schema(self.validator.schema)

    def test_it_takes_the_header_of_every_suite_and_no_scenario(self):
        for cover in ("transitions", "refusals", "pairs", "machine", "families"):
            made = subprocess.run([tool, "generate", "--cover", cover, "-n", "1", "--format", "jsonl",
                                   "--header"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                                  check=True)
            header, *scenarios = map(json.loads, made.stdout.splitlines())
            error = jsonschema.exceptions.best_match(self.validator.iter_errors(header))
            self.assertIsNone(error, cover)
            self.assertEqual(header["scenarios"], len(scenarios))
            self.assertFalse(self.validator.is_valid(scenarios[0]))
            for scenario in scenarios:
                self.assertTrue(self.scenario.is_valid(scenario), scenario["scenario"])


if __name__ == "__main__":
    unittest.main()
