#!/usr/bin/env python3
"""What is no good request, or comes in a strange way, is answered or the connection closed; after
each the server answers a good one.

    robustness.py TOOL
"""

import json
import random
import signal
import socket
import struct
import threading
import time
import unittest
import xml.etree.ElementTree as xml

import serving
from serving import ServeTest, connect, get, post, query_of, read_all, read_answer


class Robustness(ServeTest):
    """One server is for all tests of the class: what one leaves behind, the next one meets."""

    @classmethod
    def setUpClass(cls):
        cls.server = serving.Server()

    @classmethod
    def tearDownClass(cls):
        code = cls.server.end()
        said = cls.server.said()
        cls.server.close()
        assert code == 0, (code, said)

    def tearDown(self):
        self.assertIsNone(self.server.process.poll(), "the server has ended")
        self.assert_serves(self.server)

    def connect(self):
        connection = connect(self.server.port)
        self.addCleanup(connection.close)
        return connection

    def answers_to(self, content, count=1):
        """The status codes and bodies of so many answers to bytes on a connection of their own."""
        connection = self.connect()
        connection.sendall(content)
        with connection.makefile("rb") as stream:
            return [(status, body) for status, _, body in
                    (read_answer(stream) for _ in range(count))]

    def everything_to(self, content):
        """All that comes back until the connection ends; the client says that it is done."""
        connection = self.connect()
        try:
            connection.sendall(content)
            connection.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # Closed already.
        return read_all(connection)

    def assert_refused(self, content, *statuses):
        (status, body), = self.answers_to(content)
        self.assertIn(status, statuses, body)
        self.assert_is_error(body)

    def assert_is_error(self, body):
        if body.startswith(b"<"):
            names = {child.tag for child in xml.fromstring(body)}
        else:
            names = set(json.loads(body))
        self.assertGreaterEqual(names, {"Code", "Message", "RequestId", "HostId"})

    # ---- Ways to send a good request ----

    def test_byte_by_byte(self):
        for content in (get(), post()):
            connection = self.connect()
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for n in range(len(content)):
                connection.send(content[n : n + 1])
            with connection.makefile("rb") as stream:
                self.assertEqual(read_answer(stream)[0], 200)

    def test_half_closed_after_the_request(self):
        for content in (get(), post()):
            answer = self.everything_to(content)
            self.assertTrue(answer.startswith(b"HTTP/1.1 200 "), answer)

    def test_a_hundred_requests_in_one_write_are_answered_in_order(self):
        names = [f"Action{n}" for n in range(100)]  # The error names the action that is not known.
        content = b"".join((get if n % 2 else post)(name) for n, name in enumerate(names))
        answers = self.answers_to(content, 100)
        for name, (status, body) in zip(names, answers):
            self.assertEqual(status, 404)
        ids = [json.loads(body)["RequestId"] for _, body in answers]
        self.assertEqual(len(set(ids)), 100)
        order = b"".join(get("DescribeImages", PageNumber=n + 1) for n in range(100))
        pages = [json.loads(body)["PageNumber"] for _, body in self.answers_to(order, 100)]
        self.assertEqual(pages, list(range(1, 101)))

    def test_pipelined_and_half_closed(self):
        answers = self.everything_to(get() * 1 + b"".join(post() for _ in range(20)))
        self.assertEqual(answers.count(b"HTTP/1.1 200 "), 21)

    def test_head(self):
        connection = self.connect()
        connection.sendall(get().replace(b"GET", b"HEAD", 1) + b"HEAD /health HTTP/1.1\r\nHost: x\r\n\r\n"
                           + get())
        with connection.makefile("rb") as stream:
            self.assertEqual(read_answer(stream, is_head=True)[0], 403)
            self.assertEqual(read_answer(stream, is_head=True)[0], 200)
            self.assertEqual(read_answer(stream)[0], 200)

    def test_http_1_0(self):
        answer = self.everything_to(get().replace(b"HTTP/1.1", b"HTTP/1.0"))
        self.assertRegex(answer, rb"^HTTP/1\.[01] 200 ")
        self.assertNotIn(b"keep-alive", answer.lower())
        connection = self.connect()  # It ends without the client's doing.
        connection.sendall(get().replace(b"HTTP/1.1", b"HTTP/1.0"))
        self.assertTrue(read_all(connection).endswith(b"}"))
        kept = get().replace(b"HTTP/1.1\r\n", b"HTTP/1.0\r\nConnection: keep-alive\r\n")
        again = get().replace(b"HTTP/1.1\r\n", b"HTTP/1.0\r\nConnection: keep-alive\r\n")
        self.assertEqual([status for status, _ in self.answers_to(kept + again, 2)], [200, 200])

    def test_connection_close(self):
        connection = self.connect()
        connection.sendall(get().replace(b"\r\n", b"\r\nConnection: close\r\n", 1))
        self.assertRegex(read_all(connection), rb"(?is)^HTTP/1\.1 200 .*connection: close")

    def test_absolute_form(self):
        for host in (b"http://ecs.aliyuncs.com", b"HTTP://ecs.cn-hangzhou.aliyuncs.com:80"):
            (status, body), = self.answers_to(get().replace(b"GET /", b"GET " + host + b"/", 1))
            self.assertEqual(status, 200, body)

    def test_expect_continue(self):
        head, body = post(headers="Expect: 100-continue\r\n").split(b"\r\n\r\n", 1)
        connection = self.connect()
        connection.sendall(head + b"\r\n\r\n")
        with connection.makefile("rb") as stream:
            self.assertEqual(stream.readline(), b"HTTP/1.1 100 Continue\r\n")
            self.assertEqual(stream.readline(), b"\r\n")
            connection.sendall(body)
            self.assertEqual(read_answer(stream)[0], 200)

    def test_chunked(self):
        body = query_of("DescribeRegions", method="POST").encode()
        halves = body[:100], body[100:]
        self.assertEqual(self.answers_to(chunked(*halves))[0][0], 200)
        again = query_of("DescribeRegions", method="POST").encode()
        one_by_one = chunked(*(again[n : n + 1] for n in range(len(again))))
        self.assertEqual(self.answers_to(one_by_one)[0][0], 200)

    # ---- What is no good request ----

    def test_malformed_chunks(self):
        head = chunked().removesuffix(b"0\r\n\r\n")
        for rest in (b"zz\r\nab\r\n", b"-1\r\na\r\n", b"ffffffffffffffffff\r\na\r\n", b"3\r\nabcd\r\n0\r\n\r\n",
                     b"5;" + b"x" * 200_000 + b"\r\n", b"\r\n\r\n", b"2\r\nab\r\n0\r\nBad Trailer\r\n\r\n"):
            with self.subTest(rest=rest[:30]):
                answer = self.everything_to(head + rest)
                self.assertRegex(answer, rb"^HTTP/1\.1 4\d\d |^$")
        self.assertRegex(self.everything_to(head + b"7fffffff\r\n" + b"x" * 1_000_000),
                         rb"^HTTP/1\.1 413 |^$")

    def test_oversized_header(self):
        self.assert_refused(b"GET / HTTP/1.1\r\nX: " + b"a" * 200_000 + b"\r\n\r\n", 431)
        many = b"".join(b"X-%d: 1\r\n" % n for n in range(30_000))
        self.assert_refused(b"GET / HTTP/1.1\r\n" + many + b"\r\n", 431)

    def test_oversized_target(self):
        self.assert_refused(b"GET /?" + b"a" * 200_000 + b" HTTP/1.1\r\n\r\n", 414, 431)
        self.assert_refused(b"GET /?" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 400, 414)
        self.assert_refused(b"GET /?" + b"&".join(b"a%d=" % n for n in range(5_000)) +
                            b" HTTP/1.1\r\nHost: x\r\n\r\n", 400)

    def test_oversized_body(self):
        for length in (300_000, 10**9, 2**63, 10**25):
            head = f"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode()
            self.assert_refused(head, 400, 413)
        self.assert_refused(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n" +
                            b"a" * 300_000, 413)

    def test_a_client_that_goes_on_sending_a_refused_body_gets_the_answer(self):
        connection = self.connect()
        connection.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
        for _ in range(8):  # Less than is taken of it.
            connection.sendall(b"a" * 65_536)
        self.assertTrue(read_all(connection).startswith(b"HTTP/1.1 413 "))

    def test_invalid_utf8_and_nul(self):
        for value in ("%ff", "%c3%28", "%ed%a0%80", "%f5%80%80%80", "%00"):
            target = f"/?Action=DescribeImages&ImageName={value}"
            self.assert_refused(f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400)
        for raw in (b"\xff", b"\xc3\x28", b"\x80" * 100):
            body = b"Action=DescribeImages&ImageName=" + raw
            self.assert_refused(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
                                + body, 400)
        body = b"Action=Desc\0ribeImages&\0=\0"
        self.assert_refused(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n" % len(body)
                            + body, 400)
        for content in (b"GET /?a=\0 HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\nX: \0\r\n\r\n",
                        b"\0" * 5_000, b"GET /?a=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n"):
            self.assertRegex(self.everything_to(content), rb"^HTTP/1\.1 400 ")

    def test_what_cannot_be_read_is_told_in_the_format_asked_for(self):
        for query in ("Format=JSON&ImageName=%00", "ImageName=%ff&Format=JSON", "%zz&Format=json",
                      "A=1&A=2&Format=JSON"):
            for method in ("GET", "POST"):
                target, body = (f"/?{query}", "") if method == "GET" else ("/", query)
                content = f"{method} {target} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}"
                (status, answer), = self.answers_to(content.encode())
                self.assertEqual((status, answer[:1]), (400, b"{"), query)

    def test_what_is_no_http(self):
        hello = bytes.fromhex("1603010200010001fc0303") + bytes(range(256)) * 2
        for content in (hello, b"\r\n" * 10, b"SSH-2.0-OpenSSH_9.2\r\n", b"GET\r\n\r\n", b"\x80\x01\x02",
                        b"GET / HTTP/9.9\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b"GET / HTTP/1.1\r\nA\r\n\r\n",
                        b"G E T / HTTP/1.1\r\n\r\n", b"GET / HTTP/1.1\r\n: x\r\n\r\n",
                        b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
                        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                        b"POST / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                        b"POST / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\nabc"):
            with self.subTest(content=content[:40]):
                self.assertRegex(self.everything_to(content), rb"^HTTP/1\.1 4\d\d |^$")

    def test_random_bytes_and_spoiled_requests(self):
        chance = random.Random(1)
        for n in range(300):
            content = bytearray(get() + post())
            for _ in range(chance.randrange(1, 20)):
                content[chance.randrange(len(content))] = chance.randrange(256)
            if n % 3 == 0:
                content = chance.randbytes(chance.randrange(1, 4000))
            self.assertRegex(self.everything_to(bytes(content)), rb"^HTTP/1\.1 [2-5]\d\d |^$")

    def test_other_methods_and_paths(self):
        for method in ("PUT", "DELETE", "OPTIONS", "PATCH", "BREW"):
            (status, body), = self.answers_to(f"{method} / HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            self.assertEqual(status, 403, body)
            self.assert_is_error(body)
        self.assert_refused(b"GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 400, 404)

    # ---- Clients that go away ----

    def test_cut_off_anywhere(self):
        content = post()
        for length in range(0, len(content), 7):
            self.assertRegex(self.everything_to(content[:length]), rb"^HTTP/1\.1 400 |^$")

    def test_resets_in_the_middle(self):
        content = post() * 3
        for length in range(0, len(content), 23):
            reset(self.server.port, content[:length])

    def test_resets_while_it_answers(self):
        for _ in range(50):
            reset(self.server.port, b"".join(get("DescribeImages") for _ in range(30)))

    def test_a_client_that_does_not_read(self):
        connection = self.connect()
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.setblocking(False)
        try:
            for _ in range(2_000):
                connection.send(get())
        except BlockingIOError:
            pass  # The server does not read on either.
        self.assert_serves(self.server)

    def test_many_clients_at_once(self):
        wrong = []

        def client():
            try:
                for _ in range(30):
                    self.assert_serves(self.server)
            except Exception as error:  # In a thread; told below.
                wrong.append(error)

        threads = [threading.Thread(target=client) for _ in range(20)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])


class Ending(ServeTest):
    def setUp(self):
        super().setUp()
        self.server = self.start()
        self.content = post()
        self.begun = connect(self.server.port)
        self.addCleanup(self.begun.close)
        self.begun.sendall(self.content[:-20])
        self.assert_serves(self.server)  # It has read that by now.

    def test_sigterm_answers_what_has_begun(self):
        with connect(self.server.port) as idle:
            self.assert_serves(self.server)
            self.server.process.send_signal(signal.SIGTERM)
            self.assertEqual(read_all(idle), b"")
        self.begun.sendall(self.content[-20:])
        self.assertTrue(read_all(self.begun).startswith(b"HTTP/1.1 200 "))
        self.assertEqual(self.server.process.wait(serving.seconds_max), 0)
        with self.assertRaises(ConnectionRefusedError):
            connect(self.server.port)

    def test_sigterm_waits_for_nobody_for_ever(self):
        at = time.monotonic()
        self.assertEqual(self.server.end(), 0)
        self.assertLess(time.monotonic() - at, 20)

    def test_a_second_signal_ends_at_once(self):
        self.server.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        at = time.monotonic()
        self.assertEqual(self.server.end(signal.SIGINT), 0)
        self.assertLess(time.monotonic() - at, 4)


def chunked(*parts):
    """A form of those parts, each a chunk."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts)
    return (b"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            b"Transfer-Encoding: chunked\r\n\r\n" + body + b"0\r\n\r\n")


def reset(port, content):
    """Sends, and ends the connection the hard way."""
    connection = connect(port)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.sendall(content)
    connection.close()


if __name__ == "__main__":
    unittest.main(argv=["robustness.py"])
