"""Who may do what, and how often."""
import unittest
from concurrent.futures import ThreadPoolExecutor

from support import songs
from support.cases import ServiceCase
from support.service import Service, wait_until

TOKEN = "a-token-that-nobody-guesses"
BEARER = {"Authorization": f"Bearer {TOKEN}"}
NOBODY = "/v1/jobs/" + "0" * 32


class OtherSites(ServiceCase):
    def test_pages_of_other_sites_may_not_send_or_delete(self):
        for headers in [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "http://evil.example"},
                        {"Origin": "null"}, {"Sec-Fetch-Site": "cross-site", "Origin": f"http://127.0.0.1:{self.service.port}"},
                        {"Origin": f"http://127.0.0.1:{self.service.port}.evil.example"}, {"Origin": "http://127.0.0.1:1"},
                        {"Sec-Fetch-Site": "Same-Origin, cross-site"}]:
            with self.subTest(headers):
                self.assertProblem(self.service.submit(songs.beat(), headers=headers), 403)
                self.assertProblem(self.service.ask("DELETE", NOBODY, headers=headers), 403)

    def test_the_page_itself_may(self):
        for headers in [{"Sec-Fetch-Site": "same-origin"}, {"Sec-Fetch-Site": "none"},
                        {"Origin": f"http://127.0.0.1:{self.service.port}"},
                        {"Origin": f"http://127.0.0.1:{self.service.port}", "Sec-Fetch-Site": "same-origin"}]:
            with self.subTest(headers):
                self.accept(songs.beat(), "?preview=5", headers)
                self.assertEqual(self.service.ask("DELETE", NOBODY, headers=headers).status, 404)

    def test_no_other_page_may_read_an_answer(self):
        for method, path in [("GET", "/v1/styles"), ("OPTIONS", "/v1/jobs"), ("GET", "/v1/monitor")]:
            answer = self.service.ask(method, path, headers={"Origin": "http://evil.example"})
            self.assertFalse([name for name in answer.headers if name.startswith("access-control")])

    def test_figures_are_for_this_machine(self):
        for path in ["/v1/monitor", "/metrics"]:
            self.assertEqual(self.service.ask("GET", path).status, 200)
        # Without a proxy nobody's word is taken for another address.
        self.assertEqual(self.service.ask("GET", "/metrics", headers={"X-Forwarded-For": "9.9.9.9"}).status, 200)


class Tokens(unittest.TestCase):
    assertProblem = ServiceCase.assertProblem

    @classmethod
    def setUpClass(cls):
        cls.service = Service(environment={"WUBREMIX_TOKEN": TOKEN}).start()
        cls.addClassCleanup(cls.service.remove)

    def test_without_the_token_nothing_is_taken(self):
        for headers in [{}, {"Authorization": "Bearer"}, {"Authorization": "Bearer "}, {"Authorization": f"Basic {TOKEN}"},
                        {"Authorization": f"Bearer {TOKEN}x"}, {"Authorization": f"Bearer {TOKEN[:-1]}"}, {"Authorization": TOKEN},
                        {"Authorization": f"Bearer {TOKEN.upper()}"}, {"Authorization": "Bearer \xff"}]:
            with self.subTest(headers):
                for method, path, body in [("POST", "/v1/jobs", songs.beat()), ("DELETE", NOBODY, None), ("GET", "/metrics", None),
                                           ("GET", "/v1/monitor", None)]:
                    answer = self.service.ask(method, path, body, headers)
                    self.assertProblem(answer, 401)
                    self.assertTrue(answer.headers["www-authenticate"].startswith("Bearer"))
                    self.assertNotIn(TOKEN, answer.body.decode())
        self.assertEqual(self.service.left(), [])

    def test_the_token_is_asked_for_before_the_song(self):
        head = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\nExpect: 100-continue\r\n\r\n"
        with self.service.connect(5) as connection:
            connection.sendall(head)
            self.assertTrue(connection.recv(1_000).startswith(b"HTTP/1.1 401 "), "asked to go on before it is known whether it may")

    def test_with_the_token_all_is_as_without_one(self):
        for field in [f"Bearer {TOKEN}", f"bearer {TOKEN}"]:
            answer = self.service.submit(songs.beat(), "?preview=5", {"Authorization": field})
            self.assertEqual(answer.status, 202)
            path = answer.headers["location"]
            # Whoever knows a job's name may see it, and only those with the token delete it.
            self.assertEqual(self.service.ask("GET", path).status, 200)
            self.assertProblem(self.service.ask("DELETE", path), 401)
            self.assertEqual(self.service.ask("DELETE", path, headers=BEARER).status, 204)
        for path in ["/metrics", "/v1/monitor"]:
            self.assertEqual(self.service.ask("GET", path, headers=BEARER).status, 200)

    def test_clients_are_told_whether_they_need_one(self):
        self.assertTrue(self.service.ask("GET", "/v1/styles").json()["limits"]["needsToken"])

    def test_other_sites_may_not_even_with_the_token(self):
        answer = self.service.submit(songs.beat(), headers={**BEARER, "Sec-Fetch-Site": "cross-site"})
        self.assertProblem(answer, 403)


