#!/usr/bin/env python3
"""Keeps the documentation true: makes its generated parts, runs its shell blocks, checks the rest.

    docs.py TOOL            writes anew what is generated, and the output of every shell block
    docs.py TOOL --check    changes nothing, and fails where something differs

What is generated:
  - whole files (see `whole_files`);
  - in any page, what stands between `<!-- made by: COMMAND -->` and `<!-- end -->`; a COMMAND is one
    of the tool, or one of `makers` below;
  - in any page, the output in a ```console block: it is what the commands after `$ ` print, run one
    after the other where `scenarios` and `docs` are those of the project. A block that begins with
    ```yaml file=NAME (or json) is written there first.

What is checked: links, line lengths, that every flag a page shows exists, that every diagnostic code
and every key of the JSON report is explained, that README.md counts the scenarios right.
"""

import argparse
import difflib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

root = pathlib.Path(__file__).resolve().parents[2]
columns_max = 100
command_seconds_max = 60

whole_files = {
    "docs/reference/rules.md": ["rules", "--format", "markdown"],
    "docs/reference/scenario.schema.json": ["schema"],
    "docs/reference/lifecycle.svg": ["diagram"],
}


class Tool:
    """The tool that the documentation is about."""

    def __init__(self, path):
        self.path = path

    def output(self, *arguments):
        run = subprocess.run([self.path, *arguments], cwd=root, text=True, encoding="utf-8",
                             stdout=subprocess.PIPE, check=True)
        return run.stdout

    def json(self, *arguments):
        return json.loads(self.output(*arguments, "--format", "json"))

    def commands(self):
        """The name of every command."""
        listed = self.output("--help").partition("\nCommands:\n")[2].partition("\n\n")[0]
        return re.findall(r"^  (\w+)", listed, re.M)

    def flags(self, command):
        return set(re.findall(r"(?<![\w-])--?[a-z][a-z-]*", self.output(command, "--help")))


# ---- What is generated ---------------------------------------------------------------------------


def made_help(tool):
    """--help of the tool and of every command."""
    out = ""
    for command in [[]] + [[name] for name in tool.commands()]:
        title = " ".join(["imgfam", *command])
        out += f"## {title}\n\n```text\n{tool.output(*command, '--help')}```\n\n"
    return out.rstrip("\n") + "\n"


def plural(count, noun):
    return f"{count} {noun}{'' if count == 1 else 's'}"


def scenario_files():
    """The scenarios that come along; each is a file of its own."""
    return [f for f in (root / "scenarios").rglob("*") if f.suffix in (".yaml", ".json", ".jsonl")]


def made_counts(tool):
    """How much the catalogue holds, and how well it is known."""
    rules = tool.json("rules")
    errors = [answer for rule in rules for answer in rule["errors"]]
    questions = tool.json("rules", "--interpretations")
    outside = tool.output("rules", "--format", "markdown").partition("## Outside the model")[2]
    machine = tool.json("rules", "--machine")
    files = scenario_files()

    def known(things, evidence):
        return sum(evidence(thing) == wanted for thing in things)

    lines = ["| | documented | observed | assumed | all |", "|---|---:|---:|---:|---:|"]
    for title, things, evidence in (
            ("Rules", rules, lambda rule: rule["source"]["evidence"]),
            ("Errors that breaking them earns", errors, lambda answer: answer["evidence"])):
        counts = []
        for wanted in ("documented", "observed", "assumed"):
            counts.append(str(known(things, evidence)))
        lines.append(f"| {title} | {' | '.join(counts)} | {len(things)} |")
    ours = sum(answer["messageIsOurs"] for answer in errors)
    readings = sum(len(question["readings"]) for question in questions)
    lines += [
        "",
        f"- {plural(ours, 'message')} of documented errors are worded by us: their text is not known.",
        f"- {plural(len(questions), 'open question')}, with {plural(readings, 'reading')}.",
        f"- {plural(len(machine['rows']), 'row')} in the machine of one image, and "
        f"{plural(len(machine['refused']), 'pair')} of status and event that it can refuse.",
        f"- {plural(outside.count('| `'), 'documented error')} outside the model, each with the "
        "reason.",
        f"- {plural(len(files), 'scenario file')}, which cover every rule, row and refused pair.",
    ]
    return "\n".join(lines) + "\n"


makers = {"docs.py help": made_help, "docs.py counts": made_counts}


def made(tool, command):
    if command in makers:
        return makers[command](tool)
    name, *arguments = command.split()
    if name != "imgfam":
        sys.exit(f"docs.py: nothing is made by `{command}`")
    return tool.output(*arguments)


