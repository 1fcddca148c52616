#!/usr/bin/env python3
"""`imgfam serve --state`: killed at any moment, it has every write that it answered, and no half of
one.

    durability.py TOOL [--kills N] [--seed S]
"""

import argparse
import contextlib
import http.client
import random
import resource
import signal
import subprocess
import threading
import time
import unittest

import serving
from serving import Client, ServeTest, write_given

options = None
writers = 4
load_seconds_max = 0.4


class Refused(Exception):
    pass


class Writer:
    """Writes numbers to an image of its own: name and description in one request, then a copy every
    few writes, until the server is gone."""

    def __init__(self, image, number=0):
        self.image = image
        self.number = number  # Of the last write that was sent.
        self.answered = number
        self.copies = []  # Ids that were answered.
        self.copies_sent = 0
        self.refused = None

    def run_until_killed(self, port):
        self.client = Client(port)
        try:
            while True:
                self.write()
                if self.number % 10 == 0:
                    self.copy()
        except (OSError, http.client.HTTPException, ValueError):
            pass  # Killed, maybe in the middle of an answer.
        except Refused as refused:
            self.refused = refused.args[0]
        self.client.close()

    def write(self):
        self.number += 1
        text = f"n{self.number:07}"
        self.call("ModifyImageAttribute", ImageId=self.image, ImageName=f"{self.image}-{text}",
                  Description=text)
        self.answered = self.number

    def copy(self):
        self.copies_sent += 1
        answer = self.call("CopyImage", ImageId=self.image, DestinationRegionId="cn-beijing")
        self.copies.append(answer["ImageId"])

    def call(self, action, **parameters):
        status, answer = self.client.call(action, **parameters)
        if status != 200:
            raise Refused(answer)
        return answer


def described(server, region, image=None):
    """The images of the account by their ids."""
    found = {}
    wanted = {"ImageId": image} if image else {}
    for page in range(1, 10_000):
        status, answer = server.call("DescribeImages", RegionId=region, ImageOwnerAlias="self",
                                     PageSize=100, PageNumber=page, **wanted)
        assert status == 200, answer
        found.update((item["ImageId"], item) for item in answer["Images"]["Image"])
        if page * 100 >= answer["TotalCount"]:
            return found
    raise AssertionError("pages without end")


class Durability(ServeTest):
    def setUp(self):
        super().setUp()
        self.images = [f"m-{n}" for n in range(writers)]
        write_given(self.folder / "given.yaml", self.images)

    def serve(self, *options, **more):
        return self.start("--given", "given.yaml", "--state", "s.db", *options, **more)

    def load(self, server, writers, seconds):
        """Kills the server after so long, and returns when the writers have noticed."""
        threads = [threading.Thread(target=w.run_until_killed, args=[server.port]) for w in writers]
        for thread in threads:
            thread.start()
        time.sleep(seconds)
        server.end(signal.SIGKILL)
        for thread in threads:
            thread.join(serving.seconds_max)
            self.assertFalse(thread.is_alive())

    def assert_has_what_was_answered(self, server, writer):
        """And at most what was sent."""
        self.assertIsNone(writer.refused)
        image = described(server, "cn-hangzhou", writer.image)[writer.image]
        if writer.number == 0:
            return
        kept = image["Description"]
        self.assertGreaterEqual(kept, f"n{writer.answered:07}" if writer.answered else "")
        self.assertLessEqual(kept, f"n{writer.number:07}")
        self.assertEqual(image["ImageName"], f"{writer.image}-{kept}" if kept else writer.image)
        # The next numbers are after what is kept.
        writer.number = writer.answered = int(kept[1:] or 0)

    def assert_has_copies(self, server, writers):
        there = described(server, "cn-beijing")
        for writer in writers:
            for copy in writer.copies:
                self.assertIn(copy, there)
        self.assertLessEqual(len(there), sum(writer.copies_sent for writer in writers))

    def assert_whole(self):
        done = self.run_tool("state", "verify", "s.db")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("whole", done.stdout)

    def kill_and_look(self, chance, writers):
        self.load(self.serve(), writers, chance.uniform(0.0, load_seconds_max))
        if chance.random() < 0.5:  # Else the server is the first to see what is left.
            self.assert_whole()
        server = self.serve()
        for writer in writers:
            self.assert_has_what_was_answered(server, writer)
        self.assert_has_copies(server, writers)
        server.end(chance.choice([signal.SIGKILL, signal.SIGTERM]))

    def test_every_answered_write_outlasts_kills_under_load(self):
        chance = random.Random(options.seed)
        writers = [Writer(image) for image in self.images]
        for kill in range(options.kills):
            try:
                self.kill_and_look(chance, writers)
            except AssertionError as error:
                raise AssertionError(f"seed {options.seed}, kill {kill}: {error}") from error
        self.assert_whole()
        self.assertGreater(sum(writer.answered for writer in writers), options.kills)
        if options.kills > 20:
            print(f"{options.kills} kills, {sum(w.answered for w in writers)} writes and "
                  f"{sum(len(w.copies) for w in writers)} copies are all there")

    def test_what_a_killed_server_left_is_read_and_stays(self):
        server = self.serve()
        self.assertEqual(server.call("ModifyImageAttribute", ImageId="m-0", Description="kept")[0], 200)
        server.end(signal.SIGKILL)
        left = {name: (self.folder / name).read_bytes() for name in ("s.db", "s.db-wal")}
        for _ in range(2):
            self.assert_whole()
            self.assertIn("kept", self.run_tool("state", "export", "s.db").stdout)
        for name, content in left.items():
            self.assertEqual((self.folder / name).read_bytes(), content, name)
        self.assertEqual(described(self.serve(), "cn-hangzhou")["m-0"]["Description"], "kept")

    def test_the_second_server_on_a_file_is_refused(self):
        server = self.serve()
        second = self.run_tool("serve", "--port", "0", "--state", "s.db")
        self.assertEqual(second.returncode, 2)
        self.assertIn("STA003", second.stderr)
        self.assert_serves(server)
        verify = self.run_tool("state", "verify", "s.db")
        self.assertEqual(verify.returncode, 2)
        self.assertIn("STA003", verify.stderr)

    def test_a_full_disk_is_told_and_what_was_answered_is_kept(self):
        server = self.serve(file_bytes_max=300_000)
        writer = Writer("m-0")
        writer.run_until_killed(server.port)
        self.assertIsNotNone(writer.refused, "the disk was never full")
        self.assertEqual(writer.refused["Code"], "ServiceUnavailable")
        self.assertGreater(writer.answered, 10)
        self.assertEqual(server.process.wait(serving.seconds_max), 2)  # By itself.
        self.assertIn("STA007", server.said())
        writer.refused = None
        self.assert_has_what_was_answered(again := self.serve(), writer)
        self.assertEqual(again.end(), 0)
        self.assert_whole()


    def test_control_is_not_answered_when_the_disk_is_full(self):
        server = self.serve("--control", "0", "--clock", "simulated", "--settle", "10m")
        _, copy = server.call("CopyImage", ImageId="m-0", DestinationRegionId="cn-beijing")
        clock = server.control("GET", "/state")[1]["clock"]
        full = (self.folder / "s.db-wal").stat().st_size
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (full, resource.RLIM_INFINITY))
        status, answer = server.control("POST", "/advance", {"by": "1h"})
        self.assertEqual((status, answer["error"]["code"]), (503, "ServiceUnavailable"))
        self.assertEqual(server.process.wait(serving.seconds_max), 2)  # By itself.
        self.assertIn("STA007", server.said())
        self.assert_whole()
        again = self.serve("--control", "0", "--clock", "simulated")
        self.assertEqual(again.control("GET", "/state")[1]["clock"], clock)
        pending, = again.control("GET", "/transitions")[1]["transitions"]
        self.assertEqual(pending["image"], copy["ImageId"])


