#!/usr/bin/env python3
"""--record and --log: what is written of a session is what was answered.

    recording.py TOOL
"""

import json
import random
import resource
import signal
import time
import unittest

from serving import ServeTest, account, write_given

images = [f"m-{n}" for n in range(4)]
other = "2000000000000002"


def requests(chance, count):
    """Good ones, refusals and nonsense."""
    for _ in range(count):
        image = chance.choice([*images, "m-none"])
        yield chance.choice([
            ("ModifyImageAttribute", {"ImageId": image, "Status": chance.choice(["Deprecated", "Available", "Off"])}),
            ("ModifyImageAttribute", {"ImageId": image, "ImageFamily": chance.choice(["web", "db", "acs:x"])}),
            ("ModifyImageAttribute", {"ImageId": image, "Description": chance.choice(["", "é ☃ \u2028 'x' \"y\"", "# a: b"])}),
            ("ModifyImageSharePermission", {"ImageId": image, "AddAccount_1": other}),
            ("ModifyImageSharePermission", {"ImageId": image, "RemoveAccount_1": other}),
            ("DescribeImageFromFamily", {"ImageFamily": chance.choice(["web", "db", "none"])}),
            ("DescribeImages", {"PageSize": chance.choice([1, 10, 0, 1000])}),
            ("DescribeImageSharePermission", {"ImageId": image}),
            ("CopyImage", {"ImageId": image, "DestinationRegionId": chance.choice(["cn-beijing", "nowhere"])}),
            ("RunInstances", {"ImageFamily": "web", "InstanceType": "ecs.g6.large", "Unknown": "x"}),
            ("DeleteImage", {"ImageId": image}),
            ("NoSuchAction", {}),
        ])


