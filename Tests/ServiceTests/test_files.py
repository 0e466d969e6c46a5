"""What is made of a song: the remix, whole and in ranges, and what is told of it."""
import hashlib
import json
import os
import subprocess
import unittest

from support import songs
from support.cases import ServiceCase
from support.service import PROGRAM


class OneRemix(ServiceCase):
    """All that can be asked of a finished remix, of which one is enough."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        song = songs.beat(seed=11)
        cls.job = cls.service.wait_over(cls.service.submit(song, "?title=My%20Song").json()["id"])
        cls.path = cls.job["links"]["audio"]
        cls.whole = cls.service.ask("GET", cls.path)
        cls.tag = cls.whole.headers["etag"]

    def assertNothingKept(self):
        """One job stays for all tests."""

    def get(self, path=None, method="GET", **headers):
        return self.service.ask(method, path or self.path, headers={name.replace("_", "-"): value for name, value in
                                                                    headers.items()})

    def test_the_remix_is_the_same_as_of_the_command_line(self):
        song = os.path.join(self.service.home, "My Song.wav")
        with open(song, "wb") as file:
            file.write(songs.beat(seed=11))
        out = os.path.join(self.service.home, "x.mp3")
        subprocess.run([PROGRAM, song, "-o", out], check=True, capture_output=True)
        with open(out, "rb") as file:
            checksum = hashlib.sha256(file.read()).hexdigest()
        self.assertEqual(self.job["sha256"], checksum)
        self.assertEqual(hashlib.sha256(self.whole.body).hexdigest(), checksum)

    def test_what_is_told_of_the_remix_is_so(self):
        self.assertEqual(self.job["state"], "done")
        self.assertEqual(self.job["bytes"], len(self.whole.body))
        self.assertAlmostEqual(self.job["seconds"], len(self.whole.body) * 8 / 192_000, delta=0.5)
        self.assertEqual(self.whole.headers["content-type"], "audio/mpeg")
        self.assertEqual(self.whole.headers["content-length"], str(len(self.whole.body)))
        self.assertEqual(self.whole.headers["accept-ranges"], "bytes")
        self.assertAlmostEqual(self.job["tempo"], 120, delta=0.1)

    def test_ranges_are_parts_of_the_whole(self):
        size = len(self.whole.body)
        for text, first, last in [("0-0", 0, 0), ("10-99", 10, 99), (f"{size - 5}-", size - 5, size - 1),
                                  ("-7", size - 7, size - 1), (f"-{size + 5}", 0, size - 1),
                                  (f"5-{size + 1000}", 5, size - 1), (f"0-{10 ** 30}", 0, size - 1), ("0-", 0, size - 1)]:
            with self.subTest(text):
                answer = self.get(Range=f"bytes={text}")
                self.assertEqual(answer.status, 206)
                self.assertEqual(answer.headers["content-range"], f"bytes {first}-{last}/{size}")
                self.assertEqual(answer.body, self.whole.body[first:last + 1])

    def test_ranges_that_are_not_there_are_refused(self):
        size = len(self.whole.body)
        for text in [f"{size}-", f"{size}-{size + 1}", "-0", f"{10 ** 30}-"]:
            with self.subTest(text):
                answer = self.get(Range=f"bytes={text}")
                self.assertProblem(answer, 416)
                self.assertEqual(answer.headers["content-range"], f"bytes */{size}")

    def test_ranges_that_make_no_sense_are_as_if_there_were_none(self):
        for text in ["bytes=9-3", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=+1-5", "bytes=1-0x5", "lines=1-2",
                     "bytes=--5", "bytes=1-2-3", "bytes=0-1,5-6", "bytes = 0-1", "bytes=\u00b2-"]:
            with self.subTest(text):
                answer = self.get(Range=text)
                self.assertEqual((answer.status, answer.body), (200, self.whole.body))

    def test_a_range_of_another_version_is_the_whole(self):
        self.assertEqual(self.get(Range="bytes=0-9", If_Range=self.tag).status, 206)
        for other in ['"other"', f"W/{self.tag}", "Mon, 30 Nov 2026 10:00:00 GMT", "x"]:
            answer = self.get(Range="bytes=0-9", If_Range=other)
            self.assertEqual((answer.status, len(answer.body)), (200, len(self.whole.body)))

    def test_what_is_known_already_is_not_sent_again(self):
        for known in [self.tag, f'"a", {self.tag}', f"W/{self.tag}", "*"]:
            answer = self.get(If_None_Match=known)
            self.assertEqual((answer.status, answer.body, answer.headers["etag"]), (304, b"", self.tag))
        self.assertEqual(self.get(If_None_Match='"other"').status, 200)

    def test_the_head_alone_tells_the_length(self):
        answer = self.get(method="HEAD")
        self.assertEqual((answer.status, answer.body), (200, b""))
        self.assertEqual(answer.headers["content-length"], str(len(self.whole.body)))

    def test_the_head_of_a_problem_has_no_body_either(self):
        with self.service.connect(5) as connection:
            connection.sendall(b"HEAD /v1/jobs/0 HTTP/1.1\r\nHost: localhost\r\n\r\nGET /healthz HTTP/1.1\r\nHost: localhost\r\n"
                               b"Connection: close\r\n\r\n")
            text = b""
            while more := connection.recv(1 << 16):
                text += more
        first, second = text.split(b"HTTP/1.1 200 OK")
        self.assertIn(b"404", first)
        self.assertTrue(first.endswith(b"\r\n\r\n"), first)

    def test_a_browser_that_saves_the_remix_is_told_its_name(self):
        answer = self.get(self.path + "?download=true")
        self.assertEqual(answer.headers["content-disposition"],
                         'attachment; filename="My Song (dubstep).mp3"; '
                         "filename*=UTF-8''My%20Song%20%28dubstep%29.mp3")
        self.assertNotIn("content-disposition", self.whole.headers)

    def test_the_analysis_is_that_of_the_command_line(self):
        answer = self.get(self.job["links"]["analysis"])
        self.assertEqual(answer.headers["content-type"], "application/json")
        song = os.path.join(self.service.home, "analysed.wav")
        with open(song, "wb") as file:
            file.write(songs.beat(seed=11))
        told = subprocess.run([PROGRAM, "analyze", song], check=True, capture_output=True).stdout
        self.assertEqual(answer.json().keys(), json.loads(told).keys())
        beats = answer.json()["beats"]
        self.assertGreater(len(beats), 15)

    def test_plan_and_waveform_and_picture_are_there(self):
        self.assertTrue(self.get(self.job["links"]["plan"]).json())
        shapes = self.get(self.job["links"]["waveform"]).json()
        self.assertAlmostEqual(shapes["song"]["seconds"], 12, delta=0.1)
        self.assertAlmostEqual(shapes["remix"]["seconds"], self.job["seconds"], delta=0.1)
        self.assertTrue(all(0 <= peak <= 1 for name in ("song", "remix") for peak in shapes[name]["peaks"]))
        picture = self.get(self.job["links"]["plot"])
        self.assertEqual(picture.headers["content-type"], "image/png")
        self.assertTrue(picture.body.startswith(b"\x89PNG\r\n"))

    def test_products_are_not_sent_again_either(self):
        for name in ("analysis", "plan", "waveform", "plot", "source"):
            answer = self.get(self.job["links"][name])
            self.assertEqual(self.get(self.job["links"][name], If_None_Match=answer.headers["etag"]).status, 304)


class Formats(ServiceCase):
    def test_remixes_come_as_flac_and_wav(self):
        for name, magic in [("flac", b"fLaC"), ("wav", b"RIFF")]:
            with self.subTest(name):
                job = self.service.wait_over(self.accept(songs.beat(), f"?preview=5&format={name}")["id"])
                answer = self.service.ask("GET", job["links"]["audio"] + "?download=true")
                self.assertTrue(answer.body.startswith(magic))
                self.assertEqual(answer.headers["content-type"], f"audio/{name}")
                self.assertIn(f'filename="remix (dubstep).{name}"', answer.headers["content-disposition"])
                self.assertEqual(hashlib.sha256(answer.body).hexdigest(), job["sha256"])


if __name__ == "__main__":
    unittest.main()