class Damaged(ServeTest):
    """A file that something else has changed ends in a diagnostic, or, where nothing that counts was
    hit, is what it was."""

    def setUp(self):
        super().setUp()
        write_given(self.folder / "given.yaml", ["m-0"])
        server = self.start("--given", "given.yaml", "--state", "s.db")
        for n in range(40):
            status, _ = server.call("ModifyImageAttribute", ImageId="m-0", Description=f"text {n}")
            self.assertEqual(status, 200)
        self.assertEqual(server.end(), 0)
        self.state = self.folder / "s.db"
        self.good = self.state.read_bytes()
        self.export = self.exported()
        self.assertEqual(self.export.returncode, 0, self.export.stderr)

    def exported(self):
        done = self.run_tool("state", "export", "s.db")
        for end in ("-wal", "-shm"):
            with contextlib.suppress(FileNotFoundError):
                (self.folder / f"s.db{end}").unlink()
        return done

    def assert_told_or_as_it_was(self, content, what):
        self.state.write_bytes(content)
        done = self.exported()
        with self.subTest(what=what):
            self.assertIn(done.returncode, (0, 2), done.stderr)
            if done.returncode == 2:
                self.assertRegex(done.stderr, r"(STA00[1-6]|SCN\d+)")
            else:
                self.assertEqual(done.stdout, self.export.stdout)
        return done.returncode

    def test_flipped_bytes(self):
        chance = random.Random(options.seed)
        told = 0
        for _ in range(120):
            content = bytearray(self.good)
            at = chance.randrange(len(content))
            content[at] ^= 1 << chance.randrange(8)
            told += self.assert_told_or_as_it_was(bytes(content), f"byte {at}") == 2
        self.assertGreater(told, 0)

    def test_cut_off(self):
        chance = random.Random(options.seed)
        for length in [1, 15, 16, 100, 511, 4096, *(chance.randrange(len(self.good)) for _ in range(20))]:
            code = self.assert_told_or_as_it_was(self.good[:length], f"the first {length} bytes")
            self.assertEqual(code, 2, length)

    def test_other_files(self):
        for content in (b"", b"\0" * 5000, b"SQLite format 3\0" + b"\xff" * 5000, b"text\n" * 999):
            self.state.write_bytes(content)
            done = self.run_tool("state", "verify", "s.db")
            self.assertEqual(done.returncode, 2, done.stderr)
            self.assertIn("STA00", done.stderr)

    def test_a_folder(self):
        self.state.unlink()
        self.state.mkdir()
        done = self.run_tool("serve", "--port", "0", "--state", "s.db")
        self.assertEqual(done.returncode, 2)
        self.assertIn("STA001", done.stderr)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    options, rest = parser.parse_known_args()
    unittest.main(argv=["durability.py", *rest])
