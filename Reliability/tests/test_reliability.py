"""PYTHONPATH=Benchmarks:Reliability python3 -m unittest discover -s Reliability/tests"""
import os
import subprocess
import unittest

from fuzz import mutants
from loadtest import faults, leaks, report
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