class PerHour(ServiceCase):
    options = ("--per-hour", "2", "--behind-proxy")

    def send(self, client):
        return self.service.submit(songs.beat(), "?preview=5", {"X-Forwarded-For": client})

    def test_more_songs_than_one_may_send_in_an_hour_are_refused(self):
        for _ in range(2):
            self.jobs.append(self.send("10.0.0.1").json()["id"])
        answer = self.send("10.0.0.1")
        self.assertProblem(answer, 429, "hour")
        self.assertGreater(int(answer.headers["retry-after"]), 0)
        # The last address is the one that the proxy itself has seen.
        self.assertProblem(self.send("10.0.0.9, 10.0.0.1"), 429)
        self.jobs.append(self.send("10.0.0.2").json()["id"])

    def test_all_addresses_of_a_network_of_the_sixth_version_are_one_client(self):
        for last in (1, 2):
            self.jobs.append(self.send(f"2001:db8:1:2::{last}").json()["id"])
        self.assertProblem(self.send("2001:db8:1:2:3::4"), 429)
        self.jobs.append(self.send("2001:db8:1:3::1").json()["id"])

    def test_who_deletes_a_job_has_sent_it_all_the_same(self):
        for _ in range(2):
            self.service.delete(self.send("10.0.0.3").json()["id"])
        answer = self.send("10.0.0.3")
        if answer.status == 202:
            self.jobs.append(answer.json()["id"])
        self.assertProblem(answer, 429)

    def test_figures_are_not_for_those_behind_the_proxy(self):
        for path in ["/metrics", "/v1/monitor"]:
            self.assertProblem(self.service.ask("GET", path, headers={"X-Forwarded-For": "10.0.0.1"}), 403)
            self.assertProblem(self.service.ask("GET", path, headers={"X-Forwarded-For": "127.0.0.1, 10.0.0.1"}), 403)


class AtOnce(ServiceCase):
    options = ("--per-hour", "0", "--uploads-per-client", "2")

    def test_more_songs_at_once_than_one_may_send_are_refused(self):
        head = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\nRIFF"
        held = [self.service.connect() for _ in range(2)]
        for connection in held:
            connection.sendall(head)
        wait_until(lambda: len(self.service.open_songs()) == 2, "two songs on their way in", 5)
        answer = self.service.submit(songs.beat())
        self.assertProblem(answer, 429, "one after the other")
        self.assertIn("retry-after", answer.headers)
        for connection in held:
            connection.close()
        answer = wait_until(lambda: (a := self.service.submit(songs.beat(), "?preview=5")).status == 202 and a, "room again", 5)
        self.jobs.append(answer.json()["id"])


class FullQueue(ServiceCase):
    options = ("--per-hour", "0", "--jobs", "1", "--waiting", "2", "--uploads-per-client", "20")

    def test_jobs_that_the_queue_has_no_room_for_are_refused(self):
        with ThreadPoolExecutor(8) as pool:
            answers = list(pool.map(lambda seed: self.service.submit(songs.beat(12), f"?seed={seed}"), range(8)))
        self.jobs += [answer.json()["id"] for answer in answers if answer.status == 202]
        refused = [answer for answer in answers if answer.status != 202]
        self.assertGreaterEqual(len(self.jobs), 2)
        self.assertTrue(refused)
        for answer in refused:
            self.assertProblem(answer, 503, "waiting")
            self.assertIn("retry-after", answer.headers)
        # What is in the queue already is no more work.
        for job in self.jobs:
            self.assertEqual(self.service.wait_over(job)["state"], "done")
        self.jobs.append(self.service.submit(songs.beat(12), "?seed=0").json()["id"])

    def test_positions_count_down(self):
        answers = [self.service.submit(songs.beat(12), f"?seed={seed + 50}").json() for seed in range(3)]
        self.jobs += [job["id"] for job in answers]
        last = self.jobs[-1]
        positions = []
        while (job := self.service.job(last))["state"] == "queued":
            positions.append(job["position"])
        self.assertEqual(positions, sorted(positions, reverse=True))
        self.assertTrue(set(positions) <= {0, 1, 2})


if __name__ == "__main__":
    unittest.main()
