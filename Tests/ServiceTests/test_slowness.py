"""Clients that take their time, to keep the service busy."""
import time
import unittest
from concurrent.futures import ThreadPoolExecutor

from support import songs
from support.cases import ServiceCase


class Slowness(ServiceCase):
    def drip(self, head, drop, seconds=45):
        """Sends a few bytes again and again; returns the answer and when it came."""
        start = time.monotonic()
        with self.service.connect() as connection:
            connection.sendall(head)
            connection.settimeout(0.5)
            while time.monotonic() - start < seconds:
                try:
                    if not connection.recv(1, 2):
                        return None, time.monotonic() - start
                    connection.settimeout(5)
                    return self.service.read_answer(connection, "POST"), time.monotonic() - start
                except TimeoutError:
                    pass
                except ConnectionResetError:
                    return None, time.monotonic() - start
                try:
                    connection.sendall(drop)
                except (BrokenPipeError, ConnectionResetError):
                    pass
        self.fail(f"nothing happened within {seconds} s to {head[:30]}")

    def test_slow_clients_are_let_go_and_others_are_served_meanwhile(self):
        song = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\n" + songs.beat()[:2_000]
        cases = {"a slow body": (song, b"xx"), "a body that stops": (song, b""), "no request": (b"", b""),
                 "slow headers": (b"GET / HTTP/1.1\r\nHost: localhost\r\n", b"X: y\r\n"), "a slow line": (b"GET /", b"a"),
                 "a slow second request": (b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\nGET /", b"a")}
        with ThreadPoolExecutor(len(cases)) as pool:
            running = {name: pool.submit(self.drip, *case) for name, case in cases.items()}
            time.sleep(2)
            self.accept(songs.beat(), "?preview=5")
            over = {name: case.result() for name, case in running.items()}
        answer, seconds = over.pop("a slow body")
        self.assertProblem(answer, 408, "bytes a second")
        self.assertTrue(14 < seconds < 25, seconds)
        over.pop("a slow second request")
        for name, (answer, seconds) in over.items():
            with self.subTest(name):
                self.assertIn(answer and answer.status, (None, 408))
                self.assertLess(seconds, 36)


if __name__ == "__main__":
    unittest.main()
