"""The part `explore` of bench/run: exploring beside SPIN, XState and Quint's simulator, how it grows,
and what of it is part of a run.

Each has some seconds for a model, and larger models than it goes through in them are left out; with
--spin-seconds 600 --peer-seconds 300 --growth-seconds 1800 they are as large as memory allows.
"""

import json
import os
import re
import subprocess
import sys

from spin import Spin
from tables import in_seconds, per_item, table

# Names of the benchmarks that belong here and not to the part `inside`.
INSIDE = "^(explore|memory)/"

# Images, accounts, instances; by the number of states.
SPIN_MODELS = [(4, 2, 2), (5, 2, 2), (4, 3, 3), (7, 1, 2), (6, 2, 2)]
XSTATE_MODELS = [(2, 2, 2), (3, 1, 1), (3, 2, 2)]
QUINT_MODEL = (3, 2, 2)
WORK_MODEL = (4, 2, 2)
GROWTH = 15  # What one image more makes of the number of states, with two accounts and instances.

ENGINES = {
    "hash": ("hash", 1),
    "dense": ("dense", 1),
    "dense, two threads": ("dense", 2),
    "words": ("words", 1),
}
SPINS = {"SPIN": 1, "SPIN, two cores": 2}


def add_options(parser):
    parser.add_argument("--spin-seconds", type=float, default=20, metavar="N",
                        help="SPIN's time for a model; larger ones are left out")
    parser.add_argument("--peer-seconds", type=float, default=15, metavar="N",
                        help="XState's time for a model")
    parser.add_argument("--growth-seconds", type=float, default=10, metavar="N",
                        help="imgfam's time for a model, where it is shown how it grows")
    parser.add_argument("--memory", type=int, default=memory_mib(), metavar="MIB",
                        help="for imgfam and for SPIN")


