"""What all answers have in common, and as whom the service runs."""
import os
import shutil
import tempfile
import unittest

from support import service as running
from support import songs
from support.cases import ServiceCase
from support.service import Service

FIELDS = {
    "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


class Manners(ServiceCase):
    def test_every_kind_of_answer_keeps_browsers_safe(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5&title=%3Cscript%3E")["id"])
        paths = ["/", "/monitor", "/jobs/x", "/assets/style.css", "/assets/icon.svg", "/assets/none", "/v1/openapi.yaml", "/v1/styles",
                 "/v1/monitor", "/healthz", "/readyz", "/metrics", "/none", "/v1/jobs", *filter(None, job["links"].values())]
        for method in ("GET", "HEAD", "PUT"):
            for path in paths:
                with self.subTest(f"{method} {path}"):
                    answer = self.service.ask(method, path)
                    for name, value in FIELDS.items():
                        self.assertEqual(answer.headers.get(name), value)
                    policy = answer.headers["content-security-policy"]
                    self.assertIn("default-src 'none'", policy)
                    self.assertIn("frame-ancestors 'none'", policy)
                    self.assertNotIn("unsafe", policy)
                    self.assertNotIn("server", answer.headers)
                    self.assertFalse([name for name in answer.headers if name.startswith("access-control")])

    def test_what_is_private_is_not_kept_by_others(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])
        for name, path in job["links"].items():
            if name != "page":
                self.assertRegex(self.service.ask("GET", path).headers["cache-control"], "private|no-store")

    def test_every_answer_has_a_type(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])
        kinds = {"/": "text/html; charset=utf-8", "/v1/openapi.yaml": "application/yaml", "/assets/style.css": "text/css; charset=utf-8",
                 "/assets/icon.svg": "image/svg+xml", "/healthz": "text/plain; charset=utf-8", job["links"]["source"]: "audio/wav",
                 job["links"]["plot"]: "image/png", job["links"]["plan"]: "application/json", job["links"]["audio"]: "audio/mpeg"}
        for path, kind in kinds.items():
            self.assertEqual(self.service.ask("GET", path).headers["content-type"], kind)

    def test_pages_that_are_known_are_not_sent_again(self):
        for path in ["/", "/monitor", "/v1/openapi.yaml", "/assets/style.css"]:
            tag = self.service.ask("GET", path).headers["etag"]
            self.assertEqual(self.service.ask("GET", path, headers={"If-None-Match": tag}).status, 304)

    def test_names_of_jobs_are_secrets_and_not_in_figures(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5&title=Secret")["id"])
        for path in ["/v1/monitor", "/metrics"]:
            text = self.service.ask("GET", path).body.decode()
            self.assertNotIn(job["id"], text)
            self.assertNotIn("Secret", text)
        self.assertNotIn("Secret", self.service.log_text())

    def test_names_of_jobs_cannot_be_guessed(self):
        names = [self.accept(songs.beat(), "?preview=5")["id"] for _ in range(20)]
        self.assertEqual(len(set(names)), 20)
        for place in range(32):
            self.assertGreater(len({name[place] for name in names}), 3)


@unittest.skipIf(os.getuid(), "only root can become somebody else")
class Nobody(unittest.TestCase):
    def test_nobody_can_run_it_and_shut_songs_away(self):
        home = tempfile.mkdtemp(prefix="wub-nobody-")
        self.addCleanup(shutil.rmtree, home, ignore_errors=True)
        os.chown(home, 65_534, 65_534)
        # The program may lie where nobody may look.
        own = shutil.copy(running.PROGRAM, os.path.join(home, "wubremix"))
        self.addCleanup(setattr, running, "PROGRAM", running.PROGRAM)
        running.PROGRAM = own
        somebody = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups", "--no-new-privs")
        with Service("--per-hour", "0", home=home, before=somebody, sandbox="strict") as service:
            for process in service.tree():
                with open(f"/proc/{process}/status") as file:
                    self.assertIn("Uid:\t65534\t65534\t65534\t65534", file.read())
            job = service.submit(songs.beat(), "?preview=5").json()
            self.assertEqual(service.wait_over(job["id"])["state"], "done")
            self.assertEqual(service.stop(), 0)


if __name__ == "__main__":
    unittest.main()
