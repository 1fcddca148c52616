#!/usr/bin/env python3
"""`imgfam conform` over HTTP: an emulator conforms in every way of speaking to it, one that is
spoiled on its way does not, and what cannot be reached is not judged.

    conform.py TOOL
"""

import contextlib
import http.client
import http.server
import json
import pathlib
import re
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "serve"))
# pylint: disable=wrong-import-position
from serving import ServeTest, query_of, seconds_max, tool

scenarios = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
keys = "".join(f'- {{access-key: key{n}, secret: secret{n}, account: "100000000000000{n}"}}\n'
               for n in range(1, 5))


class Spoiler(http.server.BaseHTTPRequestHandler):
    """Hands requests on to an emulator, and spoils what it answers."""
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    upstream = 0

    def spoil(self, status, kind, body):
        """What is answered instead; nothing: the connection is closed."""
        return status, kind, body

    def do_POST(self):
        request = self.rfile.read(int(self.headers["Content-Length"]))
        connection = http.client.HTTPConnection("127.0.0.1", self.upstream, timeout=seconds_max)
        with contextlib.closing(connection):
            connection.request("POST", self.path, request, dict(self.headers))
            answer = connection.getresponse()
            spoiled = self.spoil(answer.status, answer.headers["Content-Type"], answer.read())
        if spoiled is None:
            self.close_connection = True
            return
        status, kind, body = spoiled
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body) + self.server.missing_bytes))
        self.end_headers()
        self.wfile.write(body)
        if self.server.missing_bytes:
            self.close_connection = True

    def log_message(self, *_):
        pass


class SizeAsText(Spoiler):
    def spoil(self, status, kind, body):
        return status, kind, re.sub(rb'"Size":(\d+)', rb'"Size":"\1"', body)


class ErrorsAre200(Spoiler):
    def spoil(self, status, kind, body):
        return 200, kind, body


class Html(Spoiler):
    def spoil(self, status, kind, body):
        if status == 403:
            return 403, "text/html", b"<html><body>Forbidden</body>"
        return status, kind, body


class Closing(Spoiler):
    def spoil(self, status, kind, body):
        return None if b"DryRun" in body or status == 403 else (status, kind, body)


