#!/usr/bin/env python3
"""Checks who includes whom, and what, in the sources below a folder.

    check_includes.py <root>                 exit 1 and one line for each wrong one
    check_includes.py --self-test <fixture>  exit 1 unless it finds just what is marked `// wrong`

The rules are the tables that follow.
"""

import re
import sys
from fnmatch import fnmatch
from os.path import normpath
from pathlib import Path

# A file includes its own layer and lower ranks only.
RANK = {
    "model": 0,
    "rules": 1,
    "lifecycle": 2,
    "cloud": 3,
    "scenario": 4,
    "explore": 4,
    "oracle": 5,
    "report": 6,
    "http": 6,
    "abi": 6,
    "cli": 7,
}

# A heavy library has one place in the product, and none in the tests; but one test shows the traps
# of MSM that the product avoids, one is a client that stalls, and benchmarks measure ours beside theirs.
HEAVY = [
    (r"boost/msm/", "src/lifecycle/*", "tests/lifecycle/msm_pitfalls_test.cpp", "bench/*"),
    (r"boost/graph/", "src/explore/*"),
    (r"boost/(beast|asio)|openssl/|sqlite3", "src/http/*", "tests/http/server_test.cpp"),
    (r"yaml-cpp/", "src/scenario/*.cpp", "bench/*"),
    (r"CLI/", "src/cli/*"),
    (r"fmt/", "*.cpp"),
]

# Ranks 0 to 3 do no I/O, read no clock, start no thread and use no locale; <iosfwd> and <ostream>
# are there to print a value to the caller's stream.
PURE_RANKS = range(0, 4)
IMPURE_HEADER = re.compile(
    r"iostream|fstream|sstream|filesystem|cstdio|stdio\.h|ctime|time\.h|clocale|locale|regex|"
    r"thread|mutex|shared_mutex|condition_variable|future|semaphore|latch|barrier|stop_token|"
    r"unistd\.h|sys/.*|netinet/.*|fmt/(chrono|os|color)\.h"
)
IMPURE_CODE = re.compile(r"_clock::now|random_device|getenv|std::system\b|std::time\b|fmt::print")
# What is excused all the same: a header, where, and the comment that must stand on its line.
EXCUSED = [
    ("mutex", "*", "// std::call_once"),  # a table that is made once and then only read
    ("cstdio", "src/model/assert.cpp", ""),  # the last words of a program that found its own bug
]

# Nothing below cli opens a file.
FILE_HEADER = re.compile(r"fstream|filesystem")

INCLUDE = re.compile(r'\s*#\s*include\s*(?:<([^>]+)>|"([^"]+)")')
STRING = re.compile(r'"(?:\\.|[^"\\])*"')


def layer_of(path):
    """The layer of src/<layer>/… or include/imgfam/<layer>/…; None for a file of neither."""
    folder = {"src": 1, "include": 2}.get(path.parts[0], len(path.parts))
    name = path.parts[folder] if folder < len(path.parts) else None
    return name if name in RANK else None


def is_product(path):
    return path.parts[0] in ("src", "include")


def impure(layer):
    return f"{layer} does no I/O, and knows no clock, thread or locale"


def wrong_edge(layer, header):
    """What is wrong with `layer` including `header`, when that is one of ours; or None."""
    target = re.match(r"imgfam/(\w+)/", header)
    if not target or target[1] == layer:
        return None
    if target[1] not in RANK:
        return f"<{header}>: there is no layer `{target[1]}`"
    if RANK[target[1]] >= RANK[layer]:
        return f"{layer} (rank {RANK[layer]}) must not include {target[1]} (rank {RANK[target[1]]})"
    return None


def is_excused(path, header, line):
    return any(
        header == excused and fnmatch(path.as_posix(), place) and comment in line
        for excused, place, comment in EXCUSED
    )


def wrong_include(path, header, is_quoted, line):
    """What is wrong with `path` including `header`, or None."""
    if is_quoted and path.parts[0] != "bench" and layer_of(Path(normpath(path.parent / header))) != layer_of(path):
        return f'"{header}" climbs out of its layer: include <imgfam/…>'
    for library, *places in HEAVY:
        is_in_place = any(fnmatch(path.as_posix(), place) for place in places)
        if re.match(library, header) and not is_in_place:
            return f"<{header}> is for {places[0]} only"
    layer = layer_of(path)
    if layer is None:
        return None
    if RANK[layer] in PURE_RANKS and IMPURE_HEADER.fullmatch(header):
        if is_excused(path, header, line):
            return None
        return f"<{header}>: {impure(layer)}"
    if layer != "cli" and FILE_HEADER.fullmatch(header):
        return f"<{header}>: only cli opens files"
    return wrong_edge(layer, header)


def wrong_code(path, line):
    """What is wrong with a line that includes nothing, or None."""
    layer = layer_of(path)
    if layer is None or RANK[layer] not in PURE_RANKS:
        return None
    found = IMPURE_CODE.search(STRING.sub('""', line).split("//")[0])
    if not found:
        return None
    return f"`{found[0]}`: {impure(layer)}"


def check_file(root, path):
    """Yields (line number, what is wrong) for one file."""
    if is_product(path) and layer_of(path) is None:
        yield 1, "lies in no layer"
    for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1):
        include = INCLUDE.match(line)
        if include:
            wrong = wrong_include(path, include[1] or include[2], include[2] is not None, line)
        else:
            wrong = wrong_code(path, line)
        if wrong:
            yield number, wrong


def check_tree(root):
    """The files below `root`, and what is wrong with them as (path, line number, what)."""
    own = root / "tests" / "architecture"
    files = [
        file.relative_to(root)
        for top in ("include", "src", "tests", "bench")
        for file in sorted((root / top).rglob("*"))
        if file.suffix in (".hpp", ".cpp") and own not in file.parents
    ]
    return files, [(path, *finding) for path in files for finding in check_file(root, path)]


def self_test(root):
    """Prints and returns whether exactly the lines marked `// wrong` are found."""
    files, findings = check_tree(root)
    found = {(path, number) for path, number, _ in findings}
    marked = {
        (path, number)
        for path in files
        for number, line in enumerate((root / path).read_text(encoding="utf-8").splitlines(), 1)
        if "// wrong" in line
    }
    for path, number in sorted(marked - found):
        print(f"{path}:{number}: is wrong, and was not found")
    for path, number in sorted(found - marked):
        print(f"{path}:{number}: was found, and is not wrong")
    print(f"{len(marked)} wrong lines, {len(marked & found)} of them found")
    return bool(marked) and marked == found


def main(arguments):
    if len(arguments) == 2 and arguments[0] == "--self-test":
        return 0 if self_test(Path(arguments[1])) else 1
    if len(arguments) != 1 or not (Path(arguments[0]) / "src").is_dir():
        print(__doc__, file=sys.stderr)
        return 2
    files, findings = check_tree(Path(arguments[0]))
    for path, number, wrong in findings:
        print(f"{path}:{number}: {wrong}")
    print(f"{len(files)} files, {len(findings)} wrong lines")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
