"""What the tests of the service have in common."""
import unittest

from support.service import Service, wait_until


class ServiceCase(unittest.TestCase):
    """Tests that share one service; nothing of one may be left when the next begins."""

    options = ("--per-hour", "0")

    @classmethod
    def setUpClass(cls):
        cls.service = Service(*cls.options).start()
        cls.addClassCleanup(cls.service.remove)

    def setUp(self):
        self.jobs = []

    def tearDown(self):
        for job in self.jobs:
            self.service.delete(job)
        self.assertNothingKept()
        self.assertIsNone(self.service.process.poll(), "the service goes on")
        self.assertNotIn("lost the service", self.service.log_text())

    def accept(self, song, query="", headers=None):
        """Sends a song that is taken; it is deleted after the test."""
        answer = self.service.submit(song, query, headers)
        self.assertEqual(answer.status, 202, answer.body)
        job = answer.json()
        self.jobs.append(job["id"])
        self.assertEqual(answer.headers["location"], f"/v1/jobs/{job['id']}")
        return job

    def assertNothingKept(self):
        wait_until(lambda: not self.service.kept(), "songs and works removed", 3)
        wait_until(lambda: not self.service.open_songs(), "songs on their way in given up", 10)

    def assertProblem(self, answer, status, words=""):
        """An error with a sentence that says what to do."""
        self.assertIsNotNone(answer, "the connection was closed without an answer")
        statuses = status if isinstance(status, tuple) else (status,)
        self.assertIn(answer.status, statuses, answer.body[:500])
        self.assertEqual(answer.headers["content-type"], "application/problem+json")
        problem = answer.json()
        self.assertEqual(problem["status"], answer.status)
        self.assertEqual(set(problem), {"type", "title", "status", "detail"})
        self.assertTrue(problem["title"])
        self.assertRegex(problem["detail"], r"(?s)^.{8,}\.$")
        self.assertIn(words, problem["detail"])
