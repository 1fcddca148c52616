"""Starting `imgfam serve` and calling it: what the tests of this folder share."""

import base64
import hashlib
import hmac
import http.client
import json
import os
import pathlib
import re
import resource
import signal
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.parse
import uuid

tool = pathlib.Path(sys.argv.pop(1)).resolve()
seconds_max = 60  # For whatever must come at all; sanitizers are slow.
account = "1000000000000001"


# ---- Requests ----


def encoded(text):
    return urllib.parse.quote(str(text), safe="~")


def query_of(action, key="testid", secret="testsecret", method="GET", **parameters):
    """The parameters of a request, with those that all have, signed by HMAC-SHA1."""
    given = {"Action": action, "Version": "2014-05-26", "Format": "JSON", "AccessKeyId": key,
             "SignatureMethod": "HMAC-SHA1", "SignatureVersion": "1.0",
             "SignatureNonce": uuid.uuid4().hex, "RegionId": "cn-hangzhou",
             "Timestamp": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime())}
    given.update({name.replace("_", "."): value for name, value in parameters.items()})
    query = "&".join(f"{encoded(name)}={encoded(given[name])}" for name in sorted(given))
    text = f"{method}&%2F&{encoded(query)}".encode()
    signature = hmac.new(f"{secret}&".encode(), text, hashlib.sha1).digest()
    return f"{query}&Signature={encoded(base64.b64encode(signature).decode())}"


def get(action="DescribeRegions", **parameters):
    """The bytes of a good request."""
    return f"GET /?{query_of(action, **parameters)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()


def post(action="DescribeRegions", headers="", **parameters):
    body = query_of(action, method="POST", **parameters)
    return (f"POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body)}\r\n{headers}\r\n{body}").encode()


class Client:
    """One connection that lasts."""

    def __init__(self, port):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=seconds_max)

    def call(self, action, **parameters):
        """The status and the answer. OSError or HTTPException: the connection is lost."""
        self.connection.request("GET", f"/?{query_of(action, **parameters)}")
        answer = self.connection.getresponse()
        return answer.status, json.loads(answer.read())

    def close(self):
        self.connection.close()


def connect(port):
    return socket.create_connection(("127.0.0.1", port), timeout=seconds_max)


def read_all(connection):
    """What comes until the other side ends; a reset is an end, too."""
    parts = []
    try:
        while part := connection.recv(65536):
            parts.append(part)
    except ConnectionError:
        pass
    return b"".join(parts)


def read_answer(stream, is_head=False):
    """Status, headers and body of the next answer on `makefile("rb")`."""
    status = stream.readline()
    if not status:
        raise ConnectionError("no answer")
    headers = http.client.parse_headers(stream)
    body = b"" if is_head else stream.read(int(headers["Content-Length"]))
    return int(status.split()[1]), headers, body


# ---- The server ----


class Server:
    """A process of `imgfam serve`. Ended by its pid, with whatever signal the test wants."""

    def __init__(self, *options, cwd=None, file_bytes_max=None, descriptors_max=None):
        limits = {resource.RLIMIT_FSIZE: file_bytes_max, resource.RLIMIT_NOFILE: descriptors_max}

        def limit():
            for what, most in limits.items():
                if most is not None:
                    resource.setrlimit(what, (most, most))

        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([tool, "serve", "--port", "0", *map(str, options)], cwd=cwd,
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.errors, preexec_fn=limit)
        self.port = self.port_in(r"listening on http://127\.0\.0\.1:(\d+)")
        self.control_port = self.port_in(r"control.*:(\d+)") if "--control" in options else None

    def port_in(self, pattern):
        line = self.process.stdout.readline().decode()
        found = re.search(pattern, line)
        if not found:
            self.process.kill()
            raise AssertionError(f"not listening: {line}{self.said()}")
        return int(found[1])

    def said(self):
        """On standard error."""
        self.process.wait(seconds_max)
        self.errors.seek(0)
        return self.errors.read().decode()

    def end(self, with_signal=signal.SIGTERM):
        """The exit code."""
        if self.process.poll() is None:
            self.process.send_signal(with_signal)
        code = self.process.wait(seconds_max)
        self.process.stdout.close()
        return code

    def close(self):
        """Whatever has become of it."""
        self.end(signal.SIGKILL)
        self.errors.close()

    def call(self, action, **parameters):
        client = Client(self.port)
        try:
            return client.call(action, **parameters)
        finally:
            client.close()

    def control(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection("127.0.0.1", self.control_port, timeout=seconds_max)
        try:
            text = body if body is None or isinstance(body, str) else json.dumps(body)
            connection.request(method, path, text, headers or {})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def resident_kib(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1])


class ServeTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def start(self, *options, **more):
        server = Server(*options, cwd=self.folder, **more)
        self.addCleanup(server.close)
        return server

    def run_tool(self, *arguments):
        return subprocess.run([tool, *map(str, arguments)], cwd=self.folder, text=True,
                              stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds_max,
                              check=False)

    def assert_serves(self, server):
        status, answer = server.call("DescribeRegions")
        self.assertEqual(status, 200, answer)


def write_given(path, images):
    """A scenario with custom images of the account, named by their ids."""
    lines = "".join(f"    - {{id: {image}, name: {image}, family: web}}\n" for image in images)
    path.write_text(f'scenario: Given\ngiven:\n  account: "{account}"\n  images:\n{lines}'
                    "steps: [{advance: 1s}]\n", encoding="utf-8")
    return path
