#!/usr/bin/env python3
"""The control interface over HTTP: it steers what clients see, refuses pages in browsers, and what it
did outlasts a kill.

    control.py TOOL
"""

import signal
import unittest

from serving import ServeTest, account, connect, read_all, write_given


class Control(ServeTest):
    def setUp(self):
        super().setUp()
        write_given(self.folder / "given.yaml", ["m-0", "m-1"])
        self.options = ["--given", "given.yaml", "--control", "0", "--clock", "simulated",
                        "--settle", "10m"]

    def serve(self, *more):
        return self.start(*self.options, *more)

    def control(self, server, method, path, body=None):
        status, answer = server.control(method, path, body)
        self.assertEqual(status, 200, answer)
        return answer

    def description(self, server, image="m-0"):
        _, answer = server.call("DescribeImages", ImageId=image)
        return answer["Images"]["Image"][0]["Description"]

    def describe(self, server, text):
        status, answer = server.call("ModifyImageAttribute", ImageId="m-0", Description=text)
        self.assertEqual(status, 200, answer)

    def copy(self, server):
        status, answer = server.call("CopyImage", ImageId="m-0", DestinationRegionId="cn-beijing")
        self.assertEqual(status, 200, answer)
        return answer["ImageId"]

    def status_of(self, server, image):
        _, answer = server.call("DescribeImages", ImageId=image, RegionId="cn-beijing",
                                Status="Creating,Waiting,Available,CreateFailed,UnAvailable")
        return [item["Status"] for item in answer["Images"]["Image"]]

    def test_reset_snapshot_and_restore(self):
        server = self.serve()
        self.describe(server, "one")
        first = self.control(server, "POST", "/snapshot")["snapshot"]
        self.describe(server, "two")
        second = self.control(server, "POST", "/snapshot")["snapshot"]
        self.control(server, "POST", "/restore", {"snapshot": first})
        self.assertEqual(self.description(server), "one")
        self.control(server, "POST", "/restore", {"snapshot": second})
        self.assertEqual(self.description(server), "two")
        self.control(server, "POST", "/reset")
        self.assertEqual(self.description(server), "")
        status, answer = server.control("POST", "/restore", {"snapshot": first})
        self.assertEqual((status, answer["error"]["code"]), (404, "NotFound"))

    def test_reset_to_another_given(self):
        server = self.serve()
        given = f'scenario: Other\ngiven: {{account: "{account}", images: [{{id: m-9, description: nine}}]}}\n' \
                "steps: [{advance: 1s}]\n"
        self.control(server, "POST", "/reset", given)
        self.assertEqual(self.description(server, "m-9"), "nine")
        status, answer = server.control("POST", "/reset", "given: {images: [{}]}")
        self.assertEqual(status, 400, answer)
        self.assertEqual(self.description(server, "m-9"), "nine")

    def restarted(self, server, *options):
        server.end()
        return self.start(*options)

    def test_the_options_of_the_start_outlast_a_reset(self):
        options = ["--edition", "2020", "--settle", "10m", "--seed", "5", "--interpretation",
                   "repeat-status=accept", "--state", "s.db", "--control", "0"]
        server = self.start(*options)
        given = "scenario: Other\ninterpretation: {share-again: refuse}\n" \
                "given: {images: [{id: m-9}]}\nsteps: [{advance: 1s}]\n"
        self.control(server, "POST", "/reset", given)
        before = self.control(server, "GET", "/state")
        self.assertEqual(before["edition"], "2020")
        self.assertIn("repeat-status=accept", before["interpretation"])
        self.assertIn("share-again=refuse", before["interpretation"])
        server = self.restarted(server, *options)
        self.assertEqual(self.control(server, "GET", "/state")["images"], before["images"])
        # One of the options alone says nothing else than the state.
        server = self.restarted(server, "--interpretation", "repeat-status=accept", "--state", "s.db")
        server.end()
        for other in (["--edition", "2026"], ["--interpretation", "repeat-status=refuse"],
                      ["--settle", "1m"], ["--seed", "6"]):
            done = self.run_tool("serve", "--port", "0", "--state", "s.db", *other)
            self.assertEqual(done.returncode, 2, other)
            self.assertIn("STA008", done.stderr)

    def test_a_state_has_its_own_access_keys(self):
        given = 'scenario: G\ngiven: {account: "1111111111111111", images: [{id: m-0}]}\n' \
                "steps: [{advance: 1s}]\n"
        (self.folder / "other.yaml").write_text(given, encoding="utf-8")
        server = self.start("--given", "other.yaml", "--state", "s.db")
        server = self.restarted(server, "--state", "s.db")
        _, answer = server.call("DescribeImages", ImageOwnerAlias="self")
        self.assertEqual(answer["TotalCount"], 1)

    def test_accounts_with_a_key_outlast_a_reset(self):
        keys = f'- {{access-key: testid, secret: testsecret, account: "{account}"}}\n' \
               '- {access-key: two, secret: s, account: "2000000000000002"}\n'
        (self.folder / "keys.yaml").write_text(keys, encoding="utf-8")
        server = self.serve("--credentials", "keys.yaml")
        self.control(server, "POST", "/reset")
        status, answer = server.call("ModifyImageSharePermission", ImageId="m-0",
                                     AddAccount_1="2000000000000002")
        self.assertEqual(status, 200, answer)

    def test_time_and_creations(self):
        server = self.serve()
        image = self.copy(server)
        self.assertNotEqual(self.status_of(server, image), ["Available"])
        listed, = self.control(server, "GET", "/transitions")["transitions"]
        self.assertEqual(listed["image"], image)
        self.control(server, "POST", "/advance", {"by": "10m"})
        self.assertEqual(self.status_of(server, image), ["Available"])
        self.assertEqual(self.control(server, "GET", "/transitions")["transitions"], [])

    def test_creations_finish_fail_or_wait_as_told(self):
        server = self.serve()
        for word, status in (("finish", "Available"), ("fail", "CreateFailed")):
            image = self.copy(server)
            self.control(server, "POST", "/transitions", {"image": image, "do": word})
            self.assertEqual(self.status_of(server, image), [status])
            code, answer = server.control("POST", "/transitions", {"image": image, "do": word})
            self.assertEqual((code, answer["error"]["code"]), (409, "NotPossible"))
        held = self.copy(server)
        self.control(server, "POST", "/transitions", {"image": held, "do": "hold"})
        self.control(server, "POST", "/advance", {"by": "1000h"})
        self.assertNotIn(self.status_of(server, held), (["Available"], ["CreateFailed"]))
        self.control(server, "POST", "/transitions", {"image": held, "do": "finish"})
        self.assertEqual(self.status_of(server, held), ["Available"])

    def test_the_log_has_the_rules(self):
        server = self.serve()
        self.describe(server, "one")
        status, answer = server.call("ModifyImageAttribute", ImageId="m-none", Description="x")
        self.assertNotEqual(status, 200)
        log = self.control(server, "GET", "/log")["log"]
        self.assertEqual([line["status"] for line in log], [200, status])
        self.assertEqual(log[1]["code"], answer["Code"])
        self.assertEqual(log[1]["request_id"], answer["RequestId"])
        self.assertTrue(log[1]["broken"])
        self.assertEqual(log[1]["account"], account)
        after = self.control(server, "GET", f"/log?after={log[0]['n']}")["log"]
        self.assertEqual([line["n"] for line in after], [log[1]["n"]])

    def test_bad_requests_are_told(self):
        server = self.serve()
        for method, path, body, status in (
                ("GET", "/none", None, 404), ("DELETE", "/reset", None, 405),
                ("POST", "/restore", "{", 400), ("POST", "/restore", {"snapshot": 7}, 404),
                ("POST", "/advance", {"by": "soon"}, 400), ("POST", "/advance", {"by": "9" * 30 + "h"}, 400),
                ("POST", "/advance", {"by": "90000000h"}, 400),
                ("POST", "/transitions", {"image": "m-0"}, 400), ("GET", "/log?after=x", None, 400),
                ("POST", "/advance", "[" * 10_000, 400), ("POST", "/reset", "steps: {", 400),
                ("POST", "/transitions", {"image": "m-0", "do": "finish"}, 409)):
            with self.subTest(path=path, body=str(body)[:40]):
                code, answer = server.control(method, path, body)
                self.assertEqual(code, status, answer)
                self.assertIn("hint", answer["error"])
        self.assert_serves(server)

    def test_pages_in_browsers_are_refused(self):
        server = self.serve()
        for headers in ({"Origin": "http://evil.example"}, {"Origin": "null"},
                        {"Host": "evil.example"}, {"Host": "127.0.0.1.evil.example:80"}):
            for method, path in (("POST", "/reset"), ("GET", "/log"), ("OPTIONS", "/reset")):
                status, answer = server.control(method, path, headers=headers)
                self.assertEqual((status, answer["error"]["code"]), (403, "CrossOrigin"), headers)
        for host in ("localhost", f"localhost:{server.control_port}", "127.0.0.1", "[::1]:80"):
            self.assertEqual(server.control("GET", "/state", headers={"Host": host})[0], 200)

    def test_there_is_none_unless_asked_for(self):
        server = self.start()
        status, _ = server.call("DescribeRegions")
        self.assertEqual(status, 200)
        with connect(server.port) as connection:
            connection.sendall(b"POST /reset HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            self.assertNotIn(b" 200 ", read_all(connection))

    def test_what_it_did_outlasts_a_kill(self):
        server = self.serve("--state", "s.db")
        self.describe(server, "one")
        early = self.copy(server)
        first = self.control(server, "POST", "/snapshot")["snapshot"]
        self.describe(server, "two")
        self.control(server, "POST", "/advance", {"by": "1h"})
        self.control(server, "POST", "/restore", {"snapshot": first})
        self.control(server, "POST", "/transitions", {"image": early, "do": "hold"})
        self.control(server, "POST", "/advance", {"by": "2h"})
        self.describe(server, "three")
        self.control(server, "POST", "/restore", {"snapshot": first})
        self.control(server, "POST", "/transitions", {"image": early, "do": "fail"})
        before = self.control(server, "GET", "/state")
        server.end(signal.SIGKILL)
        done = self.run_tool("state", "verify", "s.db")
        self.assertEqual(done.returncode, 0, done.stderr)
        server = self.serve("--state", "s.db")
        self.assertEqual(self.control(server, "GET", "/state"), before)
        self.assertEqual(self.description(server), "one")
        self.control(server, "POST", "/reset")
        before = self.control(server, "GET", "/state")
        server.end(signal.SIGKILL)
        server = self.serve("--state", "s.db")
        self.assertEqual(self.control(server, "GET", "/state"), before)
        self.assertEqual(self.description(server), "")


if __name__ == "__main__":
    unittest.main(argv=["control.py"])
