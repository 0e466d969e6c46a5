"""Names that want to be paths, headers, or lines of a log."""
import json
import unittest
from urllib.parse import quote

from support import songs
from support.cases import ServiceCase

HOSTILE = {
    "../../../../etc/passwd.wav": "passwd", "..\\..\\windows\\system.ini": "system", "/etc/shadow": "shadow", "..": "",
    "....": "", "a\0b.wav": "ab", "a\r\nSet-Cookie: evil=1\r\n\r\n<b>": None, "a\nb\rc": "abc", "\u202egpj.exe": "gpj",
    "\u2028line": "line", "<script>alert(1)</script>.wav": None, "\x1b[31mred\x7f": "[31mred", "%0d%0aX: y": "%0d%0aX: y",
    "  many   blanks  ": "many blanks", "\"; filename=\"x": None, "'; DROP TABLE jobs; --": "'; DROP TABLE jobs; --",
    "${jndi:ldap:x}": "${jndi:ldap:x}",
}


class Names(ServiceCase):
    def assertHarmless(self, job):
        """A job whose title came from outside: it stands in answers, never as one."""
        title = job["title"]
        self.assertLessEqual(len(title), 200)
        self.assertFalse(any(ord(letter) < 32 or letter in "/\\\x7f\u202e\u2028" for letter in title), repr(title))
        job = self.service.wait_over(job["id"])
        self.assertEqual(job["state"], "done", job)
        answer = self.service.ask("GET", job["links"]["audio"] + "?download=true")
        names = [name for name, _ in answer.fields]
        self.assertNotIn("set-cookie", names)
        self.assertEqual(len(names), len(set(names)))
        disposition = answer.headers["content-disposition"]
        self.assertRegex(disposition, r"^attachment; filename=\"[^\"\\\r\n]*\"; filename\*=UTF-8''[A-Za-z0-9%._~-]+$")
        log = self.service.log_text()
        self.assertNotIn("Set-Cookie", log)
        self.assertNotIn("\x1b", log)

    def test_hostile_titles_are_only_words(self):
        for title, expected in HOSTILE.items():
            with self.subTest(title):
                job = self.accept(songs.beat(), "?preview=5&title=" + quote(title, safe=""))
                if expected is not None:
                    self.assertEqual(job["title"].removesuffix(".wav").removesuffix(".ini").removesuffix(".exe"), expected)
        for job in self.jobs:
            self.assertHarmless(self.service.job(job))

    def test_hostile_file_names_are_only_words(self):
        for name in ["../../../../etc/passwd.wav", "C:\\Users\\me\\song.wav", "a" * 4_096 + ".wav", ".wav", ".", "é\u202e.wav"]:
            with self.subTest(name[:40]):
                body, headers = songs.form(songs.beat(), name)
                job = self.accept(body, "?preview=5", headers)
                self.assertHarmless(job)

    def test_file_names_that_break_their_line_are_harmless(self):
        for name in [b'a"\r\nX-Evil: 1\r\n\r\n.wav', b"a\rb\nc.wav", b"a\0b.wav", b"\xff\xfe\xc3\x28.wav", b"a%0d%0ab.wav",
                     b'a\\";evil="x.wav', b"a\xed\xa0\x80b.wav"]:
            with self.subTest(name):
                body, headers = songs.form(songs.beat(), name)
                answer = self.service.submit(body, "?preview=5", headers)
                self.assertNotIn("x-evil", answer.headers)
                if answer.status == 202:
                    self.jobs.append(answer.json()["id"])
                else:
                    self.assertProblem(answer, (400, 415))
        for job in self.jobs:
            job = self.service.wait_over(job)
            self.assertIn(job["state"], ("done", "failed"))
            if job["state"] == "done":
                self.assertHarmless(job)

    def test_titles_that_are_no_text_are_refused_or_mended(self):
        for title in ["%ff%fe", "%c3%28", "%", "%zz", "%0", "a%", "%00", "%ed%a0%80", "%f4%90%80%80"]:
            with self.subTest(title):
                answer = self.service.submit(songs.beat(), f"?preview=5&title={title}")
                if answer.status == 202:
                    self.jobs.append(answer.json()["id"])
                    json.loads(answer.body.decode("utf-8"))
                else:
                    self.assertProblem(answer, 400)

    def test_words_of_others_are_cut_short_in_complaints(self):
        for name, value in [("style", "x" * 5_000), ("x" * 5_000, "1"), ("style", "a\r\nb\x1b[0m\0"), ("k\r\ney\u202e", "<b>")]:
            answer = self.service.submit(songs.beat(), f"?{quote(name)}={quote(value)}")
            self.assertProblem(answer, 400)
            detail = answer.json()["detail"]
            self.assertLess(len(detail), 300)
            self.assertFalse(any(ord(letter) < 32 for letter in detail), repr(detail))

    def test_paths_lead_nowhere_else(self):
        for path in ["/../../etc/passwd", "/assets/../../etc/passwd", "/assets/%2e%2e/%2e%2e/etc/passwd", "/assets/..%2f..%2fetc",
                     "/assets/style.css/..", "/assets/", "/assets", "/v1/jobs/../styles", "/v1/jobs/%00", "/%", "/%zz",
                     "/v1/jobs/..%2f..%2fjobs.sqlite", "/jobs.sqlite", "/songs/", "/.git/config", "/v1/jobs/" + "a" * 8_000]:
            with self.subTest(path[:60]):
                answer = self.service.ask("GET", path)
                self.assertProblem(answer, (400, 404, 405))

    def test_ids_that_are_none_are_not_found(self):
        for job_id in ["0", "g" * 32, "0" * 31, "0" * 33, "A" * 32, "0" * 32, "%30" * 32, "1'--", "-1", "0x0", "١" * 32]:
            for name in ["", "/events", "/audio", "/source", "/plan", "/plot.png"]:
                with self.subTest(job_id + name):
                    self.assertProblem(self.service.ask("GET", f"/v1/jobs/{quote(job_id, safe='%')}{name}"), 404)
            self.assertProblem(self.service.ask("DELETE", f"/v1/jobs/{quote(job_id, safe='%')}"), 404)


if __name__ == "__main__":
    unittest.main()
