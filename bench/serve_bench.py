"""The part `serve` of bench/run: `imgfam serve` beside an Express endpoint with a map in memory and
nginx with a static file, by wrk on loopback; its memory over a million requests; how soon it answers.

Servers have one core, and wrk the other. Every request is signed and has a nonce of its own, so they
are prepared before, and each server gets them once.
"""

import base64
import hashlib
import hmac
import http.client
import itertools
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
from contextlib import contextmanager
from pathlib import Path

from tables import table

HERE = Path(__file__).resolve().parent
CONNECTIONS = 64
MEMORY_REQUESTS = 1_000_000
STARTS = 15
START_ACTS = (0, 1_000, 100_000)
RATE_MAX = 90_000  # Of requests a second that are prepared for.

OPERATIONS = {
    "ModifyImageAttribute": ("POST", {"ImageId": "m-0"}),
    "DescribeImageFromFamily": ("GET", {"ImageFamily": "web"}),
}


def add_options(parser):
    parser.add_argument("--serve-seconds", type=float, default=4, metavar="N",
                        help="how long each server is asked, each round")


class Serve:
    def __init__(self, bench):
        self.bench = bench
        self.work = bench.work / "serve"
        self.seconds = bench.options.serve_seconds
        self.rate_max = RATE_MAX

    def tables(self):
        self.work.mkdir()
        (self.work / "given.yaml").write_text(given())
        install = ["npm", "ci", "--silent", "--no-audit", "--no-fund"]
        subprocess.run(install, cwd=self.bench.work / "express", check=True)
        yield from self.rates()
        yield self.memory()
        yield self.starts()

    # ---- Requests a second ----

    def rates(self):
        servers = {
            "imgfam, in memory": self.imgfam,
            "imgfam, --state": lambda: self.imgfam("--state", "s.db"),
            "Express, signatures checked": self.express,
            "Express, nothing checked": lambda: self.express("unsigned"),
        }
        if nginx_path():
            servers["nginx, a static file"] = self.nginx
        best = {}
        for _ in range(self.bench.options.rounds):
            self.prepare_all()
            for name, start in servers.items():
                for operation in OPERATIONS:
                    key = (name, operation)
                    with start() as port:
                        found = self.asked(name, operation, port)
                    if key not in best or found["rate"] > best[key]["rate"]:
                        best[key] = found
        self.rate_max = 1.5 * max(found["rate"] for (name, _), found in best.items() if "imgfam" in name)
        yield from rate_tables(list(servers), best)

    def prepare_all(self):
        for operation in OPERATIONS:
            self.prepare(operation, "warm", int(self.rate_max))
            self.prepare(operation, "measured", int(self.rate_max * self.seconds))

    def prepare(self, operation, name, count):
        with (self.work / f"{operation}.{name}").open("w") as out:
            out.writelines(itertools.islice(signed(operation), count))

    def asked(self, name, operation, port):
        if "nginx" in name:
            operation = "DescribeImageFromFamily"  # A static file is only got.
        self.wrk(port, f"{operation}.warm", 1)
        return self.wrk(port, f"{operation}.measured", self.seconds)

    def wrk(self, port, requests, seconds):
        command = ["taskset", "--cpu-list", "1", *self.bench.all_cores]
        command += ["wrk", "--threads", "1", "--connections", str(CONNECTIONS), "--timeout", "10"]
        command += ["--duration", f"{seconds:.0f}s", "--script", HERE / "serve" / "wrk.lua"]
        command += [f"http://127.0.0.1:{port}", "--", self.work / requests]
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found = json.loads(re.search(r"^\{.*\}$", said, re.MULTILINE)[0])
        # Were there too few requests, a nonce that comes again would be refused.
        if found["not_200"] or found["broken"]:
            raise SystemExit(f"{requests}: {said}")
        return found

    # ---- Servers, each ended by its pid ----

    @contextmanager
    def imgfam(self, *options):
        for old in self.work.glob("s.db*"):
            old.unlink()
        command = [self.bench.tool, "serve", "--port", "0", "--given", "given.yaml", *options]
        with self.started(command, self.work) as process:
            self.process = process
            yield int(re.search(rb":(\d+)", process.stdout.readline())[1])

    @contextmanager
    def express(self, *options):
        command = ["node", "server.js", *options]
        with self.started(command, self.bench.work / "express") as process:
            yield int(process.stdout.readline())

    @contextmanager
    def nginx(self):
        (self.work / "answer.json").write_text(json.dumps({"RequestId": "x" * 36}))
        port = free_port()
        (self.work / "nginx.conf").write_text(nginx_conf(self.work, port))
        command = [nginx_path(), "-p", self.work, "-c", self.work / "nginx.conf"]
        with self.started(command, self.work):
            wait_for(port)
            yield port

    @contextmanager
    def started(self, command, folder):
        process = subprocess.Popen([*self.bench.prefix, *command], cwd=folder, stdout=subprocess.PIPE)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait()
            process.stdout.close()

    # ---- Memory and starting ----

    def memory(self):
        rows = []
        for name, options in (("in memory", []), ("--state", ["--state", "s.db"])):
            with self.imgfam(*options) as port:
                kib, done = [resident_kib(self.process.pid)], 0
                counts = [0]
                while done < MEMORY_REQUESTS:
                    self.prepare_all()
                    for operation in OPERATIONS:
                        done += self.wrk(port, f"{operation}.measured", self.seconds)["requests"]
                    counts.append(done)
                    kib.append(resident_kib(self.process.pid))
            for count, resident in zip(counts, kib):
                rows.append([f"{name}, after {count:,} requests", f"{resident / 1024:.1f} MiB"])
        return table(["Memory of `imgfam serve`", "resident"], rows)

    def starts(self):
        rows = []
        for acts in START_ACTS:
            with self.imgfam("--state", "s.db") as port:
                self.act(port, acts)
            seconds = sorted(self.start_seconds("--state", "s.db") for _ in range(STARTS))
            rows.append([f"with a state of {acts:,} acts", *shown_starts(seconds), "≤ 20 ms"])
        seconds = sorted(self.start_seconds() for _ in range(STARTS))
        rows.insert(0, ["in memory", *shown_starts(seconds), "≤ 20 ms"])
        return table(["From the start to the first answer", "best", "median", "Target"], rows)

    def act(self, port, count):
        connection = http.client.HTTPConnection("127.0.0.1", port)
        for number in itertools.islice(NUMBERS, count):
            connection.request("GET", "/?" + signed_query("ModifyImageAttribute", "GET", number))
            connection.getresponse().read()
        connection.close()

    def start_seconds(self, *options):
        command = [*self.bench.prefix, self.bench.tool, "serve", "--port", "0", "--given", "given.yaml", *options]
        begun = time.perf_counter()
        process = subprocess.Popen(command, cwd=self.work, stdout=subprocess.PIPE, close_fds=False)
        port = int(re.search(rb":(\d+)", process.stdout.readline())[1])
        with socket.create_connection(("127.0.0.1", port)) as connection:
            connection.sendall(b"GET /health HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.recv(1000)
        taken = time.perf_counter() - begun
        process.terminate()
        process.wait()
        process.stdout.close()
        return taken


# ---- Requests ----

NUMBERS = itertools.count(1)


def signed(operation):
    """Lines for wrk.lua, without end."""
    method, _ = OPERATIONS[operation]
    start = "POST " if method == "POST" else "GET /?"
    for number in NUMBERS:
        yield f"{start}{signed_query(operation, method, number)}\n"


def signed_query(operation, method, number):
    """The query or form; HMAC-SHA1. Its names are in their order, so that signing is quick."""
    own = dict(OPERATIONS[operation][1])
    if operation == "ModifyImageAttribute":
        own["Description"] = f"text{number}"
    parameters = {
        "AccessKeyId": "testid", "Action": operation, **own, "Format": "JSON", "RegionId": "cn-hangzhou",
        "SignatureMethod": "HMAC-SHA1", "SignatureNonce": f"{RUN}{number:012}", "SignatureVersion": "1.0",
        "Timestamp": timestamp(), "Version": "2014-05-26",
    }
    query = "&".join(f"{name}={parameters[name]}" for name in sorted(parameters))
    text = f"{method}&%2F&" + query.replace("%", "%25").replace("=", "%3D").replace("&", "%26")
    mac = KEY.copy()
    mac.update(text.encode())
    return f"{query}&Signature={urllib.parse.quote(base64.b64encode(mac.digest()), safe='')}"


KEY = hmac.new(b"testsecret&", digestmod=hashlib.sha1)
RUN = f"{time.time_ns():x}"


def timestamp():
    return time.strftime("%Y-%m-%dT%H%%3A%M%%3A%SZ", time.gmtime())


def given():
    images = "".join(f"    - {{id: m-{n}, name: m-{n}, family: web}}\n" for n in range(4))
    return f"scenario: Four images\ngiven:\n  images:\n{images}steps: [{{advance: 1s}}]\n"


# ---- The rest ----


def nginx_path():
    """Nothing where it is not installed: to install it is to run it as a service, too."""
    return shutil.which("nginx", path=os.environ["PATH"] + ":/usr/sbin")


def nginx_conf(folder, port):
    return f"""daemon off;
master_process off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
  access_log off;
  keepalive_requests 1000000000;
  default_type application/json;
  client_body_temp_path {folder}/body;
  proxy_temp_path {folder}/proxy;
  fastcgi_temp_path {folder}/fastcgi;
  uwsgi_temp_path {folder}/uwsgi;
  scgi_temp_path {folder}/scgi;
  server {{
    listen 127.0.0.1:{port};
    root {folder};
    location / {{ rewrite ^ /answer.json break; }}
  }}
}}
"""


def free_port():
    with socket.socket() as any_one:
        any_one.bind(("127.0.0.1", 0))
        return any_one.getsockname()[1]


def wait_for(port):
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except ConnectionRefusedError:
            time.sleep(0.02)
    raise SystemExit("nginx does not start")


def resident_kib(pid):
    return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[1])


def shown_starts(seconds):
    return [f"{seconds[0] * 1e3:.1f} ms", f"{seconds[len(seconds) // 2] * 1e3:.1f} ms"]


def rate_tables(names, best):
    for operation in OPERATIONS:
        express = best["Express, signatures checked", operation]["rate"]
        rows = []
        for name in names:
            found = best[name, operation]
            times = [f"{found[key] / 1e3:.2f} ms" for key in ("p50_us", "p99_us")]
            target = "≥ 10" if "imgfam" in name else ""
            rows.append([name, f"{found['rate']:,.0f}", *times, f"{found['rate'] / express:.1f}", target])
        yield table([f"{operation}, signed", "requests a second", "p50", "p99", "times Express", "Target"], rows)