def memory_mib():
    """16 GiB, or three quarters of what the machine has."""
    return min(16384, os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 3 // 4 >> 20)


class Explore:
    def __init__(self, bench):
        self.bench = bench
        self.options = bench.options
        self.tool = bench.tool
        self.work = bench.work

    def tables(self):
        """One after another: with much time for SPIN, the first are there long before the last."""
        runs = self.bench.google_benchmarks(INSIDE, self.bench.all_cores)
        yield self.inside(runs)
        yield self.whole()
        yield from self.peers()
        yield self.costs()
        yield from self.growth(runs)
        yield from self.spin()

    # ---- One exploration --------------------------------------------------------------------------

    def explored(self, model, engine, threads=1, claims=()):
        """The best of several rounds, or of one where it takes long; nothing when it does not fit."""
        prefix = self.bench.prefix if threads == 1 else self.bench.all_cores
        command = [*prefix, *explore_command(self.tool, model, engine), "--format", "json", *claims]
        command += ["--threads", str(threads), "--memory", str(self.options.memory)]
        best, spent = None, 0
        for _ in range(self.options.rounds):
            done = subprocess.run(command, capture_output=True, check=False, text=True)
            if done.returncode == 3 or "EXP005" in done.stderr:
                return None
            if done.returncode != 0:
                sys.exit(f"{' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
            found = json.loads(done.stdout)
            if best is None or found["seconds"] < best["seconds"]:
                best = found
            spent += found["seconds"]
            if spent > 20:
                break
        return best

    # ---- Beside SPIN ------------------------------------------------------------------------------

    def spin(self):
        measured = {}
        rate = None  # SPIN's transitions a second, of the model before.
        for model in SPIN_MODELS:
            size = self.explored(model, "words")
            if not size or rate and size["transitions"] / rate > self.options.spin_seconds * 1.2:
                break
            ours = {name: self.explored(model, *engine) for name, engine in ENGINES.items()}
            theirs = self.counted_by_spin(model, size)
            measured[model] = {**theirs, **ours}
            same_counts(model, measured[model])
            if not any(theirs.values()):
                break
            rate = max(size["transitions"] / run["seconds"] for run in theirs.values() if run)
        for render in (times_table, rates_table, ratios_table, bytes_table):
            yield render(measured)

    def counted_by_spin(self, model, size):
        spin = Spin(self.tool, self.work / f"spin-{name_of(model)}", sizes_of(model), self.options.memory)
        runs = {}
        for name, cores in SPINS.items():
            prefix = self.bench.prefix if cores == 1 else self.bench.all_cores
            best = None
            for _ in range(self.options.rounds):
                run = spin.count(cores, size["states"], self.options.spin_seconds, prefix)
                if run and cores > 1 and run["states"] < size["states"]:
                    run = None  # It keeps hashes, and can take two states for one.
                if run and (best is None or run["seconds"] < best["seconds"]):
                    best = run
                if run is None or run["seconds"] > 5:
                    break
            runs[name] = best
        return runs

    # ---- Beside XState and Quint ------------------------------------------------------------------

    def peers(self):
        for peer in ("xstate", "quint"):
            install = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
            subprocess.run(install, cwd=self.work / peer, check=True)
        yield self.xstate()
        yield self.quint()

    def xstate(self):
        rows = []
        for model in XSTATE_MODELS:
            theirs = self.explored_by_xstate(model)
            if theirs is None:
                break
            ours = self.explored(model, "dense")
            same_counts(model, {"imgfam": ours, "XState": theirs})
            times = theirs["seconds"] / ours["seconds"]
            rows.append([title_of(model), f"{ours['states']:,}", f"{ours['transitions']:,}",
                         duration(theirs["seconds"]), duration(ours["seconds"]), f"{times:,.0f}"])
        name = f"XState {self.version('xstate', 'xstate')}, getAdjacencyMap"
        return table(["Images, accounts, instances", "states", "transitions", name, "imgfam, dense", "ratio"], rows)

    def explored_by_xstate(self, model):
        command = [*self.bench.prefix, "node", "--max-old-space-size=8192", "explore.js", *map(str, model)]
        best = None
        for _ in range(self.options.rounds):
            try:
                done = subprocess.run(command, cwd=self.work / "xstate", check=True, text=True,
                                      stdout=subprocess.PIPE, timeout=self.options.peer_seconds)
            except subprocess.TimeoutExpired:
                return best
            found = json.loads(done.stdout)
            if best is None or found["seconds"] < best["seconds"]:
                best = found
        return best

    def quint(self):
        """Walks of fifty requests, each chosen at random; an invariant is looked at in each state."""
        walks, length = 300, 50
        command = [*self.bench.prefix, "node_modules/.bin/quint", "run", "family.qnt", "--backend", "typescript"]
        command += ["--main", f"family_{name_of(QUINT_MODEL).replace('-', '_')}", "--seed", "1"]
        command += ["--max-samples", str(walks), "--max-steps", str(length)]
        command += ["--invariant", "sharedIsNeverDeprecated"]
        done = subprocess.run(command, cwd=self.work / "quint", check=True, text=True, stdout=subprocess.PIPE)
        milliseconds = int(re.search(r"No violation found \((\d+)ms", done.stdout)[1])
        average = float(re.search(r"average=([\d.]+)", done.stdout)[1]) - 1  # The first state is no step.
        claim = ["--always", "not (image $m status Deprecated and not image $m shared-with none)"]
        ours = self.explored(QUINT_MODEL, "dense", claims=claim)
        name = f"Quint {self.version('quint', '@informalsystems/quint')}, TypeScript simulator"
        rows = [
            [name, f"{walks} random walks", f"{walks * average:,.0f}", duration(milliseconds / 1000),
             f"{walks * average / milliseconds * 1000:,.0f}"],
            ["imgfam, dense", f"all {ours['states']:,} states", f"{ours['transitions']:,}",
             duration(ours["seconds"]), f"{ours['transitions'] / ours['seconds']:,.0f}"],
        ]
        header = [f"An invariant checked, {title_of(QUINT_MODEL)}", "in", "steps", "time", "steps a second"]
        return table(header, rows)

    def version(self, peer, package):
        file = self.work / peer / "node_modules" / package / "package.json"
        return json.loads(file.read_text())["version"]

    # ---- Growth -----------------------------------------------------------------------------------

    def growth(self, runs):
        one, two = (runs[f"memory/or/real_time/threads:{n}"]["bytes_per_second"] / 1e9 for n in (1, 2))
        rows = []
        for name in ("words", "dense", "dense, two threads", "hash"):
            engine, threads = ENGINES[name]
            for images in range(3, 12):
                found = self.explored((images, 2, 2), engine, threads)
                if found is None:
                    break
                kept = found["states"] * found["bytes_per_state"]
                rate = kept / found["seconds"] / 1e9
                rows.append([f"{name}, {images}, 2, 2", f"{found['states']:,}", duration(found["seconds"]),
                             millions(found["states"] / found["seconds"]), f"{found['bytes_per_state']:.2f}",
                             size_of(kept), f"{rate:.2f}", f"{rate / (two if threads > 1 else one):.1%}"])
                if found["seconds"] * GROWTH > self.options.growth_seconds:
                    break
        header = ["Engine; images, accounts, instances", "states", "time", "million states a second",
                  "bytes a state", "kept", "kept, GB/s", "of the memory's"]
        memory = [["`b[i] \\|= a[i]` over 1 GiB", f"{one:.1f}", f"{two:.1f}"]]
        memory_header = ["The memory's speed, read and written", "one thread, GB/s", "two threads, GB/s"]
        yield table(memory_header, memory)
        yield table(header, rows)

    def costs(self):
        """Instructions and memory by cachegrind, beyond those of starting and exploring one image."""
        rows = []
        for engine in ("words", "dense", "hash"):
            states = self.explored(WORK_MODEL, engine)["states"]
            all_of_it, base = (self.cachegrind(model, engine) for model in (WORK_MODEL, (1, 0, 0)))
            each = [(a - b) / states for a, b in zip(all_of_it, base)]
            rows.append([engine, *(f"{value:.1f}" for value in each[:2]), f"{each[2] * 64:.2f}"])
        header = [f"Work for a state, {title_of(WORK_MODEL)}", "instructions", "reads and writes",
                  "bytes beyond the last cache"]
        return table(header, rows)

    def cachegrind(self, model, engine):
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=yes", "--cachegrind-out-file=/dev/null"]
        command += [*explore_command(self.tool, model, engine), "--threads", "1"]
        done = subprocess.run(command, capture_output=True, check=True, text=True)
        found = [re.search(rf"{name}:\s+([\d,]+)", done.stderr)
                 for name in (r"I\s+refs", r"D\s+refs", "LLd misses")]
        return [int(match[1].replace(",", "")) for match in found]

    # ---- Inside a run -----------------------------------------------------------------------------

    def inside(self, runs):
        rows = []
        for engine in ("hash", "dense", "words"):
            rate = runs[f"explore/{engine}/real_time"]["items_per_second"]
            rows.append([f"explore, {title_of(WORK_MODEL)}, {engine}", f"{millions(rate)} million states a second", ""])
        rows.append(["FamilyModel::apply, on a copy of the state",
                     f"{per_item(runs['explore/apply'], 1e9):.0f} ns", ""])
        rows.append(["a claim about two images, in one state", f"{per_item(runs['explore/claim'], 1e9):.0f} ns", ""])
        for images in (2, 8, 64):
            run = runs[f"explore/around/{images}"]
            what = f"look_around, {images} images: {run['depth']:.0f} requests, {run['states']:,.0f} states"
            rows.append([what, duration(in_seconds(run)), "≤ 20 ms"])
        return table(["Inside the process", "", "Target"], rows)

    def whole(self):
        scenario = self.work / "imgfam" / "one-1.yaml"
        plain, explored = self.medians([f"{self.tool} run {scenario}", f"{self.tool} run --explore {scenario}"])
        suite = self.best([self.tool, "generate", "--cover", "transitions", "-n", "2", "-m", "1", "-k", "1",
                           "--output", self.work / "suite.yaml"])
        rows = [
            ["run, one small scenario", duration(plain), ""],
            ["run --explore, the same", f"{duration(explored)}, {duration(explored - plain)} more", "≤ 20 ms more"],
            ["generate --cover transitions, 2, 1, 1", duration(suite), ""],
            *self.account_rows(),
        ]
        return table(["The whole process", "", "Target"], rows)

    def medians(self, commands):
        report = self.work / "explore-whole.json"
        hyperfine = ["hyperfine", "-N", "--warmup", "20", "--runs", "200", "--export-json", report, *commands]
        self.bench.seconds(hyperfine, self.work)
        return [result["median"] for result in json.loads(report.read_text())["results"]]

    def best(self, command):
        return min(self.bench.seconds(command, self.work) for _ in range(self.options.rounds))

    def account_rows(self):
        """A rollback planned for an account of ten thousand images, from its API's answers on."""
        answers = self.work / "account.json"
        with answers.open("w") as file:
            make = os.path.join(os.path.dirname(__file__), "make_account.py")
            subprocess.run([sys.executable, make], stdout=file, check=True)
        goal = ["--goal", "family web-0 resolves-to m-bp000000000097x", "--quiet"]
        rows = []
        for kind in ("yaml", "json"):
            state = self.work / f"account-state.{kind}"
            command = [self.tool, "import", answers, "--format", kind, "--output", state, "--quiet"]
            rows.append([f"import, 10,000 images, into {kind.upper()}", duration(self.best(command)), ""])
            planned = self.best([self.tool, "plan", state, *goal])
            rows.append([f"plan, a family's rollback on that {kind.upper()}", duration(planned), ""])
        planned = self.best([self.tool, "plan", answers, *goal])
        return [*rows, ["plan, the same on the API's answers", duration(planned), "≤ 1 s"]]


# ---- Models -----------------------------------------------------------------------------------------


def sizes_of(model):
    return [part for pair in zip(("-n", "-m", "-k"), map(str, model)) for part in pair]


def title_of(model):
    return ", ".join(map(str, model))


def name_of(model):
    return "-".join(map(str, model))


def explore_command(tool, model, engine):
    return [tool, "explore", "--no-shipped", "--quiet", "--engine", engine, *sizes_of(model)]


def same_counts(model, runs):
    counts = {(run["states"], run["transitions"]) for run in runs.values() if run}
    if len(counts) != 1:
        sys.exit(f"{title_of(model)}: not the same states and transitions: {counts}")


# ---- Tables -----------------------------------------------------------------------------------------


def model_table(measured, what, columns, cell):
    rows = []
    for model, runs in measured.items():
        states = next(run["states"] for run in runs.values() if run)
        cells = [cell(runs, name) if runs[name] else "" for name in columns]
        rows.append([title_of(model), f"{states:,}", *cells])
    return table([f"Images, accounts, instances: {what}", "states", *columns], rows)


def times_table(measured):
    def time(runs, name):
        return duration(runs[name]["seconds"])

    return model_table(measured, "time", [*SPINS, *ENGINES], time)


def rates_table(measured):
    def rate(runs, name):
        return millions(runs[name]["states"] / runs[name]["seconds"])

    return model_table(measured, "million states a second", [*SPINS, *ENGINES], rate)


def ratios_table(measured):
    """On one thread, beside SPIN on one core and on two."""
    engines = {"dense": "≥ 100", "words": "≥ 1,000"}
    pairs = [(engine, spin) for engine in engines for spin in SPINS]
    rows = []
    for model, runs in measured.items():
        states = next(run["states"] for run in runs.values() if run)
        cells = [f"{runs[spin]['seconds'] / runs[engine]['seconds']:,.0f}"
                 if runs[spin] and runs[engine] else "" for engine, spin in pairs]
        rows.append([title_of(model), f"{states:,}", *cells])
    rows.append(["Target", "", *(engines[engine] if SPINS[spin] == 1 else "" for engine, spin in pairs)])
    header = ["Images, accounts, instances: one thread, times", "states",
              *(f"{engine} / {spin}" for engine, spin in pairs)]
    note = "SPIN is a tool for any model; the dense and words engines are for this one kind alone."
    return table(header, rows) + "\n\n" + note


def bytes_table(measured):
    def kept(runs, name):
        return f"{runs[name]['bytes_per_state']:.2f}"

    return model_table(measured, "bytes a state", [*SPINS, *ENGINES], kept)


def duration(seconds):
    for unit, name in ((1, "s"), (1e-3, "ms"), (1e-6, "µs")):
        if seconds >= unit:
            return f"{seconds / unit:,.{0 if seconds / unit >= 100 else 1}f} {name}"
    return f"{seconds * 1e9:.0f} ns"


def millions(rate):
    value = rate / 1e6
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}" if value >= 1 else f"{value:.3f}"


def size_of(count):
    for unit, name in ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB")):
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count:.0f} B"