class Recording(ServeTest):
    def setUp(self):
        super().setUp()
        write_given(self.folder / "given.yaml", images)

    def session(self, server, seed=1, count=80):
        for action, parameters in requests(random.Random(seed), count):
            server.call(action, **parameters)

    def assert_replays(self, requests_min):
        done = self.run_tool("run", "session.yaml")
        self.assertEqual(done.returncode, 0, done.stdout[-3000:] + done.stderr[-3000:])
        text = (self.folder / "session.yaml").read_text(encoding="utf-8")
        self.assertGreaterEqual(text.count("request:"), requests_min)

    def test_a_session_replays_to_the_same_answers(self):
        for seed, clock in ((1, "real"), (2, "simulated"), (3, "real")):
            server = self.start("--given", "given.yaml", "--record", "session.yaml", "--clock", clock)
            self.session(server, seed)
            self.assertEqual(server.end(), 0)
            self.assert_replays(60)

    def test_a_replay_can_fail(self):
        server = self.start("--given", "given.yaml", "--record", "session.yaml")
        self.assertEqual(server.call("DescribeImageFromFamily", ImageFamily="web")[0], 200)
        server.end()
        path = self.folder / "session.yaml"
        text = path.read_text(encoding="utf-8")
        self.assertIn("m-3", text)
        path.write_text(text.replace("TotalCount", "Total").replace('"ImageId": "m-', '"ImageId": "x-')
                        .replace("ImageId: m-", "ImageId: x-"), encoding="utf-8")
        self.assertEqual(self.run_tool("run", "session.yaml").returncode, 1)

    def test_a_session_without_a_request_is_a_scenario(self):
        self.assertEqual(self.start("--given", "given.yaml", "--record", "session.yaml").end(), 0)
        self.assert_replays(0)

    def test_what_is_left_out_is_named_while_the_server_runs(self):
        server = self.start("--given", "given.yaml", "--record", "session.yaml")
        server.call("ModifyImageAttribute", ImageId="m-0", Description="built from ${branch}")
        path = self.folder / "session.yaml"
        self.wait_until(lambda: "ModifyImageAttribute" in path.read_text(encoding="utf-8"))
        server.end(signal.SIGKILL)
        self.assert_replays(0)

    def test_a_state_with_a_held_creation_is_exported(self):
        server = self.start("--given", "given.yaml", "--state", "s.db", "--control", "0",
                            "--clock", "simulated", "--settle", "5m")
        _, copy = server.call("CopyImage", ImageId="m-0", DestinationRegionId="cn-beijing")
        order = {"image": copy["ImageId"], "do": "hold"}
        self.assertEqual(server.control("POST", "/transitions", order)[0], 200)
        server.end()
        done = self.run_tool("state", "export", "s.db", "--format", "scenario", "-o", "session.yaml")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assert_replays(1)

    def test_a_session_with_control_replays(self):
        server = self.start("--given", "given.yaml", "--record", "session.yaml", "--control", "0",
                            "--clock", "simulated", "--settle", "5m")
        self.session(server, 4, 20)
        snapshot = server.control("POST", "/snapshot")[1]["snapshot"]
        _, copy = server.call("CopyImage", ImageId="m-0", DestinationRegionId="cn-beijing")
        if "ImageId" in copy:
            server.control("POST", "/transitions", {"image": copy["ImageId"], "do": "fail"})
        server.control("POST", "/advance", {"by": "3m"})
        self.session(server, 5, 20)
        server.control("POST", "/restore", {"snapshot": snapshot})
        self.session(server, 6, 20)
        server.control("POST", "/reset")
        self.session(server, 7, 20)
        self.assertEqual(server.end(), 0)
        self.assert_replays(70)

    def test_what_is_recorded_is_there_after_a_kill(self):
        server = self.start("--given", "given.yaml", "--record", "session.yaml", "--control", "0")
        self.session(server, 1, 30)
        self.wait_until(lambda: (self.folder / "session.yaml").read_text(encoding="utf-8").count("request:") >= 20)
        server.end(signal.SIGKILL)
        self.assert_replays(20)

    def test_a_recording_of_a_state_goes_on_from_it(self):
        """It begins as the state began, so what happened before it was recorded is in it, too."""
        options = ["--given", "given.yaml", "--state", "s.db"]
        server = self.start(*options)
        self.session(server, 1, 30)
        server.end(signal.SIGKILL)
        server = self.start(*options, "--record", "session.yaml")
        self.session(server, 2, 30)
        self.assertEqual(server.end(), 0)
        self.assert_replays(20)

    def test_the_log_has_an_object_a_line(self):
        server = self.start("--given", "given.yaml", "--log", "log", "--control", "0")
        self.session(server, 1, 60)
        server.call("DescribeRegions", key="nobody")
        lines = (self.folder / "log").read_text(encoding="utf-8").splitlines()
        self.assertEqual(len(lines), 61)
        log = [json.loads(line) for line in lines]
        self.assertEqual([line["n"] for line in log], list(range(1, 62)))
        for line in log:
            self.assertGreaterEqual(set(line), {"time", "peer", "method", "status", "request_id", "micros"})
            self.assertNotIn("testsecret", str(line))
        self.assertEqual(log[-1]["gateway_rule"], "access-key-known")
        rules = {rule["id"] for rule in json.loads(self.run_tool("rules", "--format", "json").stdout)}
        named = {rule for line in log for kind in ("broken", "effects") for rule in line.get(kind, [])}
        self.assertTrue(named)
        self.assertTrue(any("broken" in line for line in log) and any("effects" in line for line in log))
        self.assertLessEqual(named, rules)
        self.assertEqual(log, server.control("GET", "/log")[1]["log"])
        self.assertEqual({line["account"] for line in log if "account" in line}, {account})

    def test_a_log_that_cannot_be_written_is_told_once_and_goes_on(self):
        server = self.start("--given", "given.yaml", "--log", "log")
        path = self.folder / "log"
        server.call("DescribeRegions")
        limit = lambda most: resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE,
                                              (most, resource.RLIM_INFINITY))
        limit(path.stat().st_size)
        for _ in range(2):
            self.assertEqual(server.call("DescribeRegions")[0], 200)
        limit(resource.RLIM_INFINITY)
        server.call("DescribeRegions")
        server.end()
        lines = path.read_text(encoding="utf-8").splitlines()
        self.assertEqual([json.loads(line)["n"] for line in (lines[0], lines[-1])], [1, 4])
        self.assertEqual(server.said().count("log"), 1)

    def test_a_reader_of_the_log_may_go_away(self):
        server = self.start("--given", "given.yaml", "--log", "-")
        server.process.stdout.close()
        for _ in range(3):
            self.assert_serves(server)
        server.end()
        self.assertEqual(server.said().count("log"), 1)

    def wait_until(self, claim):
        deadline = time.monotonic() + 30
        while not claim():
            self.assertLess(time.monotonic(), deadline)
            time.sleep(0.1)


if __name__ == "__main__":
    unittest.main(argv=["recording.py"])
