"""Wishes that cannot be granted."""
import unittest
from urllib.parse import quote

from support import songs
from support.cases import ServiceCase

WRONG_NUMBERS = ["nan", "inf", "-inf", "infinity", "0x10", "1e999", "1e1", "-1e999", "", " ", "1 ", "1,5", "--1", "1.2.3", "٣",
                 "１", "1_0", "9" * 400, "0." + "0" * 400 + "x", "NaN(5)", "true", "null", "1\0", "-"]
NUMBERS = {"wub": ["-0.1", "1.1"], "target-bpm": ["59.9", "240.1", "0", "-120"], "preview": ["4.9", "600.1", "0"],
           "loudness": ["-40.1", "-5.9", "0"], "seed": ["-1", "1.5", "18446744073709551616"],
           "downbeat-offset": ["-65", "65", "0.5"], "bitrate": ["0", "191", "-192", "192.0"]}


class Options(ServiceCase):
    def assertRefused(self, query, words=""):
        with self.subTest(query[:80]):
            answer = self.service.submit(songs.beat(), "?" + query)
            if answer.status == 202:
                self.jobs.append(answer.json()["id"])
            self.assertProblem(answer, 400, words)

    def test_wrong_numbers_are_refused(self):
        for name in NUMBERS:
            for value in WRONG_NUMBERS:
                self.assertRefused(f"{name}={quote(value)}", name)

    def test_numbers_out_of_range_are_refused(self):
        for name, values in NUMBERS.items():
            for value in values:
                self.assertRefused(f"{name}={value}", name)

    def test_numbers_at_the_ends_of_a_range_are_taken(self):
        for query in ["wub=0", "wub=1", "wub=-0", "target-bpm=60", "target-bpm=240", "preview=600", "loudness=-40",
                      "loudness=-6", "seed=0", "downbeat-offset=64", "bitrate=64"]:
            with self.subTest(query):
                self.accept(songs.beat(), "?" + query)

    def test_unknown_words_are_refused(self):
        for query in ["style=polka", "style=", "style=DUBSTEP", "style=../dubstep", "style=dubstep%00", "format=ogg", "format=MP3",
                      "format=", "length=9", "length=long", "length=1:60", "length=-1:30", "length=nan", "length=1e2", "length=0x20", "length=0x1p5", "length=inf", "length=",
                      "length=99999999999999999999", "bpm=19", "bpm=401", "bpm=fast", "bpm=!", "bpm=120!!", "bpm=nan", "bpm=0x78",
                      "bpm=", "key=H", "key=", "key=C%00", "key=%F0%9F%8E%B5", "download=true", "token=x"]:
            self.assertRefused(query)

    def test_unknown_options_are_refused(self):
        for query in ["stile=dubstep", "Style=dubstep", "style%20=dubstep", "=", "=x", "x", "jobs=1", "output=/etc/passwd",
                      "beats=/etc/passwd", "style[]=dubstep", "wub;seed=1"]:
            self.assertRefused(query)

    def test_options_that_are_given_twice_are_refused(self):
        self.assertRefused("style=dubstep&style=chill", "twice")
        self.assertRefused("seed=1&seed=1", "twice")

    def test_a_wrong_option_is_told_before_the_song_has_come(self):
        head = "POST /v1/jobs?style=polka HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\n"
        self.assertProblem(self.service.raw(head.encode(), "POST", 5), 400, "polka")

    def test_queries_without_measure_are_refused(self):
        self.assertRefused("&".join(f"x{index}=1" for index in range(2_000)))
        answer = self.service.submit(songs.beat(), "?title=" + "x" * 10_000)
        self.assertIn(answer.status, (202, 400, 414))
        if answer.status == 202:
            self.jobs.append(answer.json()["id"])
            self.assertEqual(answer.json()["title"], "x" * 200)

    def test_empty_pieces_of_a_query_say_nothing(self):
        for query in ["?", "?&", "?preview=5&", "?&&preview=5"]:
            with self.subTest(query):
                answer = self.service.submit(songs.beat(), query)
                self.assertIn(answer.status, (202, 400))
                if answer.status == 202:
                    self.jobs.append(answer.json()["id"])


if __name__ == "__main__":
    unittest.main()
