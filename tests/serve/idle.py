#!/usr/bin/env python3
"""Ten thousand connections that say nothing: others are served, memory is bounded, and everybody is
let go.

    idle.py TOOL
"""

import resource
import time
import unittest

import serving
from serving import Client, ServeTest, connect, get, read_answer

connections = 10_000
bytes_max = 20_000  # Of the server's memory, for each; under a sanitizer it takes three times as much.


class Idle(ServeTest):
    def setUp(self):
        super().setUp()
        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        if most < connections + 100:
            self.skipTest(f"only {most} descriptors are allowed")
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))

    def test_others_are_served_beside_idle_connections(self):
        server = self.start()
        client = Client(server.port)
        self.addCleanup(client.close)
        client.call("DescribeRegions")
        before = server.resident_kib()
        idle = []
        try:
            for n in range(connections):
                idle.append(connect(server.port))
                if n % 100 == 0:
                    self.assertEqual(client.call("DescribeRegions")[0], 200)
            self.assert_serves(server)
            grown = (server.resident_kib() - before) * 1024 / connections
            print(f"{connections:,} idle connections: {grown:,.0f} bytes each")
            self.assertLess(grown, bytes_max)
            for one in (idle[0], idle[connections // 2], idle[-1]):  # None was forgotten.
                one.sendall(get())
                with one.makefile("rb") as stream:
                    self.assertEqual(read_answer(stream)[0], 200)
        finally:
            for one in idle:
                one.close()
        self.assertEqual(client.call("DescribeRegions")[0], 200)
        self.assertEqual(server.end(), 0)

    def test_those_beyond_the_limit_wait(self):
        """The server has descriptors for few; when some end, the others are served."""
        server = self.start(descriptors_max=60)
        waiting = [connect(server.port) for _ in range(200)]
        try:
            for n, one in enumerate(waiting):
                one.sendall(get())
                with one.makefile("rb") as stream:
                    self.assertEqual(read_answer(stream)[0], 200, n)
                one.close()
        finally:
            for one in waiting:
                one.close()
        self.assert_serves(server)
        self.assertEqual(server.end(), 0)

    def test_files_are_written_while_all_connections_are_taken(self):
        server = self.start("--record", "session.yaml", descriptors_max=70)
        waiting = [connect(server.port) for _ in range(200)]
        try:
            waiting[0].sendall(get("DescribeImages"))
            deadline = time.monotonic() + serving.seconds_max
            while "DescribeImages" not in (self.folder / "session.yaml").read_text(encoding="utf-8"):
                self.assertLess(time.monotonic(), deadline)
                time.sleep(0.1)
        finally:
            for one in waiting:
                one.close()
        self.assertEqual(server.end(), 0)


if __name__ == "__main__":
    unittest.main(argv=["idle.py"])
