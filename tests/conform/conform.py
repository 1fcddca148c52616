#!/usr/bin/env python3
"""`imgfam conform` over HTTP: an emulator conforms in every way of speaking to it, one that is
spoiled on its way does not, and what cannot be reached is not judged.

    conform.py TOOL
"""

import contextlib
import gzip
import http.client
import http.server
import json
import pathlib
import re
import ssl
import subprocess
import sys
import threading
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "serve"))
# pylint: disable=wrong-import-position
from serving import ServeTest, query_of, seconds_max, tool

scenarios = pathlib.Path(__file__).resolve().parents[2] / "scenarios"
tls = pathlib.Path(__file__).resolve().parent / "tls"
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


class DeprecatesShared(Spoiler):
    """Says that a shared image was deprecated."""

    def spoil(self, status, kind, body):
        return (200, kind, b'{"RequestId":"0"}') if b"remove shared" in body else (status, kind, body)


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

    def conform(self, server, *arguments, port=None, keys_file="keys.yaml", more=(), url=None,
                is_controlled=True):
        """The exit code, the report as JSON (or nothing), and standard error."""
        control = ["--control", f"http://127.0.0.1:{server.control_port}"]
        run = subprocess.run(
            [tool, "conform", "--endpoint", url or f"http://127.0.0.1:{port or server.port}",
             *(control if is_controlled else []), "--credentials", keys_file,
             "--format", "json", *map(str, more or ["--shrink-seconds", 20]), *map(str, arguments)],
            cwd=self.folder, text=True, encoding="utf-8", stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, timeout=seconds_max * 5, check=False)
        return run.returncode, json.loads(run.stdout) if run.stdout else None, run.stderr

    @contextlib.contextmanager
    def spoiled(self, server, spoiler, missing_bytes=0, is_tls=False):
        """The port of an emulator that is spoiled."""
        handler = type("Handler", (spoiler,), {"upstream": server.port})
        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as wrong:
            if is_tls:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(tls / "certificate.pem", tls / "key.pem")
                wrong.socket = context.wrap_socket(wrong.socket, server_side=True)
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
            for violation in report["violations"]:
                self.assertIn("Size", violation["differences"][0])
            # What is shown wrongly everywhere does not hide the rest.
            self.assertGreater(report["totals"]["answersJudged"], 150)
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

    def test_without_control_violations_are_shortened_saved_and_judged_again(self):
        (self.folder / "account.yaml").write_text(
            "scenario: One public image\ngiven:\n  system-images: [{id: public.vhd}]\n"
            "steps: [{advance: 1s}]\n", encoding="utf-8")
        emulator = self.start("--given", "account.yaml", "--credentials", "keys.yaml")

        def judge(port=None):
            return self.conform(emulator, "--given", "account.yaml", scenarios / "rollback",
                                "--filter", "shared", port=port, is_controlled=False)

        with self.spoiled(emulator, DeprecatesShared) as port:
            code, report, errors = judge(port)
            self.assertEqual(code, 1, (errors, report))
            self.assertEqual(len(report["violations"]), 1, report["violations"])
            self.assertIn("deprecate-unshared", json.dumps(report["violations"][0]["rules"]))
            # What it violates with is followed by other scenarios, which are judged as well.
            self.assertGreater(report["totals"]["conform"] + report["totals"]["violate"], 2)
            self.assertTrue(report["violations"][0]["shrunk"])
            saved = (self.folder / report["violations"][0]["savedAs"]).read_text(encoding="utf-8")
            self.assertEqual(saved.count("- request:"), 1, saved)
            code, report, errors = judge(port)
            self.assertEqual((code, report["scenarios"][0]["saved"]), (1, "FAILED"), errors)
        code, report, errors = judge()
        self.assertEqual((code, report["scenarios"][0]["saved"]), (0, "FIXED"), errors)
        _, left = emulator.call("DescribeImages", key="key1", secret="secret1",
                                ImageOwnerAlias="self", Status="ALL")
        self.assertEqual(left["TotalCount"], 0, left)

    def test_without_control_nothing_is_touched_that_was_there_before(self):
        (self.folder / "account.yaml").write_text(
            "scenario: Another image\ngiven:\n  system-images: [{id: public.vhd}]\n"
            "  images: [{id: m-mine}]\nsteps: [{advance: 1s}]\n", encoding="utf-8")
        (self.folder / "told.yaml").write_text(
            "scenario: One public image\ngiven:\n  system-images: [{id: public.vhd}]\n"
            "steps: [{advance: 1s}]\n", encoding="utf-8")
        emulator = self.start("--given", "account.yaml", "--credentials", "keys.yaml")
        with self.spoiled(emulator, DeprecatesShared) as port:
            for given, result in (("told.yaml", 2), ("account.yaml", 1)):
                code, _, errors = self.conform(emulator, "--given", given, scenarios / "rollback",
                                               "--filter", "shared", port=port, is_controlled=False,
                                               more=["--shrink-seconds", 0])
                self.assertEqual(code, result, errors)
                _, left = emulator.call("DescribeImages", key="key1", secret="secret1",
                                        ImageOwnerAlias="self")
                self.assertEqual([image["ImageId"] for image in left["Images"]["Image"]],
                                 ["m-mine"])

    def test_two_missing_guards_are_two_violations(self):
        class TakesAll(Spoiler):
            def spoil(self, status, kind, body):
                is_taken = b"remove shared" in body or b"InvalidImageName.Malformed" in body
                return (200, kind, b'{"RequestId":"0"}') if is_taken else (status, kind, body)

        for name, image, change in (
                ("shared", '{id: m-1, shared-with: ["1000000000000002"]}', "Status: Deprecated"),
                ("named", "{id: m-1}", "ImageName: x")):
            (self.folder / f"{name}.yaml").write_text(
                f"scenario: {name}\ngiven: {{images: [{image}]}}\nsteps:\n"
                f"  - {{request: ModifyImageAttribute, with: {{ImageId: m-1, {change}}}}}\n",
                encoding="utf-8")
        server = self.emulator()
        with self.spoiled(server, TakesAll) as port:
            _, report, errors = self.conform(server, "shared.yaml", "named.yaml", port=port)
        rules = [[rule["id"] for rule in v["rules"]] for v in report["violations"]]
        self.assertEqual(rules, [["deprecate-unshared"], ["modify-name-format"]], errors)

    def test_what_was_a_contradiction_is_fixed_by_following_either_reading(self):
        class AcceptsOnce(Spoiler):
            is_first = True

            def spoil(self, status, kind, body):
                if b"ImageStatus.NotAvailable" not in body or not AcceptsOnce.is_first:
                    return status, kind, body
                AcceptsOnce.is_first = False
                return 200, kind, b'{"RequestId":"0"}'

        for name in "ab":
            (self.folder / f"{name}.yaml").write_text(
                f"scenario: {name}\ngiven: {{images: [{{id: m-1, status: Deprecated}}]}}\nsteps:\n"
                "  - {request: ModifyImageAttribute, with: {ImageId: m-1, Status: Deprecated}}\n",
                encoding="utf-8")
        server = self.emulator()
        with self.spoiled(server, AcceptsOnce) as port:
            code, report, errors = self.conform(server, "a.yaml", "b.yaml", port=port)
            self.assertEqual(code, 1, errors)
            contradicted = report["violations"][0]["contradicts"][0]
            self.assertEqual(contradicted["by"]["scenario"], "a")
        code, report, errors = self.conform(server, "a.yaml", "b.yaml")
        self.assertEqual((code, report["scenarios"][0]["saved"]), (0, "FIXED"), errors)
        (self.folder / "c.yaml").write_text("scenario: c\nsteps: [{request: DescribeImages}]\n",
                                            encoding="utf-8")
        code, report, errors = self.conform(server, "c.yaml")
        self.assertEqual((code, report["scenarios"][0]["saved"]), (3, "ERROR"), errors)

    def test_https_is_spoken_to_those_who_are_trusted(self):
        server = self.emulator()
        with self.spoiled(server, Spoiler, is_tls=True) as port:
            for host in ("127.0.0.1", "localhost"):
                code, report, errors = self.conform(
                    server, scenarios / "documents", "--cacert", tls / "certificate.pem",
                    url=f"https://{host}:{port}")
                self.assertEqual(code, 0, (errors, report and report["violations"]))
            code, _, errors = self.conform(server, scenarios / "documents",
                                           url=f"https://127.0.0.1:{port}")
            self.assertEqual(code, 2)
            self.assertIn("CNF006", errors)
            self.assertIn("certificate verify failed", errors)
            # Of the same server, but a name that the certificate does not have.
            code, _, errors = self.conform(server, scenarios / "documents", "--cacert",
                                           tls / "certificate.pem", url=f"https://127.0.0.2:{port}")
            self.assertEqual(code, 2)
            self.assertIn("CNF006", errors)

    def test_a_clock_that_moves_by_itself_is_noticed(self):
        server = self.start("--credentials", "keys.yaml", "--control", "0")
        code, _, errors = self.conform(server, scenarios / "rollback")
        self.assertEqual(code, 2)
        self.assertIn("the endpoint's clock moves by itself", errors)

    def test_wrong_answers_of_other_kinds(self):
        server = self.emulator()
        for spoiler, result in ((ErrorsAre200, 1), (Html, 1), (Closing, 3)):
            with self.subTest(spoiler=spoiler.__name__), self.spoiled(server, spoiler) as port:
                code, report, errors = self.conform(server, scenarios / "documents", port=port,
                                                    more=["--shrink-seconds", 0])
                self.assertEqual(code, result, (errors, report and report["totals"]))

    @contextlib.contextmanager
    def proxied(self, endpoint, *more):
        """A proxy before the port of an endpoint that has one image. Yields a function that sends a
        request and answers the status, and the process, which is to be ended by `end_proxy`."""
        run = subprocess.Popen(
            [tool, "conform", "--proxy", "0", "--given", "given.yaml", "--credentials", "keys.yaml",
             "--endpoint", f"http://127.0.0.1:{endpoint}", *more], cwd=self.folder, text=True,
            encoding="utf-8", stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.addCleanup(run.kill)
        port = int(re.search(r":(\d+)$", run.stdout.readline().strip())[1])

        def send(action, headers=(), key="1", **parameters):
            body = query_of(action, key=f"key{key}", secret=f"secret{key}", method="POST",
                            **parameters)
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds_max)
            with contextlib.closing(connection):
                connection.request("POST", "/", body, {
                    "Content-Type": "application/x-www-form-urlencoded", **dict(headers)})
                answer = connection.getresponse()
                answer.read()
                return answer.status

        yield send, run

    def end_proxy(self, run):
        """The exit code, and what it said."""
        run.terminate()
        said, _ = run.communicate(timeout=seconds_max)
        return run.returncode, said

    def one_image(self):
        (self.folder / "given.yaml").write_text(
            "scenario: One image\ngiven:\n  images:\n    - {id: m-1, family: web}\n"
            "steps: [{advance: 1s}]\n", encoding="utf-8")
        return self.start("--given", "given.yaml", "--credentials", "keys.yaml")

    def test_a_proxy_does_not_accuse_of_what_it_cannot_follow(self):
        class Compressing(Spoiler):
            def end_headers(self):
                self.send_header("Content-Encoding", "gzip")
                super().end_headers()

            def spoil(self, status, kind, body):
                return status, kind, gzip.compress(body)

        emulator = self.one_image()
        with self.spoiled(emulator, Compressing) as port, self.proxied(port) as (send, run):
            self.assertEqual(send("DescribeImages"), 200)
            code, said = self.end_proxy(run)
            self.assertEqual(code, 2, said)
            self.assertIn("encoded (gzip)", said)
        keys_of_one = self.folder / "keys.yaml"
        keys_of_one.write_text(keys.splitlines(keepends=True)[0], encoding="utf-8")
        with self.proxied(emulator.port) as (send, run):
            self.assertEqual(send("DescribeImages"), 200)
            # Refused: nothing has changed.
            self.assertEqual(send("DeleteImage", key="2", ImageId="m-1"), 404)
            self.assertEqual(send("DescribeImages"), 200)
            self.assertEqual(send("RunInstances", key="2", ImageId="m-1"), 404)
            self.assertEqual(send("CreateKeyPair", key="2", KeyPairName="mine"), 200)
            self.assertEqual(send("DescribeImages"), 200)
            code, said = self.end_proxy(run)
            self.assertEqual(code, 3, said)
            self.assertIn("2 conforms", said)
            self.assertIn("3 undecided", said)
            self.assertIn("the access key key2", said)

    def test_a_proxy_tells_a_client_to_go_on(self):
        emulator = self.one_image()
        with self.proxied(emulator.port) as (send, run):
            status = send("DescribeImages", headers={"Expect": "100-continue"})
            self.assertEqual(status, 200)
            self.assertEqual(send("DescribeImageFromFamily", ImageFamily="web"), 200)
            code, said = self.end_proxy(run)
            self.assertEqual(code, 0, said)
            self.assertIn("2 conforms", said)

    def test_a_proxy_reports_every_violation_to_programs(self):
        emulator = self.one_image()
        with self.spoiled(emulator, SizeAsText) as port, \
                self.proxied(port, "--format", "json", "--output", "report.json") as (send, run):
            send("DescribeImages")
            send("DescribeImageFromFamily", ImageFamily="web")
            code, said = self.end_proxy(run)
            self.assertEqual(code, 1, said)
            report = json.loads((self.folder / "report.json").read_text(encoding="utf-8"))
            self.assertEqual([v["request"]["query"].split("&")[0] for v in report["violations"]],
                             ["Action=DescribeImages", "Action=DescribeImageFromFamily"])

    def test_a_proxy_is_undecided_about_what_was_lost(self):
        emulator = self.one_image()
        with self.spoiled(emulator, Closing) as port, self.proxied(port) as (send, run):
            self.assertEqual(send("DescribeImages"), 200)
            with self.assertRaises(http.client.HTTPException):
                # Refused, but nobody hears of it.
                send("ModifyImageAttribute", ImageId="m-1", Status="Available")
            code, said = self.end_proxy(run)
            self.assertEqual(code, 3, said)

    def test_a_proxy_judges_what_passes(self):
        emulator = self.one_image()
        for spoiler, result in ((Spoiler, 0), (SizeAsText, 1)):
            with self.subTest(spoiler=spoiler.__name__), self.spoiled(emulator, spoiler) as wrong:
                with self.proxied(wrong) as (send, run):
                    self.assertEqual(send("DescribeImages", Status="ALL"), 200)
                    self.assertEqual(send("ModifyImageAttribute", ImageId="m-1",
                                          Description="as it is now"), 200)
                    self.assertEqual(send("DescribeImageFromFamily", ImageFamily="web"), 200)
                    code, said = self.end_proxy(run)
                    self.assertEqual(code, result, said)
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
