"""PYTHONPATH=Benchmarks:Reliability python3 -m unittest discover -s Reliability/tests"""
import http.client
import os
import subprocess
import unittest

from fuzz import mutants
from loadtest import client, faults, leaks, report, service
from loadtest.jobs import Result, Runner


def result(**values):
    return Result(**{"input": "a", "fault": "", "seconds": 1.0, "correct": True, **values})


class Figures(unittest.TestCase):
    def test_percentiles_are_values_that_so_many_do_not_exceed(self):
        values = list(range(1, 101))
        self.assertEqual([report.percentile(values, share) for share in (1, 50, 99, 100)], [1, 50, 99, 100])
        self.assertEqual(report.percentile([7], 99), 7)
        self.assertIsNone(report.percentile([], 99))

    def test_success_counts_accepted_jobs_alone(self):
        some = [result(), result(correct=False), result(accepted=False), result(accepted=False, correct=False)]
        figures = report.summary(some, 60)
        self.assertEqual((figures["accepted"], figures["correct"], figures["success_percent"]), (2, 1, 50))
        self.assertEqual((figures["refused_rightly"], figures["refused_wrongly"]), (1, 1))
        self.assertEqual(figures["jobs_per_minute"], 4)

    def test_nothing_is_claimed_of_no_jobs(self):
        self.assertIsNone(report.summary([], 1)["success_percent"])


class Judging(unittest.TestCase):
    def read(self, text):
        some = result()
        Runner.read(some, text)
        return some

    def test_restarts_and_silences_are_read(self):
        some = self.read('{"event":"finished","summary":{"workerRestarts":2}}\n'
                         '{"level":"warning","message":"worker 0 is spinning: silent for 2.1 s; in f < g"}')
        self.assertEqual((some.restarts, some.silent_seconds, some.has_stack, some.complaint), (2, 2.1, True, ""))

    def test_what_is_stopped_is_not_asked_for_a_stack(self):
        self.assertIsNone(self.read('{"message":"worker 0 is stopped: silent for 2.1 s"}').has_stack)

    def test_lines_that_are_no_json_are_told(self):
        self.assertIn("Fatal error", self.read("Fatal error: nil\n").complaint)


class Processes(unittest.TestCase):
    def test_a_process_that_opens_more_and_more_is_seen_to(self):
        leaking = "import time\nfiles = []\nfor _ in range(20): files.append(open('/dev/null')); time.sleep(0.05)"
        steady = "import time\ntime.sleep(1)"
        for source, grows in [(leaking, True), (steady, False)]:
            process = subprocess.Popen(["python3", "-c", source])
            watch = leaks.Watch(process.pid)
            process.wait()
            halves = watch.end()
            self.assertGreater(halves[1][0], 0)
            self.assertEqual(leaks.grows(halves), grows, halves)

    def test_children_are_seen_while_they_run(self):
        child = subprocess.Popen(["sleep", "30"])
        self.assertIn(child.pid, faults.children(os.getpid()))
        self.assertTrue(faults.is_there(child.pid))
        child.kill()
        child.wait()
        self.assertFalse(faults.is_there(child.pid))


