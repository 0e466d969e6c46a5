"""Jobs that nobody wants any more."""
import os
import unittest
from concurrent.futures import ThreadPoolExecutor

from support import songs
from support.cases import ServiceCase
from support.service import wait_until
from test_following import demo


class Deleting(ServiceCase):
    options = ("--per-hour", "0", "--jobs", "1")

    def assertGone(self, job):
        for method, name in [("GET", ""), ("GET", "/audio"), ("GET", "/events"), ("GET", "/source"), ("DELETE", "")]:
            self.assertProblem(self.service.ask(method, f"/v1/jobs/{job}{name}"), 404)

    def test_a_job_that_is_done_goes_with_its_files(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])
        self.assertEqual(len(self.service.kept()), 2)
        answer = self.service.delete(job["id"])
        self.assertEqual((answer.status, answer.body), (204, b""))
        self.assertGone(job["id"])
        self.assertNothingKept()

    def test_a_job_that_runs_is_ended_and_goes_with_its_files(self):
        job = self.accept(demo(), "?seed=1")["id"]
        self.service.wait_running(job)
        wait_until(lambda: len(self.service.tree()) > 3, "processes of the work")
        self.assertEqual(self.service.delete(job).status, 204)
        self.assertGone(job)
        wait_until(lambda: len(self.service.tree()) <= 2, "no processes of the work", 3)
        self.assertNothingKept()

    def test_a_job_that_waits_goes_and_never_runs(self):
        first = self.accept(demo(), "?seed=2")["id"]
        second = self.accept(songs.beat(), "?preview=5")["id"]
        self.service.wait_running(first)
        self.assertEqual(self.service.job(second)["state"], "queued")
        self.assertEqual(self.service.delete(second).status, 204)
        self.assertGone(second)
        self.assertEqual(len(os.listdir(os.path.join(self.service.data, "songs"))), 1)

    def test_the_next_job_runs_when_the_one_before_it_is_deleted(self):
        first = self.accept(demo(), "?seed=3")["id"]
        second = self.accept(songs.beat(), "?preview=5")["id"]
        self.service.wait_running(first)
        self.service.delete(first)
        self.assertEqual(self.service.wait_over(second)["state"], "done")

    def test_what_another_job_wants_too_stays(self):
        first, second = (self.accept(songs.beat(), "?preview=5")["id"] for _ in range(2))
        self.assertEqual(self.service.delete(first).status, 204)
        job = self.service.wait_over(second)
        self.assertEqual(job["state"], "done")
        self.assertEqual(self.service.ask("GET", job["links"]["audio"]).status, 200)

    def test_of_two_who_delete_a_job_one_is_told_that_it_is_gone(self):
        for _ in range(5):
            job = self.accept(songs.beat(), "?preview=5")["id"]
            with ThreadPoolExecutor(4) as pool:
                answers = list(pool.map(lambda _: self.service.delete(job).status, range(4)))
            self.assertEqual(sorted(answers), [204, 404, 404, 404])

    def test_a_remix_goes_on_to_be_read_by_who_has_begun(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?format=wav")["id"])
        with self.service.connect() as connection:
            connection.sendall(f"GET {job['links']['audio']} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
            text = connection.recv(1 << 12)
            self.service.delete(job["id"])
            while more := connection.recv(1 << 20):
                text += more
        self.assertEqual(len(text.split(b"\r\n\r\n", 1)[1]), job["bytes"])


if __name__ == "__main__":
    unittest.main()
