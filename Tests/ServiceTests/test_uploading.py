"""A song comes in: as a body, in a form, in chunks, after a question."""
import hashlib
import unittest
from concurrent.futures import ThreadPoolExecutor

from support import songs
from support.cases import ServiceCase


class Uploading(ServiceCase):
    def assertTaken(self, job, song, title=""):
        self.assertEqual(job["title"], title)
        kept = self.service.ask("GET", job["links"]["source"])
        self.assertEqual((kept.status, kept.body), (200, song))
        self.assertEqual(kept.headers["content-type"], "audio/wav")

    def test_the_body_is_the_song(self):
        song = songs.beat(seed=2)
        job = self.accept(song, "?preview=5", {"Content-Type": "audio/wav"})
        self.assertTaken(job, song)
        self.assertEqual(self.service.wait_over(job["id"])["state"], "done")

    def test_the_content_type_of_a_body_does_not_matter(self):
        for kind in ["application/octet-stream", "application/x-www-form-urlencoded", "text/plain", "a b c", "/"]:
            with self.subTest(kind):
                self.assertTaken(self.accept(songs.beat(), "?preview=5", {"Content-Type": kind}), songs.beat())

    def test_a_song_in_a_form_is_called_as_its_file(self):
        body, headers = songs.form(songs.beat(), "My Song.wav")
        self.assertTaken(self.accept(body, "?preview=5", headers), songs.beat(), "My Song")

    def test_fields_of_a_form_are_options(self):
        for fields in [[("style", "drumstep"), ("title", "Other")], [("style", "drumstep"), ("title", "Other"), ("bpm", "")]]:
            body, headers = songs.form(songs.beat(), "My Song.wav", fields)
            job = self.accept(body, "?preview=5", headers)
            self.assertEqual((job["style"], job["title"]), ("drumstep", "Other"))

    def test_fields_after_the_file_count_too(self):
        body, headers = songs.form(songs.beat(), "a.wav")
        field = b'--edge\r\nContent-Disposition: form-data; name="title"\r\n\r\nLate\r\n--edge--\r\n'
        job = self.accept(body.replace(b"--edge--\r\n", field), "?preview=5", headers)
        self.assertEqual(job["title"], "Late")

    def test_the_title_in_the_query_wins_over_the_file_name(self):
        body, headers = songs.form(songs.beat(), "My Song.wav")
        self.assertEqual(self.accept(body, "?preview=5&title=Third", headers)["title"], "Third")

    def test_boundaries_may_be_quoted_and_long_and_odd(self):
        for boundary in ["a", "x" * 70, "'()+_,-./:=?", "----WebKitFormBoundary7MA4"]:
            with self.subTest(boundary):
                body, headers = songs.form(songs.beat(), "b.wav", boundary=boundary)
                headers["Content-Type"] = f'Multipart/Form-Data; charset=utf-8; boundary="{boundary}"'
                self.assertTaken(self.accept(body, "?preview=5", headers), songs.beat(), "b")

    def test_bytes_that_look_like_a_boundary_are_the_songs(self):
        song = songs.beat() + b"\r\n--edg\r\n--edgf\r\r\n--edge"[:-1]
        body, headers = songs.form(song, "b.wav")
        self.assertTaken(self.accept(body, "?preview=5", headers), song, "b")

    def test_a_form_may_come_in_chunks_of_any_size(self):
        body, headers = songs.form(songs.beat(), "b.wav")
        for size in [1_000, 4_093]:
            chunks = (body[start:start + size] for start in range(0, len(body), size))
            self.assertTaken(self.accept(chunks, "?preview=5", headers), songs.beat(), "b")
        # The ends of a form byte by byte.
        chunks = [*(body[at:at + 1] for at in range(200)), body[200:-200], *(body[at:at + 1] for at in
                                                                          range(len(body) - 200, len(body)))]
        self.assertTaken(self.accept(iter(chunks), "?preview=5", headers), songs.beat(), "b")

    def test_a_body_may_come_in_chunks(self):
        song = songs.beat()
        chunks = (song[start:start + 7_777] for start in range(0, len(song), 7_777))
        self.assertTaken(self.accept(chunks, "?preview=5"), song)

    def test_a_client_that_asks_first_is_told_to_go_on(self):
        song = songs.beat()
        head = f"POST /v1/jobs?preview=5 HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(song)}\r\nExpect: 100-continue\r\n\r\n"
        with self.service.connect() as connection:
            connection.sendall(head.encode())
            self.assertEqual(connection.recv(1_000), b"HTTP/1.1 100 Continue\r\n\r\n")
            connection.sendall(song)
            answer = self.service.read_answer(connection, "POST")
        self.assertEqual(answer.status, 202)
        self.jobs.append(answer.json()["id"])

    def test_all_options_are_taken(self):
        options = ("style=dubstep&wub=0.7&length=10&target-bpm=140&seed=18446744073709551615&loudness=-9.5&bpm=120!"
                   "&key=F%23m&downbeat-offset=-1&format=flac&bitrate=320&title=All")
        job = self.service.wait_over(self.accept(songs.beat(), "?" + options)["id"])
        self.assertEqual(job["state"], "done", job)
        self.assertEqual((job["tempo"], job["key"]), (120, "F# minor"))

    def test_titles_in_all_languages_are_kept(self):
        for title in ["Ä ö ü", "日本の歌", "אבג", "e\u0301", "🎵 song", "a" * 200]:
            with self.subTest(title):
                body, headers = songs.form(songs.beat(), title + ".wav")
                self.assertEqual(self.accept(body, "?preview=5", headers)["title"], title)