def with_made_parts(tool, text):
    def replaced(match):
        return f"{match[1]}\n\n{made(tool, match[2]).strip()}\n\n{match[3]}"

    return re.sub(r"(<!-- made by: (.+?) -->)\n.*?(<!-- end -->)", replaced, text, flags=re.S)


# ---- Shell blocks --------------------------------------------------------------------------------


class Shell:
    """Where the blocks of one page run."""

    separator = "\x1e"

    def __init__(self, tool, folder):
        self.folder = pathlib.Path(folder)
        for name in ("scenarios", "docs"):
            (self.folder / name).symlink_to(root / name)
        binaries = self.folder / ".bin"
        binaries.mkdir()
        (binaries / "imgfam").symlink_to(tool.path)
        self.environment = {
            "PATH": f"{binaries}:{os.environ['PATH']}", "HOME": folder, "LC_ALL": "C.UTF-8",
            "TERM": "dumb"}

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def run(self, commands):
        """What each command prints, standard error in place."""
        script = "exec 2>&1; code=0\n"
        for command in commands:
            quoted = command.replace("'", "'\\''")
            script += f"(exit $code); eval '{quoted}'; code=$?; printf '\\036'\n"
            script += 'case $code in 70|12[67]) printf "the command ended with $code"; exit;; esac\n'
        run = subprocess.run(["bash", "-c", script], cwd=self.folder, env=self.environment, text=True,
                             encoding="utf-8", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL,
                             timeout=command_seconds_max, check=False)
        printed = run.stdout.split(self.separator)
        if len(printed) != len(commands) + 1 or printed[-1]:
            sys.exit(f"docs.py: {commands}: {run.stdout}")
        return printed[:-1]


def commands_of(block):
    """The commands of a ```console block: `$ ` begins one, `> ` continues it."""
    commands = []
    for line in block.split("\n"):
        if line.startswith("$ "):
            commands.append(line[2:])
        elif line.startswith("> ") and commands:
            commands[-1] += "\n" + line[2:]
    return commands


def with_output(shell, text):
    """The page with what the commands of its ```console blocks print."""
    def replaced(match):
        kind, info, block = match[1], match[2], match[3]
        name = re.search(r"\bfile=(\S+)", info)
        if name:
            shell.write(name[1], block)
        if kind != "console":
            return match[0]
        commands = commands_of(block)
        out = ""
        for command, printed in zip(commands, shell.run(commands)):
            out += "$ " + command.replace("\n", "\n> ") + "\n" + printed
            out += "" if not printed or printed.endswith("\n") else "\n"
        return f"```{kind}{info}\n{out}```"

    return re.sub(r"^```(\w+)([^\n]*)\n(.*?)^```", replaced, text, flags=re.S | re.M)


# ---- Checks --------------------------------------------------------------------------------------


def prose_of(text):
    """The lines outside of code blocks, numbered; others are empty."""
    out = []
    is_code = False
    for line in text.split("\n"):
        fence = line.startswith("```")
        is_code = is_code != fence
        out.append("" if is_code or fence else line)
    return out


def anchors_of(text):
    anchors = set()
    for line in prose_of(text):
        if line.startswith("#"):
            title = re.sub(r"[^\w\s-]", "", line.lstrip("#").strip().lower())
            anchors.add(re.sub(r"\s", "-", title))
    return anchors


def wrong_links(path, text):
    for number, line in enumerate(prose_of(text), 1):
        for target in re.findall(r"\]\(([^)\s]+)\)", line):
            if re.match(r"[a-z]+:", target):
                continue
            name, _, anchor = target.partition("#")
            other = (path.parent / name).resolve() if name else path
            if not other.exists():
                yield f"{number}: there is no {target}"
            elif anchor and anchor not in anchors_of(other.read_text(encoding="utf-8")):
                yield f"{number}: {name or 'this page'} has no heading #{anchor}"


def long_lines(text):
    for number, line in enumerate(prose_of(text), 1):
        if len(line) > columns_max and not line.startswith("|"):
            yield f"{number}: {len(line)} columns; at most {columns_max}"


def unknown_flags(tool, text):
    """Flags that a page shows with a command and that this command does not have."""
    shown = re.findall(r"\bimgfam (\w+)((?: [^\n`|&;<>]+)?)", text)
    known = {command: tool.flags(command) for command in tool.commands()}
    for command, rest in shown:
        for flag in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest):
            if command in known and flag not in known[command]:
                yield f"`imgfam {command}` has no {flag}"


