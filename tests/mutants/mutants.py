#!/usr/bin/env python3
"""Breaks the model in one place after the other, and asks whether generated suites notice.

    mutants.py BUILD [--only TEXT]... [--jobs N]   makes docs/internals/kill-matrix.md; with --only
                                                   breaks what has the text in its name, and prints
    mutants.py --check TOOL                        fails unless every mutant still fits the sources,
                                                   and every row and guard of the machine has one

BUILD is a build folder that is up to date. Its compile commands make the broken files, its objects
the rest, so a mutant takes a file and a link.

A mutant of mutants.toml is a text that is replaced in one file. Those of the machine are found in
lifecycle.cpp: every row is taken out, and every row leads elsewhere; every predicate always holds,
and holds when it does not. That file takes a quarter of a minute to compile, so all of these are in
one copy of it, and IMGFAM_MUTANT says which is meant.

A suite notices when a scenario of it fails. Some mutants no scenario can notice, since no answer of
the service depends on them: the machine's trace has to show them.
"""

import argparse
import concurrent.futures
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import tomllib

root = pathlib.Path(__file__).resolve().parents[2]
data_file = pathlib.Path(__file__).resolve().parent / "mutants.toml"
machine_file = "src/lifecycle/lifecycle.cpp"
matrix_file = root / "docs" / "internals" / "kill-matrix.md"
seconds_max = 120


# ---- The mutants ---------------------------------------------------------------------------------

row_pattern = re.compile(r"^(  T< *(\d+), +)(\w+),( +)(\w+),( +)(\w+)(.*?)( *>,?)$", re.M)
predicate_pattern = re.compile(
    r"^struct (\w+) \{\n(?:  static constexpr auto rule = \"([\w-]+)\"_rule;)?.*\n?"
    r"  static bool holds\(const Facts& f, const \w+&(?: e)?\) \{ return (.+); \} \};", re.M)


def elsewhere(status):
    """Where a row leads that leads to the wrong status."""
    return "Deprecated" if status == "Available" else "Available"


class Machine:
    """lifecycle.cpp with every mutant in it, switched by a number."""

    def __init__(self):
        self.mutants = []
        text = (root / machine_file).read_text(encoding="utf-8")
        text = predicate_pattern.sub(self.predicate, text)
        text = row_pattern.sub(self.row, text)
        text = self.put(text, "/// What guards look at and actions change.\n",
                        "const int mutant = std::getenv(\"IMGFAM_MUTANT\")"
                        " ? std::atoi(std::getenv(\"IMGFAM_MUTANT\")) : 0;\n"
                        "bool is_on(int number) { return mutant == number; }\n\n"
                        "/// What guards look at and actions change.\n")
        text = self.put(text, "#include <algorithm>\n", "#include <algorithm>\n#include <cstdlib>\n")
        text = self.put(text, "template <RuleId Rule>\nstruct Never {",
                        "template <int Number>\nstruct Unless {\n"
                        "  static constexpr std::string_view name = \"the row is there\";\n"
                        "  static bool holds(const Facts&, const auto&) { return !is_on(Number); }\n"
                        "};\ntemplate <RuleId Rule>\nstruct Never {")
        # Where a row is gone though all predicates hold, the event is refused all the same.
        text = self.put(text, "  IMGFAM_ASSERT(!rules.empty());\n",
                        "  if (rules.empty()) rules.push_back(Demands<E>::gone);\n")
        self.text = self.put(
            text, "  next.status = status_of(machine.current_state()[0]);\n",
            "  next.status = status_of(machine.current_state()[0]);\n"
            "  if (is_on(1000 + machine.facts.row))\n"
            "    next.status = next.status == Available ? Deprecated : Available;\n")

    @staticmethod
    def put(text, search, replacement):
        assert text.count(search) == 1, f"{machine_file}: `{search}` stands there {text.count(search)} times"
        return text.replace(search, replacement)

    def add(self, number, name, stands_for):
        self.mutants.append({"name": name, "file": machine_file, "stands-for": stands_for,
                             "number": number})

    def predicate(self, found):
        name, rule, expression = found[1], found[2] or "a row's own condition", found[3]
        number = 2000 + sum(m["number"] >= 2000 for m in self.mutants)
        self.add(number, f"{name} always holds", rule)
        self.add(number + 1, f"{name} holds when it does not", rule)
        return found[0].replace(f"return {expression};",
                                f"return is_on({number}) || ({expression}) != is_on({number + 1});")

    def row(self, found):
        number, source, event, target = int(found[2]), found[3], found[5], found[7]
        arrow = f"{source} {event} -> {target}"
        self.add(number, f"T{number} is gone", arrow)
        self.add(1000 + number, f"T{number} leads to {elsewhere(target)}", arrow)
        rest = found[8]
        if "If<" in rest:
            rest = rest.replace("If<", f"If<Unless<{number}>, ")
        else:
            action = re.match(r", +(\w+)", rest)
            rest = f", {action[1] if action else 'Keep'}, If<Unless<{number}>>"
        return f"{found[1]}{source},{found[4]}{event},{found[6]}{target}{rest}{found[9]}"


