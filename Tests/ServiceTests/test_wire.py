"""What comes over the wire and is no proper request."""
import time
import unittest

from support import songs
from support.cases import ServiceCase
from support.service import wait_until

HEAD = b"Host: localhost\r\n"


class Wire(ServiceCase):
    def assertRefused(self, data, statuses=(400,), method="GET"):
        """An error, or the connection is closed; never an answer as if all were well."""
        answer = self.service.raw(data, method, 10)
        if answer:
            self.assertProblem(answer, statuses)
        self.assertEqual(self.service.ask("GET", "/healthz").status, 200)

    def test_garbage_is_refused(self):
        for data in [b"\r\n\r\n\r\n\r\nx y z\r\n\r\n", b"\0" * 1_000 + b"\r\n\r\n", b"GET\r\n\r\n", b"GET /\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
                     b"GET / HTTP/1.1 x\r\n\r\n", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200), b"SSH-2.0-x\r\n\r\n",
                     b"G\xc3\x89T / HTTP/1.1\r\nHost: localhost\r\n\r\n", b"get / http/1.1\r\n\r\n", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                     b"HTTP/1.1 200 OK\r\n\r\n", b"<html>\r\n\r\n"]:
            with self.subTest(data[:30]):
                self.assertRefused(data, (400, 404, 405, 505))

    def test_headers_that_are_none_are_refused(self):
        for line in [b"X\r\n", b": x\r\n", b"X Y: z\r\n", b"X\0: y\r\n", b"X: a\0b\r\n", b"X: a\x01b\r\n", b"X : y\r\n", b" folded\r\n",
                     b"X: y\r\n folded: z\r\n", b"X: y\rZ: 1\r\n"]:
            with self.subTest(line):
                answer = self.service.raw(b"GET /healthz HTTP/1.1\r\n" + HEAD + line + b"\r\n", timeout=10)
                self.assertIn(answer and answer.status, (None, 400, 200))

    def test_a_huge_header_is_refused(self):
        for line in [b"X: " + b"a" * 40_000, b"a" * 40_000 + b": x", b"Cookie: " + b"b" * 1_000_000, b"Host: " + b"c" * 20_000]:
            with self.subTest(line[:10]):
                self.assertRefused(b"GET / HTTP/1.1\r\n" + line + b"\r\n\r\n", (400, 431))

    def test_many_headers_are_refused(self):
        self.assertRefused(b"GET / HTTP/1.1\r\n" + HEAD + b"".join(b"X%d: y\r\n" % index for index in range(5_000)) + b"\r\n", (400, 431))

    def test_a_huge_path_is_refused(self):
        self.assertRefused(b"GET /" + b"a" * 100_000 + b" HTTP/1.1\r\n" + HEAD + b"\r\n", (400, 404, 414, 431))

    def test_targets_of_other_forms_are_harmless(self):
        for target in [b"*", b"http://other/v1/styles", b"other:80", b"/v1/styles#x", b"//other/", b"/\x7f", b"?", b"/v1/styles?%", b"/%ff"]:
            with self.subTest(target):
                answer = self.service.raw(b"GET " + target + b" HTTP/1.1\r\n" + HEAD + b"\r\n", timeout=10)
                self.assertIn(answer and answer.status, (None, 200, 400, 404))
        self.assertRefused(b"CONNECT other:80 HTTP/1.1\r\nHost: other\r\n\r\n", (400, 404, 405, 421, 501), "CONNECT")

    def test_old_clients_are_answered(self):
        answer = self.service.raw(b"GET /healthz HTTP/1.0\r\n\r\n", timeout=10)
        self.assertEqual((answer.status, answer.body), (200, b"ok\n"))
        song = songs.beat()
        head = f"POST /v1/jobs?preview=5 HTTP/1.0\r\nContent-Length: {len(song)}\r\n\r\n".encode()
        answer = self.service.raw(head + song, "POST")
        self.assertEqual(answer.status, 202)
        self.jobs.append(answer.json()["id"])

    def test_an_old_client_is_told_the_end_of_a_stream_by_its_end(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])
        with self.service.connect(20) as connection:
            connection.sendall(f"GET /v1/jobs/{job['id']}/events HTTP/1.0\r\n\r\n".encode())
            text = b""
            while more := connection.recv(1 << 16):
                text += more
        head, body = text.split(b"\r\n\r\n", 1)
        self.assertNotIn(b"chunked", head.lower())
        self.assertTrue(body.startswith(b"retry:"), body[:50])

    def test_requests_one_after_the_other_are_answered_in_order(self):
        paths = ["/healthz", "/v1/styles", "/nothing-here", "/readyz"]
        data = b"".join(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode() for path in paths[:2] + paths[3:])
        with self.service.connect(10) as connection:
            connection.sendall(data)
            text = b""
            while text.count(b"HTTP/1.1 200") < 3 and (more := connection.recv(1 << 16)):
                text += more
        self.assertLess(text.index(b"ok\n"), text.index(b'"styles"'))
        self.assertLess(text.index(b'"styles"'), text.index(b"ready\n"))

    def test_a_thousand_requests_at_once_are_answered(self):
        with self.service.connect(30) as connection:
            connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n" * 999
                               + b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            text = b""
            while more := connection.recv(1 << 16):
                text += more
        self.assertEqual(text.count(b"HTTP/1.1 200 OK"), 1_000)

    def test_what_two_servers_could_read_differently_is_refused(self):
        hidden = b"GET /v1/styles HTTP/1.1\r\nHost: localhost\r\n\r\n"
        for lines in [b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", b"Transfer-Encoding: chunked\r\nContent-Length: 60\r\n",
                      b"Content-Length: 5\r\nContent-Length: 6\r\n", b"Content-Length: 5, 6\r\n", b"Content-Length: 5 5\r\n",
                      b"Transfer-Encoding: chunked, identity\r\n", b"Transfer-Encoding: xchunked\r\n", b"Content-Length : 5\r\n",
                      b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x\r\n", b"Transfer-Encoding : chunked\r\n"]:
            with self.subTest(lines), self.service.connect(5) as connection:
                connection.sendall(b"POST /v1/jobs HTTP/1.1\r\n" + HEAD + lines + b"\r\n0\r\n\r\n" + hidden)
                text = b""
                try:
                    while more := connection.recv(1 << 16):
                        text += more
                except (TimeoutError, ConnectionResetError):
                    pass
                self.assertNotIn(b"HTTP/1.1 202", text)
                self.assertNotIn(b'"styles"', text, "the request that is hidden in the body was answered")

    def test_a_request_after_one_that_was_refused_is_not_answered(self):
        with self.service.connect(10) as connection:
            connection.sendall(b"POST /v1/jobs?style=polka HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc" +
                               b"GET /v1/styles HTTP/1.1\r\nHost: localhost\r\n\r\n")
            text = b""
            while more := connection.recv(1 << 16):
                text += more
        self.assertIn(b"400", text)
        self.assertNotIn(b'"limits"', text)

    def test_methods_that_make_no_sense_are_told_which_do(self):
        for path, allowed in [("/v1/jobs", "POST"), ("/v1/styles", "GET, HEAD"), ("/healthz", "GET, HEAD"), ("/", "GET, HEAD"),
                              ("/v1/jobs/" + "0" * 32, "GET, HEAD, DELETE"), ("/v1/jobs/" + "0" * 32 + "/audio", "GET, HEAD")]:
            for method in ["PUT", "PATCH", "OPTIONS", "TRACE", "PROPFIND", "BREW"] + (["GET", "DELETE"] if path == "/v1/jobs" else ["POST"]):
                with self.subTest(f"{method} {path}"):
                    answer = self.service.ask(method, path)
                    self.assertProblem(answer, (400, 405, 501) if method == "BREW" else 405)
                    if answer.status == 405:
                        self.assertEqual(answer.headers["allow"], allowed)

    def test_a_host_that_is_missing_or_odd_is_harmless(self):
        for lines in [b"", b"Host: \r\n", b"Host: a\r\nHost: b\r\n", b"Host: <script>\r\n", b"Host: ../../x\r\n"]:
            answer = self.service.raw(b"GET / HTTP/1.1\r\n" + lines + b"\r\n", timeout=10)
            self.assertIn(answer and answer.status, (None, 200, 400, 421))
            self.assertNotIn(b"<script>\"", answer.body if answer else b"")

    def test_a_body_where_none_belongs_is_harmless(self):
        for method, path in [("GET", "/v1/styles"), ("DELETE", "/v1/jobs/" + "0" * 32), ("GET", "/healthz")]:
            answer = self.service.ask(method, path, songs.TEXT * 50)
            self.assertIn(answer.status, (200, 404, 400))

    def test_connections_that_say_nothing_are_no_load(self):
        idle = [self.service.connect() for _ in range(200)]
        try:
            start = time.monotonic()
            self.assertEqual(self.service.ask("GET", "/healthz").status, 200)
            self.assertLess(time.monotonic() - start, 2)
        finally:
            for connection in idle:
                connection.close()


class Connections(ServiceCase):
    options = ("--per-hour", "0", "--connections", "8")

    def test_connections_too_many_are_closed_and_the_next_is_served(self):
        connections = [self.service.connect(0.3) for _ in range(12)]
        # One that asked whether the service is ready may count for a moment longer.
        self.assertIn(sum(map(self.is_closed, connections)), (4, 5))
        for connection in connections:
            connection.close()
        wait_until(self.service.is_ready, "ready again", 5)

    @staticmethod
    def is_closed(connection):
        try:
            return connection.recv(10) == b""
        except TimeoutError:
            return False


if __name__ == "__main__":
    unittest.main()