def wrong_counts(text):
    """How many scenarios come along, where a page says so outside of its shell blocks."""
    prose = re.sub(r"^```.*?^```", "", text, flags=re.M | re.S)
    for count in re.findall(r"\b([0-9]+) scenarios\b", prose):
        if int(count) != len(scenario_files()):
            yield f"{count} scenarios; there are {len(scenario_files())}"


def unexplained_codes(text):
    """Diagnostic codes of the sources that the page does not explain, and others that it does."""
    used = set()
    for folder in ("src", "include"):
        for path in (root / folder).rglob("*.[ch]pp"):
            used |= set(re.findall(r'"([A-Z]{3}[0-9]{3})"', path.read_text(encoding="utf-8")))
    told = set(re.findall(r"^(?:### |\| )`([A-Z]{3}[0-9]{3})`", text, re.M))
    for code in sorted(used - told):
        yield f"{code} is not explained"
    for code in sorted(told - used):
        yield f"{code} is explained, and nothing uses it"


def keys_in(value):
    """The keys of a JSON report, but not those of the cloud's responses."""
    if isinstance(value, list):
        for item in value:
            yield from keys_in(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            if key != "response":
                yield from keys_in(item)


report_example = """
- scenario: A refusal
  given: {images: [{id: m-1, family: web}]}
  steps:
    - {request: ModifyImageAttribute, with: {ImageId: m-2, Status: Deprecated, Nope: 1}, expect: {ignored: [Nope]}}
- scenario: No cloud
  given: {images: [{id: m-1, status: Deprecated, shared-with: ["2"]}]}
  steps: [{check: {image: m-1}}]
- scenario: A fault
"""


def unexplained_keys(tool, text):
    run = subprocess.run([tool.path, "run", "-", "--trace", "--coverage", "--format", "json"],
                         input=report_example, text=True, encoding="utf-8",
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
    for key in sorted(set(keys_in(json.loads(run.stdout)))):
        if f"`{key}`" not in text:
            yield f"the key `{key}` is not explained"


def unexplained_events(tool, text):
    machine = tool.json("rules", "--machine")
    for event in sorted({row["event"] for row in machine["rows"]}):
        if f"| `{event}` |" not in text:
            yield f"the event `{event}` is not explained"


def faults_of(tool, path, text):
    """What is wrong with a page, a line each."""
    name = str(path.relative_to(root))
    yield from wrong_links(path, text)
    yield from unknown_flags(tool, text)
    if name not in whole_files:
        yield from long_lines(re.sub(r"<!-- made by: .*?<!-- end -->",
                                     lambda made: "\n" * made[0].count("\n"), text, flags=re.S))
    if name == "README.md":
        yield from wrong_counts(text)
    if name == "docs/reference/diagnostics.md":
        yield from unexplained_codes(text)
    if name == "docs/reference/run-report.md":
        yield from unexplained_keys(tool, text)
    if name == "docs/reference/lifecycle.md":
        yield from unexplained_events(tool, text)


# ---- All of it -----------------------------------------------------------------------------------


def pages():
    found = [root / name for name in ("README.md", "CHANGELOG.md", "CONTRIBUTING.md")]
    found += (root / "docs").rglob("*.md")
    return sorted(page for page in found if page.exists())


def wanted_text(tool, page):
    """What a page should say."""
    text = with_made_parts(tool, page.read_text(encoding="utf-8"))
    with tempfile.TemporaryDirectory() as folder:
        return with_output(Shell(tool, folder), text)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n", maxsplit=1)[0])
    parser.add_argument("tool", help="the imgfam to ask")
    parser.add_argument("--check", action="store_true", help="change nothing, fail on a difference")
    options = parser.parse_args()
    tool = Tool(pathlib.Path(options.tool).resolve())

    texts = {root / name: tool.output(*command) for name, command in whole_files.items()}
    for page in pages():
        if page not in texts:
            texts[page] = wanted_text(tool, page)

    faults = 0
    for path, text in sorted(texts.items()):
        name = path.relative_to(root)
        present = path.read_text(encoding="utf-8") if path.exists() else ""
        if present != text and options.check:
            faults += 1
            lines = (present.splitlines(keepends=True), text.splitlines(keepends=True))
            sys.stdout.writelines(difflib.unified_diff(*lines, f"{name}", f"{name} as it should be"))
            print(f"{name}: out of date; `./dev docs` makes it anew")
        elif present != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
            print(f"{name}: made anew")
        if path.suffix == ".md":
            for fault in faults_of(tool, path, text):
                faults += 1
                print(f"{name}: {fault}")
    print(f"{len(texts)} files, {plural(faults, 'fault')}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
