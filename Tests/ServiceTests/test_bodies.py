"""Bodies that are missing, cut off, too large, or no forms."""
import select
import socket
import unittest

from support import songs
from support.cases import ServiceCase
from support.service import wait_until

MEGABYTE = 1 << 20


class Bodies(ServiceCase):
    options = ("--per-hour", "0", "--upload-bytes", str(2 * MEGABYTE))

    def post(self, headers, body=b"", half_close=False, path="/v1/jobs"):
        """A request byte by byte as one likes; `None` if the connection is closed without an answer."""
        with self.service.connect() as connection:
            connection.sendall(f"POST {path} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n".encode() + body)
            if half_close:
                connection.shutdown(socket.SHUT_WR)
            return self.service.read_answer(connection, "POST")

    def stream(self, head, block, limit):
        """Sends `block` again and again until there is an answer; returns it and how much was sent."""
        with self.service.connect() as connection:
            connection.sendall(head)
            sent = 0
            while sent < limit:
                readable, writable, _ = select.select([connection], [connection], [], 30)
                if readable or not writable:
                    break
                try:
                    sent += connection.send(block)
                except (BrokenPipeError, ConnectionResetError):
                    break
            return self.service.read_answer(connection, "POST"), sent

    def test_no_body_is_no_song(self):
        for body, headers in [(None, {}), (b"", {}), (iter([]), {}), (b"", {"Content-Type": "audio/wav"})]:
            self.assertProblem(self.service.submit(body, headers=headers), 400)
        self.assertProblem(self.post(""), 400)

    def test_a_body_that_is_shorter_than_it_says_is_not_taken(self):
        answer = self.post(f"Content-Length: {len(songs.beat()) + 1}\r\n", songs.beat(), half_close=True)
        if answer:
            self.assertProblem(answer, 400)

    def test_a_body_that_ends_at_99_percent_leaves_nothing(self):
        song = songs.beat()
        with self.service.connect() as connection:
            connection.sendall(f"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(song)}\r\n\r\n".encode())
            connection.sendall(song[:len(song) * 99 // 100])
            self.assertUploading()
        self.assertNothingKept()

    def test_chunks_that_end_in_the_middle_leave_nothing(self):
        for rest in [b"ffff\r\nRIFF", b"4\r\nRIFF\r\n", b"4\r\nRIFF\r\n0\r\n", b"4\r\nRIFFRIFF"]:
            with self.subTest(rest):
                answer = self.post("Transfer-Encoding: chunked\r\n", rest, half_close=True)
                self.assertIn(answer and answer.status, (None, 400))

    def test_chunk_sizes_that_are_none_are_refused(self):
        for size in [b"-1", b"xyz", b"0x10", b"ffffffffffffffffff", b"", b" 4", b"4 4"]:
            with self.subTest(size):
                answer = self.post("Transfer-Encoding: chunked\r\n", size + b"\r\nRIFF\r\n0\r\n\r\n", half_close=True)
                self.assertIn(answer and answer.status, (None, 400, 415))

    def test_a_body_that_is_longer_than_it_says_is_another_request(self):
        song = songs.beat()
        with self.service.connect(5) as connection:
            head = f"POST /v1/jobs?preview=5 HTTP/1.1\r\nHost: localhost\r\nContent-Length: {len(song) - 8}\r\n\r\n"
            connection.sendall(head.encode() + song)
            first = self.service.read_answer(connection, "POST")
            self.assertEqual(first.status, 202)
            self.jobs.append(first.json()["id"])

    def test_5_gigabytes_that_are_only_announced_are_refused_at_once(self):
        answer = self.post(f"Content-Length: {5 << 30}\r\n")
        self.assertProblem(answer, 413, str(2 * MEGABYTE))
        self.assertEqual(answer.headers["connection"], "close")
        answer = self.post(f"Content-Length: {5 << 30}\r\nExpect: 100-continue\r\n")
        self.assertProblem(answer, 413)

    def test_lengths_that_no_number_can_hold_are_refused(self):
        for length in [1 << 62, (1 << 63) - 1, 1 << 63, 1 << 64, 10 ** 30, -1, "0x10", "5.0", "+5", ""]:
            with self.subTest(length):
                answer = self.post(f"Content-Length: {length}\r\n")
                self.assertIn(answer and answer.status, (400, 413))

    def test_5_gigabytes_that_come_are_cut_off_near_the_limit(self):
        head = b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        song = songs.beat()[:60_000]
        block = f"{len(song):x}\r\n".encode() + song + b"\r\n"
        answer, sent = self.stream(head, block, 5 << 30)
        self.assertProblem(answer, 413)
        self.assertLess(sent, 20 * MEGABYTE)

    def test_a_song_that_comes_in_chunks_has_the_same_limit(self):
        song = songs.wav([0] * ((2 * MEGABYTE - 44) // 2)) + b"\0"
        self.assertEqual(len(song), 2 * MEGABYTE + 1)
        self.assertProblem(self.service.submit(song), 413)
        answer = self.service.submit(iter([song[:100_000], song[100_000:]]))
        if answer.status == 202:
            self.jobs.append(answer.json()["id"])
        self.assertProblem(answer, 413)

    def test_a_song_of_the_largest_size_fits_into_a_form(self):
        song = songs.beat() + bytes(2 * MEGABYTE - len(songs.beat()))
        body, headers = songs.form(song, "large.wav")
        self.accept(body, "?preview=5", headers)

    def test_what_is_surely_no_song_is_not_waited_for(self):
        head = f"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: {2 * MEGABYTE}\r\n\r\n".encode()
        with self.service.connect(8) as connection:
            connection.sendall(head + songs.TEXT * 350)
            try:
                answer = self.service.read_answer(connection, "POST")
            except TimeoutError:
                self.fail("1 MB of text was not enough")
        self.assertProblem(answer, 415)

    def test_aborted_uploads_are_no_load(self):
        for _ in range(30):
            with self.service.connect() as connection:
                connection.sendall(b"POST /v1/jobs HTTP/1.1\r\nHost: localhost\r\nContent-Length: 600000\r\n\r\nRIFF" + bytes(50_000))
        self.assertEqual(self.service.submit(songs.TEXT).status, 415)

    def assertUploading(self):
        wait_until(self.service.open_songs, "the song comes in", 5)


class Forms(ServiceCase):
    def test_forms_that_are_none_are_refused(self):
        whole, headers = songs.form(songs.beat(), "a.wav")
        kind = headers["Content-Type"]
        for name, body, kind in [
                ("no boundary", whole, "multipart/form-data"), ("an empty boundary", whole, "multipart/form-data; boundary="),
                ("another boundary", whole, "multipart/form-data; boundary=other"),
                ("too long a boundary", whole, "multipart/form-data; boundary=" + "x" * 71),
                ("another kind", whole, "multipart/mixed; boundary=edge"), ("no end", whole[:-4], kind),
                ("half", whole[:len(whole) // 2], kind), ("text", songs.TEXT, kind), ("nothing but an end", b"--edge--", kind),
                ("no name", whole.replace(b'name="song"; filename="a.wav"', b""), kind),
                ("no disposition", whole.replace(b"Content-Disposition: form-data;", b"X: y;"), kind),
                ("an attachment", whole.replace(b"form-data;", b"attachment;"), kind),
                ("a body without a form", songs.beat(), kind)]:
            with self.subTest(name):
                self.assertProblem(self.service.submit(body, headers={"Content-Type": kind}), 400)

    def test_a_form_without_a_file_is_refused(self):
        body = b'--edge\r\nContent-Disposition: form-data; name="style"\r\n\r\ndubstep\r\n--edge--\r\n'
        self.assertProblem(self.service.submit(body, headers={"Content-Type": "multipart/form-data; boundary=edge"}), 400)

    def test_a_form_with_an_empty_file_is_refused(self):
        for name in ["", "a.wav"]:
            body, headers = songs.form(b"", name)
            self.assertProblem(self.service.submit(body, headers=headers), 400)

    def test_a_form_with_two_files_is_refused(self):
        body, headers = songs.form(songs.beat(), "a.wav")
        double = body[:-len("--edge--\r\n")] + body
        self.assertProblem(self.service.submit(double, headers=headers), 400, "one song at a time")

    def test_forms_without_measure_are_refused(self):
        for fields in [[("f" + str(index), "") for index in range(100)], [("title", "x" * 10_000)], [("x" * 20_000, "")]]:
            body, headers = songs.form(songs.beat(), "a.wav", fields)
            self.assertProblem(self.service.submit(body, headers=headers), 400)

    def test_unknown_and_wrong_fields_are_refused(self):
        for fields in [[("stile", "dubstep")], [("style", "polka")], [("wub", "2")], [("", "x")],
                       [("style", "dubstep"), ("style", "chill")]]:
            body, headers = songs.form(songs.beat(), "a.wav", fields)
            self.assertProblem(self.service.submit(body, headers=headers), 400)


if __name__ == "__main__":
    unittest.main()
