"""Files that only look like songs, and songs that nothing can be made of."""
import random
import threading
import time
import unittest

from support import songs
from support.cases import ServiceCase


class Songs(ServiceCase):
    options = ("--per-hour", "0", "--max-minutes", "2")

    def assertFails(self, song, words="", query=""):
        """The job fails with a sentence for its owner."""
        job = self.service.wait_over(self.accept(song, query)["id"])
        self.assertEqual(job["state"], "failed", job)
        self.assertRegex(job["error"], r"^[A-Z].*\.$")
        self.assertIn(words, job["error"])
        for word in ("/tmp", "songs/", ".swift", "errno", "Optional("):
            self.assertNotIn(word, job["error"])
        self.assertIsNotNone(job["expiresAt"])
        self.assertIsNone(job["links"]["audio"])
        for name in ("audio", "analysis", "plan", "waveform", "plot.png"):
            self.assertProblem(self.service.ask("GET", f"/v1/jobs/{job['id']}/{name}"), 409)
        return job

    def test_what_is_no_song_is_refused(self):
        for name, data in {"text": songs.TEXT, "a page": songs.PAGE, "a picture": songs.PICTURE, "one byte": b"R", "zeros": bytes(9_000),
                           "RIFF that is no WAVE": b"RIFF\0\0\0\0AVI LIST", "a program": b"\x7fELF" + bytes(1_000),
                           "an archive": b"PK\x03\x04" + bytes(1_000), "JSON": b'{"song": 1}', "a video": bytes(4) + b"ftypisom"}.items():
            with self.subTest(name):
                self.assertProblem(self.service.submit(data), 415, "WAV, AIFF, FLAC, Ogg, Opus or MP3")
                self.assertEqual(self.service.kept(), [])

    def test_heads_without_a_song_fail(self):
        wav, flac = songs.beat()[:44], b"fLaC\0\0\0\x22" + bytes(34)
        for name, data in {"an empty WAV": wav, "half a head": wav[:20], "a FLAC of zeros": flac, "an Ogg": b"OggS" + bytes(500),
                           "an ID3 tag": b"ID3\x04\0\0\0\0\x02\x01" + bytes(257), "a FORM": b"FORM\0\0\0\x10AIFFCOMM"}.items():
            with self.subTest(name):
                self.assertFails(data)

    def test_to_silence_drums_and_bass_play_on(self):
        job = self.service.wait_over(self.accept(songs.silence(), "?preview=5")["id"])
        self.assertEqual(job["state"], "done", job)

    def test_one_sample_fails_or_is_remixed(self):
        job = self.service.wait_over(self.accept(songs.wav([9_000]))["id"])
        self.assertIn(job["state"], ("done", "failed"))

    def test_a_truncated_song_is_remixed_as_far_as_it_goes(self):
        job = self.service.wait_over(self.accept(songs.beat()[:400_001], "?preview=5")["id"])
        self.assertEqual(job["state"], "done", job)

    def test_a_song_of_noise_is_no_crash(self):
        noise = random.Random(1).randbytes(200_000)
        for head in (b"ID3", b"OggS", b"fLaC", b"\xff\xfb\x90\x64", songs.beat()[:44]):
            job = self.service.wait_over(self.accept(head + noise)["id"])
            self.assertIn(job["state"], ("done", "failed"), job)

    def test_hours_in_a_tiny_file_fail_in_little_memory(self):
        bomb = songs.flac_bomb(hours=8)
        self.assertLess(len(bomb), 300_000)
        before, most, over = self.service.resident(), [0], threading.Event()

        def watch():
            while not over.is_set():
                most[0] = max(most[0], self.service.resident())
                time.sleep(0.1)

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            self.assertFails(bomb, "longer than 2")
        finally:
            over.set()
            watcher.join()
        self.assertLess(most[0] - before, 600 << 20)

    def test_a_size_in_the_head_that_is_a_lie_is_harmless(self):
        song = bytearray(songs.beat())
        for at in (4, 24, 28, 40):
            lie = bytes(song[:at]) + b"\xff\xff\xff\x7f" + bytes(song[at + 4:])
            with self.subTest(at):
                job = self.service.wait_over(self.accept(lie, "?preview=5")["id"])
                self.assertIn(job["state"], ("done", "failed"), job)


class Again(ServiceCase):
    def test_a_song_that_failed_may_be_sent_again(self):
        broken = songs.beat()[:44]
        first = self.service.wait_over(self.accept(broken)["id"])
        again = self.service.wait_over(self.accept(broken)["id"])
        self.assertEqual((again["state"], again["error"]), ("failed", first["error"]))


if __name__ == "__main__":
    unittest.main()