def read_data():
    with data_file.open("rb") as file:
        return tomllib.load(file)


def mutated(mutant):
    """The text of a mutant's file, broken."""
    text = (root / mutant["file"]).read_text(encoding="utf-8")
    return text.replace(mutant["search"], mutant["replace"])


def check(tool):
    """Whether every mutant fits the sources, and the machine has them all."""
    faults = []
    data = read_data()
    for mutant in data["mutant"]:
        count = (root / mutant["file"]).read_text(encoding="utf-8").count(mutant["search"])
        if count != 1:
            faults.append(f"{mutant['name']}: its text stands {count} times in {mutant['file']}")
    names = [m["name"] for m in data["mutant"]]
    faults += [f"{name}: two mutants of that name" for name in set(names) if names.count(name) > 1]
    machine = Machine()
    told = json.loads(subprocess.check_output([tool, "rules", "--machine", "--format", "json"]))
    have = {m["number"] for m in machine.mutants}
    for row in told["rows"]:
        number = row["row"]
        if not {number, 1000 + number} <= have:
            faults.append(f"T{number}: the row has no mutant")
    source = (root / machine_file).read_text(encoding="utf-8")
    part = source.partition("// ---- Predicates ----")[2].partition("/// Always false")[0]
    for name in re.findall(r"^struct (\w+) \{", part, re.M):
        if f"{name} always holds" not in {m["name"] for m in machine.mutants}:
            faults.append(f"{name}: the predicate has no mutant")
    by_machine = {m["stands-for"] for m in machine.mutants}
    for rule in {rule for refused in told["refused"] for rule in refused["rules"]}:
        is_of_platform = re.search(rf'Never<"{rule}"_rule>', source) is not None
        if rule not in by_machine and not is_of_platform:
            faults.append(f"{rule}: the machine refuses by it, and it has no mutant")
    for fault in faults:
        print(fault)
    print(f"{len(machine.mutants) + len(data['mutant'])} mutants, {len(faults)} faults")
    return not faults


# ---- Making one ----------------------------------------------------------------------------------


