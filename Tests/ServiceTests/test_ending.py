"""How the service ends, and what the next one does with what it left."""
import datetime
import os
import signal
import sqlite3
import unittest

from support import songs
from support.cases import ServiceCase
from support.service import Service, wait_until
from test_following import demo


class Ending(unittest.TestCase):
    assertProblem = ServiceCase.assertProblem
    options = ("--per-hour", "0", "--jobs", "1")

    def service_with(self, *options):
        service = Service(*self.options, *options).start()
        self.addCleanup(service.remove)
        return service

    def submit(self, service, song, query):
        answer = service.submit(song, query)
        self.assertEqual(answer.status, 202)
        return answer.json()["id"]

    def assertAllDone(self, service, jobs):
        for job in jobs:
            over = service.wait_over(job)
            self.assertEqual(over["state"], "done", over)
            self.assertEqual(len(service.ask("GET", over["links"]["audio"]).body), over["bytes"])

    def test_an_idle_service_ends_at_once(self):
        for number, status in [(signal.SIGTERM, 0), (signal.SIGINT, 130)]:
            service = self.service_with()
            tree = service.tree()
            self.assertEqual(service.stop(number, 5), status)
            self.assertFalse([process for process in tree if os.path.exists(f"/proc/{process}")])

    def test_what_is_in_work_is_finished_first_and_what_waits_is_kept(self):
        service = self.service_with()
        jobs = [self.submit(service, demo(), "?preview=30"), self.submit(service, songs.beat(), "?preview=5")]
        service.wait_running(jobs[0])
        service.process.send_signal(signal.SIGTERM)
        wait_until(lambda: not service.is_ready(), "draining", 5)
        self.assertProblem(service.submit(songs.beat()), 503, "restarted")
        self.assertIn("retry-after", service.ask("GET", "/readyz").headers)
        # Whoever has a job may still look.
        self.assertEqual(service.job(jobs[1])["state"], "queued")
        self.assertEqual(service.process.wait(30), 0)
        service.start()
        self.assertEqual(service.job(jobs[0])["state"], "done")
        self.assertAllDone(service, jobs)

    def test_what_takes_too_long_is_begun_again_by_the_next(self):
        service = self.service_with("--drain", "0s")
        job = self.submit(service, demo(), "?seed=3")
        service.wait_running(job)
        self.assertEqual(service.stop(signal.SIGTERM, 5), 0)
        service.start()
        self.assertAllDone(service, [job])

    def test_a_second_signal_ends_it_at_once(self):
        for second, status in [(signal.SIGTERM, 0), (signal.SIGINT, 130)]:
            service = self.service_with()
            job = self.submit(service, demo(), "?seed=4")
            service.wait_running(job)
            service.process.send_signal(signal.SIGTERM)
            wait_until(lambda: not service.is_ready(), "draining", 5)
            self.assertEqual(service.stop(second, 5), status)

    def test_an_interrupt_ends_it_at_once_and_the_next_goes_on(self):
        service = self.service_with()
        jobs = [self.submit(service, demo(), "?seed=5&preview=10"), self.submit(service, songs.beat(), "?preview=5")]
        service.wait_running(jobs[0])
        tree = service.tree()
        self.assertEqual(service.stop(signal.SIGINT, 5), 130)
        wait_until(lambda: not [process for process in tree if os.path.exists(f"/proc/{process}")], "no process left", 5)
        service.start()
        self.assertAllDone(service, jobs)

    def test_a_service_that_is_killed_leaves_no_process_and_the_next_goes_on(self):
        service = self.service_with()
        jobs = [self.submit(service, demo(), "?seed=6&preview=10"), self.submit(service, songs.beat(), "?preview=5")]
        service.wait_running(jobs[0])
        tree = service.tree()
        service.process.kill()
        service.process.wait()
        wait_until(lambda: not [process for process in tree if self.lives(process)], "no process left", 5)
        service.start()
        self.assertAllDone(service, jobs)

    def test_the_process_that_answers_is_replaced_and_the_work_goes_on(self):
        service = self.service_with()
        job = self.submit(service, demo(), "?seed=7&preview=10")
        service.wait_running(job)
        os.kill(service.named("wub-service")[0], signal.SIGKILL)
        wait_until(service.is_ready, "ready again", 10)
        self.assertAllDone(service, [job])
        self.assertEqual(service.ask("GET", "/v1/monitor").json()["restarts"]["service"], 1)

    def test_whoever_follows_a_job_is_let_go(self):
        service = self.service_with()
        job = self.submit(service, demo(), "?preview=10")
        with service.connect() as connection:
            connection.sendall(f"GET /v1/jobs/{job}/events HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            connection.recv(10)
            self.assertEqual(service.stop(), 0)
            while connection.recv(1 << 16):
                pass

    def test_what_is_over_for_long_enough_is_forgotten_with_all_its_files(self):
        service = self.service_with("--keep", "1h")
        old, shared = songs.beat(seed=21), songs.beat(seed=22)
        jobs = [self.submit(service, song, f"?preview=5&seed={seed}") for song, seed in [(old, 1), (shared, 2), (shared, 3)]]
        self.assertAllDone(service, jobs)
        expiry = service.job(jobs[0])["expiresAt"]
        service.stop()
        # As if the first two had been over for an hour longer.
        database = sqlite3.connect(os.path.join(service.data, "jobs.sqlite"))
        with database:
            for job in jobs[:2]:
                database.execute("UPDATE works SET overAt = overAt - 3600 WHERE ticket = (SELECT work FROM jobs WHERE id = ?)", (job,))
                database.execute("UPDATE jobs SET submittedAt = submittedAt - 3600 WHERE id = ?", (job,))
        database.close()
        service.start()
        wait_until(lambda: service.ask("GET", f"/v1/jobs/{jobs[0]}").status == 404, "forgotten", 5)
        self.assertProblem(service.ask("GET", f"/v1/jobs/{jobs[1]}/audio"), 404)
        self.assertAllDone(service, jobs[2:])
        # One song and one remix are left.
        wait_until(lambda: len(service.kept()) == 2, f"files of what is forgotten: {service.kept()}", 5)
        over = datetime.datetime.fromisoformat(expiry) - datetime.datetime.now(datetime.timezone.utc)
        self.assertAlmostEqual(over.total_seconds(), 3_600, delta=60)

    @staticmethod
    def lives(process):
        try:
            with open(f"/proc/{process}/stat") as file:
                return file.read().rsplit(")", 1)[1].split()[0] != "Z"
        except OSError:
            return False


if __name__ == "__main__":
    unittest.main()