class Wire(unittest.TestCase):
    def test_events_are_read_as_they_are_told(self):
        lines = [b"retry: 1000\n", b"\n", b"event: job\n", b"id: running-1\n", b"data: {\"a\":1}\n", b"\n", b":\n", b"\n",
                 b"data: x\r\n", b"data: y\r\n", b"\r\n", b"event: job\n", b"data: cut off\n"]
        self.assertEqual(list(client.events(lines)), [("job", "running-1", '{"a":1}'), ("message", "running-1", "x\ny")])

    def test_a_song_is_sent_under_the_title_that_the_command_line_gives_it(self):
        path, body, _ = client.submission("odd-5.1 é.wav", b"RIFF", False)
        self.assertEqual((path, body), ("/v1/jobs?title=odd-5.1%20%C3%A9", b"RIFF"))
        path, body, headers = client.submission("odd-5.1.wav", b"RIFF", True)
        self.assertEqual(path, "/v1/jobs")
        self.assertIn(b'filename="odd-5.1.wav"', body)
        boundary = headers["Content-Type"].partition("boundary=")[2].encode()
        self.assertEqual(body.count(b"--" + boundary), 2)
        self.assertTrue(body.endswith(b"\r\nRIFF\r\n--" + boundary + b"--\r\n"))

    def test_the_head_of_a_request_tells_its_length(self):
        self.assertEqual(client.head("GET", "/"), b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.assertIn(b"\r\nContent-Length: 7\r\n", client.head("POST", "/v1/jobs", 7, {"Content-Type": "audio/wav"}))

    def test_a_problem_gives_its_reason_and_nothing_else_does(self):
        headers = {"content-type": "application/problem+json"}
        self.assertEqual(client.Answer(429, headers, b'{"status":429,"detail":"Wait."}').reason, "Wait.")
        self.assertEqual(client.Answer(429, headers, b'{"status":503,"detail":"Wait."}').reason, "")
        self.assertEqual(client.Answer(500, {}, b"").reason, "")
        with self.assertRaises(client.Garbled):
            client.Answer(200, {}, b"<html>").json()

    def test_an_info_frame_may_tell_something_else_and_nothing_besides(self):
        def remix(told, music):
            # 192 kbit/s without padding: a frame has 626 bytes.
            info = b"\xff\xfb\xb0\x44" + bytes(32) + b"Info" + told
            return b"ID3\x03\0\0\0\0\x01\x02" + bytes(130) + info + bytes(626 - len(info)) + music
        one, other = remix(b"one", b"\xff\xfbmusic"), remix(b"other", b"\xff\xfbmusic")
        self.assertNotEqual(one, other)
        self.assertEqual(client.without_info(one), client.without_info(other))
        self.assertEqual(len(client.without_info(one)), len(one))
        self.assertNotEqual(client.without_info(one), client.without_info(remix(b"one", b"\xff\xfbMusic")))
        for wrong in (b"", b"RIFF" * 10, one[:140] + bytes(700)):
            with self.assertRaises(client.Garbled):
                client.without_info(wrong)

    def test_connections_that_end_are_lost_and_those_that_say_nothing_silent(self):
        for error, kind in [(ConnectionResetError(), client.Lost), (TimeoutError(), client.Silent),
                            (http.client.IncompleteRead(b""), client.Lost), (http.client.BadStatusLine("?"), client.Garbled)]:
            with self.assertRaises(kind), client.losing():
                raise error


class Services(unittest.TestCase):
    def test_processes_are_known_by_their_names(self):
        names = ["wub-service", "wub-supervisor", "wub-worker-3", "wubremix", ""]
        self.assertEqual([service.role_of(name) for name in names], ["service", "supervisor", "worker", None, None])

    def test_ratios_are_of_the_same_requests(self):
        quiet = report.latencies({"job": [1, 2, 4], "upload": [10]})
        slow = report.latencies({"job": [2, 4, 4], "upload": [5]})
        self.assertEqual(quiet["job"], {"requests": 3, "p50": 2, "p99": 4})
        self.assertEqual(report.ratios(quiet, slow), {"job": {"p50": 2, "p99": 1}, "upload": {"p50": 0.5, "p99": 0.5}})


class Mutants(unittest.TestCase):
    seeds = [("wav", bytes(range(256)) * 8), ("mp3", b"ID3" + bytes(3000))]

    def test_they_are_the_same_each_time_and_of_all_kinds(self):
        some = [mutants.mutant(self.seeds, number, 1) for number in range(200)]
        self.assertEqual(some, [mutants.mutant(self.seeds, number, 1) for number in range(200)])
        self.assertNotEqual(some, [mutants.mutant(self.seeds, number, 2) for number in range(200)])
        self.assertEqual({ending for ending, _ in some}, {"wav", "mp3"})
        whole = dict(self.seeds)
        self.assertGreater(sum(contents != whole[ending] for ending, contents in some), 180)
        self.assertLess(max(len(contents) for _, contents in some), 1 << 20)


if __name__ == "__main__":
    unittest.main()