class Build:
    """A build folder, and how its files are compiled and linked."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.out = self.folder / "mutants"
        self.out.mkdir(exist_ok=True)
        commands = json.loads((self.folder / "compile_commands.json").read_text())
        self.commands = {c["file"]: c["command"] for c in commands}
        linking = subprocess.check_output(["ninja", "-t", "commands", "imgfam"], cwd=self.folder,
                                          text=True).splitlines()[-1]
        self.linking = linking.replace(": && ", "").removesuffix(" && :")
        self.tool = self.folder / "imgfam"

    def make(self, name, file, text):
        """The tool with a file of it broken; None when that does not compile."""
        folder = self.out / re.sub(r"\W+", "-", name)
        folder.mkdir(exist_ok=True)
        source = folder / pathlib.Path(file).name
        source.write_text(text, encoding="utf-8")
        object_file = source.with_suffix(".o")
        words = [w for w in shlex.split(self.commands[str(root / file)]) if w != "-Werror"]
        words[words.index("-o") + 1] = str(object_file)
        words[words.index("-c") + 1] = str(source)
        words += ["-w", "-iquote", str((root / file).parent)]
        if not self.quietly(words):
            return None
        tool = folder / "imgfam"
        words = shlex.split(self.linking)
        at = words.index("-o")
        words[at + 1] = str(tool)
        words.insert(at, str(object_file))
        return tool if self.quietly(words) else None

    def quietly(self, words):
        run = subprocess.run(words, cwd=self.folder, text=True, stdout=subprocess.PIPE,
                             stderr=subprocess.STDOUT)
        if run.returncode != 0:
            print(run.stdout[-3000:], file=sys.stderr)
        return run.returncode == 0

    def suites(self, data):
        """Generates every suite by the tool as it is."""
        suites = []
        for suite in data["suite"]:
            arguments = shlex.split(suite["arguments"])
            path = self.out / (re.sub(r"\W+", "-", suite["name"]) + ".jsonl")
            told = subprocess.run([self.tool, "generate", *arguments, "--format", "jsonl", "-o", path],
                                  text=True, stderr=subprocess.PIPE, check=True).stderr
            counts = re.search(r"(\d+) scenarios?, (\d+) requests?", told)
            suites.append({**suite, "path": path, "scenarios": counts[1], "requests": counts[2]})
        return suites


# ---- Asking the suites ---------------------------------------------------------------------------


def run(tool, number, *arguments):
    env = {**os.environ, "IMGFAM_MUTANT": str(number)}
    try:
        done = subprocess.run([tool, "run", *arguments], env=env, text=True, timeout=seconds_max,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8")
    except subprocess.TimeoutExpired:
        return None, ""
    return done.returncode, done.stdout


def trace(tool, number, path):
    return run(tool, number, path, "--trace", "--format", "json")[1]


def notice(build, tool, number, suites):
    """Who notices first: (suite, scenario); with an empty scenario a crash; None: nobody does."""
    for suite in suites:
        code, out = run(tool, number, suite["path"], "--quiet", "--fail-fast")
        if code == 1:
            return suite["name"], re.search(r"^FAIL \S+ (.*) \[\d+\]$", out, re.M)[1]
        if code != 0:
            return suite["name"], ""
    for suite in suites:
        if suite["name"].startswith("machine"):
            if trace(tool, number, suite["path"]) != trace(build.tool, 0, suite["path"]):
                return "trace", f"of {suite['name']}"
    return None


def judge_all(build, mutants, suites, jobs):
    machine = Machine()
    machine_tool = None
    if any("number" in m for m in mutants):
        machine_tool = build.make("machine", machine_file, machine.text)
        assert machine_tool, "the machine with its mutants does not compile"
        for suite in suites:  # With none of them on, it is the machine as it is.
            assert run(machine_tool, 0, suite["path"], "--quiet")[0] == 0, suite["name"]

    def judge(mutant):
        if "number" in mutant:
            return notice(build, machine_tool, mutant["number"], suites)
        tool = build.make(mutant["name"], mutant["file"], mutated(mutant))
        return notice(build, tool, 0, suites) if tool else ("compiler", "")

    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(judge, mutants))


# ---- The matrix ----------------------------------------------------------------------------------


def told(found):
    if found is None:
        return "**nobody**", ""
    suite, scenario = found
    if suite == "trace":
        return "the trace alone", scenario
    if suite == "compiler":
        return "the compiler", ""
    return suite, scenario or "the model stops: its own assertion does not hold"


def render(mutants, suites, found):
    scenario = sum(f is not None and f[0] not in ("trace", "compiler") for f in found)
    traced = sum(f is not None and f[0] == "trace" for f in found)
    compiler = sum(f is not None and f[0] == "compiler" for f in found)
    stops = sum(f is not None and f[0] not in ("trace", "compiler") and not f[1] for f in found)
    lines = [
        "# The kill matrix",
        "",
        "What the suites of `imgfam generate` notice. The model is broken in one place after the other,",
        "each of which is a mutant, and every suite is replayed until one of them notices. The suites",
        "are made by the model as it is. `./dev mutants` makes this page.",
        "",
        "| Of all mutants | |",
        "|---|---:|",
        f"| A scenario of a suite fails | {scenario - stops} |",
        f"| The model stops by its own assertion when a suite is replayed | {stops} |",
        f"| The trace of a suite alone shows it | {traced} |",
        f"| It does not compile | {compiler} |",
        f"| Nobody notices | {sum(f is None for f in found)} |",
        f"| All | {len(mutants)} |",
        "",
        "What only the trace shows, no answer of the service depends on. Some rows are asked for",
        "permission alone, to copy, to launch, to cancel, to delete: the operation then does what it",
        "does without looking where the row leads. That an instance is released, the machine is told",
        "and not asked.",
        "",
        "A row that is gone refuses its event, though every guard may hold; in the model itself an",
        "assertion would stop that. A suite is asked only while none before it noticed, so the matrix",
        "does not say what a later one would have noticed too.",
        "",
        "## The suites, in the order in which they are asked",
        "",
        "| Suite | `imgfam generate` | Scenarios | Requests |",
        "|---|---|---:|---:|",
    ]
    for suite in suites:
        arguments = " ".join(shlex.split(suite["arguments"]))
        lines.append(f"| {suite['name']} | `{arguments}` | {suite['scenarios']} | {suite['requests']} |")
    for title, of_machine in (("The machine of one image", True), ("Around it", False)):
        lines += ["", f"## {title}", "", "| Mutant | Stands for | Noticed by | Scenario |",
                  "|---|---|---|---|"]
        for mutant, f in zip(mutants, found):
            if ("number" in mutant) == of_machine:
                who, what = told(f)
                lines.append(f"| {mutant['name']} | {mutant['stands-for']} | {who} | {what} |")
    return "\n".join(lines) + "\n"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build", nargs="?")
    parser.add_argument("--check", metavar="TOOL")
    parser.add_argument("--only", action="append", default=[])
    parser.add_argument("--jobs", type=int, default=os.cpu_count())
    arguments = parser.parse_args()
    if arguments.check:
        return 0 if check(arguments.check) else 1
    if not arguments.build:
        parser.error("which build folder?")
    data = read_data()
    mutants = Machine().mutants + data["mutant"]
    if arguments.only:
        mutants = [m for m in mutants if any(part in m["name"] for part in arguments.only)]
    if not mutants:
        parser.error("no mutant has that in its name")
    build = Build(arguments.build)
    suites = build.suites(data)
    found = judge_all(build, mutants, suites, arguments.jobs)
    unnoticed = [m["name"] for m, f in zip(mutants, found) if f is None]
    if arguments.only:
        for mutant, f in zip(mutants, found):
            print(f"{mutant['name']}: {'; '.join(part for part in told(f) if part)}")
    else:
        matrix_file.write_text(render(mutants, suites, found), encoding="utf-8")
        print(f"{len(mutants)} mutants, {len(unnoticed)} that nobody notices")
    for name in unnoticed:
        print(f"nobody notices: {name}")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