class Conform(ServeTest):
    def setUp(self):
        super().setUp()
        (self.folder / "keys.yaml").write_text(keys, encoding="utf-8")

    def emulator(self, *more):
        return self.start("--credentials", "keys.yaml", "--clock", "simulated", "--control", "0",
                          *more)

    def conform(self, server, *arguments, port=None, keys_file="keys.yaml", more=()):
        """The exit code, the report as JSON (or nothing), and standard error."""
        run = subprocess.run(
            [tool, "conform", "--endpoint", f"http://127.0.0.1:{port or server.port}",
             "--control", f"http://127.0.0.1:{server.control_port}", "--credentials", keys_file,
             "--format", "json", *map(str, more or ["--shrink-seconds", 20]), *map(str, arguments)],
            cwd=self.folder, text=True, encoding="utf-8", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=seconds_max * 5, check=False)
        return run.returncode, json.loads(run.stdout) if run.stdout else None, run.stderr

    @contextlib.contextmanager
    def spoiled(self, server, spoiler, missing_bytes=0):
        """The port of an emulator that is spoiled."""
        handler = type("Handler", (spoiler,), {"upstream": server.port})
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as wrong:
            wrong.daemon_threads = True
            wrong.missing_bytes = missing_bytes
            thread = threading.Thread(target=wrong.serve_forever)
            thread.start()
            try:
                yield wrong.server_address[1]
            finally:
                wrong.shutdown()
                thread.join()

    def test_an_emulator_conforms_however_it_is_spoken_to(self):
        server = self.emulator()
        for way in ([], ["--signature", "acs3"], ["--wire", "xml"],
                    ["--signature", "acs3", "--wire", "xml"]):
            with self.subTest(way=way):
                code, report, errors = self.conform(server, scenarios / "rollback", *way)
                self.assertEqual(code, 0, (errors, report and report["violations"]))
                self.assertGreater(report["totals"]["conform"], 20)
                self.assertEqual(report["totals"]["violate"], 0)

    def test_an_emulator_conforms_on_random_walks_under_its_readings(self):
        server = self.emulator("--interpretation", "repeat-status=accept",
                               "--interpretation", "in-use-means=ever")
        code, report, errors = self.conform(server, scenarios / "readings", "--random", 7,
                                            "--steps", 300)
        self.assertEqual(code, 0, (errors, report and report["violations"]))
        followed = {reading["question"]: reading["possible"] for reading in report["readings"]}
        self.assertEqual(followed["repeat-status"], ["repeat-status=accept"])

    def test_a_spoiled_emulator_violates_and_what_was_saved_is_judged_again(self):
        server = self.emulator()
        with self.spoiled(server, SizeAsText) as port:
            code, report, _ = self.conform(server, scenarios / "documents", port=port)
            self.assertEqual(code, 1)
            self.assertEqual(len(report["violations"]), 1)
            self.assertIn("Size", json.dumps(report["violations"][0]["differences"]))
            saved = report["violations"][0]["savedAs"]
            self.assertTrue((self.folder / saved).exists())
            text = (self.folder / saved).read_text(encoding="utf-8")
            self.assertLess(text.count("request:"), 3, text)
            code, report, _ = self.conform(server, scenarios / "documents", port=port)
            self.assertEqual(code, 1)
            self.assertEqual(report["scenarios"][0]["saved"], "FAILED")
        code, report, _ = self.conform(server, scenarios / "documents")
        self.assertEqual((code, report["scenarios"][0]["saved"]), (0, "FIXED"))
        run = subprocess.run([tool, "run", "conform-failures"], cwd=self.folder, check=False)
        self.assertEqual(run.returncode, 0)

    def test_wrong_answers_of_other_kinds(self):
        server = self.emulator()
        for spoiler, result in ((ErrorsAre200, 1), (Html, 1), (Closing, 3)):
            with self.subTest(spoiler=spoiler.__name__), self.spoiled(server, spoiler) as port:
                code, report, errors = self.conform(server, scenarios / "documents", port=port,
                                                    more=["--shrink-seconds", 0])
                self.assertEqual(code, result, (errors, report and report["totals"]))

    def test_a_proxy_judges_what_passes(self):
        (self.folder / "given.yaml").write_text(
            "scenario: One image\ngiven:\n  images:\n    - {id: m-1, family: web}\n"
            "steps: [{advance: 1s}]\n", encoding="utf-8")
        emulator = self.start("--given", "given.yaml", "--credentials", "keys.yaml")
        for spoiler, result in ((Spoiler, 0), (SizeAsText, 1)):
            with self.subTest(spoiler=spoiler.__name__), self.spoiled(emulator, spoiler) as wrong:
                run = subprocess.Popen(
                    [tool, "conform", "--proxy", "0", "--given", "given.yaml", "--credentials",
                     "keys.yaml", "--endpoint", f"http://127.0.0.1:{wrong}"],
                    cwd=self.folder, text=True, encoding="utf-8", stdout=subprocess.PIPE)
                self.addCleanup(run.kill)
                port = int(re.search(r":(\d+)$", run.stdout.readline().strip())[1])
                for action, parameters in (("DescribeImages", {"Status": "ALL"}),
                                           ("ModifyImageAttribute",
                                            {"ImageId": "m-1", "Description": "as it is now"}),
                                           ("DescribeImageFromFamily", {"ImageFamily": "web"})):
                    body = query_of(action, key="key1", secret="secret1", method="POST",
                                    **parameters)
                    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds_max)
                    with contextlib.closing(connection):
                        connection.request("POST", "/", body, {
                            "Content-Type": "application/x-www-form-urlencoded"})
                        answer = connection.getresponse()
                        self.assertEqual(answer.status, 200, answer.read())
                run.terminate()
                said, _ = run.communicate(timeout=seconds_max)
                self.assertEqual(run.returncode, result, said)
                self.assertIn("2 conforms: ModifyImageAttribute", said)
                self.assertEqual("1 violates: DescribeImages" in said, result == 1, said)

    def test_half_an_answer_is_none(self):
        server = self.emulator()
        with self.spoiled(server, Spoiler, missing_bytes=5) as port:
            code, _, errors = self.conform(server, scenarios / "rollback", port=port)
        self.assertEqual(code, 2)
        self.assertIn("CNF006", errors)

    def test_what_cannot_be_judged_is_an_error(self):
        server = self.emulator()
        (self.folder / "other.yaml").write_text(
            '- {access-key: key1, secret: wrong, account: "1000000000000001"}\n', encoding="utf-8")
        for arguments, more, code in (
                ([scenarios / "rollback"], {"keys_file": "other.yaml"}, "CNF007"),
                ([], {}, "CNF009"),
                ([scenarios / "rollback", "--filter", "no such scenario"], {}, "CNF008")):
            with self.subTest(arguments=arguments, more=more):
                result, _, errors = self.conform(server, *arguments, **more)
                self.assertEqual(result, 2)
                self.assertIn(code, errors)
        port = server.port
        server.close()
        result, _, errors = self.conform(server, scenarios / "rollback", port=port)
        self.assertEqual(result, 2)
        self.assertIn("CNF006", errors)


if __name__ == "__main__":
    unittest.main()