class Equals(ServiceCase):
    """The same song with the same wish is one work."""

    def test_equal_songs_are_remixed_once_and_give_the_same_bytes(self):
        song = songs.beat(seed=3)
        first = self.accept(song, "?preview=5&title=x")
        body, headers = songs.form(song, "x.wav")
        second = self.accept(body, "?preview=5", headers)
        self.assertNotEqual(first["id"], second["id"])
        over = [self.service.wait_over(job["id"]) for job in (first, second)]
        self.assertEqual([job["state"] for job in over], ["done", "done"])
        remixes = {hashlib.sha256(self.service.ask("GET", job["links"]["audio"]).body).hexdigest() for job in over}
        self.assertEqual(remixes, {over[0]["sha256"]})
        self.assertEqual(len(self.service.kept()), 2, "one song, one work")

    def test_a_work_that_is_done_is_not_done_again(self):
        song = songs.beat(seed=4)
        first = self.service.wait_over(self.accept(song, "?preview=5")["id"])
        again = self.accept(song, "?preview=5")
        self.assertEqual((again["state"], again["sha256"]), ("done", first["sha256"]))

    def test_another_wish_is_another_work_of_the_same_song(self):
        jobs = [self.service.wait_over(self.accept(songs.beat(), query)["id"]) for query in
                ("?preview=5", "?preview=5&seed=2")]
        self.assertNotEqual(jobs[0]["sha256"], jobs[1]["sha256"])
        self.assertEqual(len(self.service.kept()), 3, "one song, two works")

    def test_equal_numbers_are_equal_wishes(self):
        jobs = [self.accept(songs.beat(), f"?preview={number}") for number in ("5", "5.0", "05")]
        for job in jobs:
            self.service.wait_over(job["id"])
        self.assertEqual(len(self.service.kept()), 2)

    def test_many_who_send_the_same_song_at_the_same_time_share_one_work(self):
        song = songs.beat(seed=5)
        with ThreadPoolExecutor(4) as pool:
            answers = list(pool.map(lambda _: self.service.submit(song, "?preview=5"), range(4)))
        self.assertEqual([answer.status for answer in answers], [202] * 4)
        self.jobs += [answer.json()["id"] for answer in answers]
        over = [self.service.wait_over(job) for job in self.jobs]
        self.assertEqual(len({job["sha256"] for job in over}), 1)
        self.assertEqual(len(self.service.kept()), 2)


if __name__ == "__main__":
    unittest.main()
