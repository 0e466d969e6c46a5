"""PYTHONPATH=Benchmarks python3 -m unittest discover -s Benchmarks/tests"""
import io
import sys
import unittest

from bench import environment, kernels, report, running, scaling, stages
from bench.peers import tempo_factor

CALLGRIND = """\
version: 1
events: Ir

ob=(1) /lib/libm.so.6
fn=(1) sinf
0 30
ob=(2) /build/kernel-costs
fn=(2) render
0 100
cob=(1)
cfn=(1)
calls=1 0
0 30
* 20
cob=(3) /lib/libc.so.6
cfn=(3) memcpy
calls=2 0
+3 7
ob=(3)
fn=(3)
0 7
totals: 157
"""


class CallgrindFiles(unittest.TestCase):
    def test_costs_are_told_apart_by_object_and_calls_are_not_counted_twice(self):
        cost = kernels.cost(io.StringIO(CALLGRIND), "kernel-costs")
        self.assertEqual((cost.own, cost.libraries, cost.total), (120, 37, 157))


class Guard(unittest.TestCase):
    expected = {"render": {"own": 1000, "libraries": 10}}

    def differences(self, **found):
        costs = {name: kernels.Cost(own, 10) for name, own in found.items()}
        return kernels.differences(costs, self.expected, 0.05)

    def test_five_percent_either_way_pass(self):
        self.assertEqual(self.differences(render=1050) + self.differences(render=950), [])

    def test_six_percent_either_way_fail_and_are_told(self):
        self.assertIn("1,060 instructions, 6.0% more than 1,000", self.differences(render=1060)[0])
        self.assertIn("6.0% fewer", self.differences(render=940)[0])

    def test_a_kernel_that_is_gone_or_new_fails(self):
        told = self.differences(limit=1000)
        self.assertEqual(len(told), 2)
        self.assertIn("render: kernel-costs has no kernel of this name", told)

    def test_what_libraries_cost_is_not_judged(self):
        found = {"render": kernels.Cost(1000, 99)}
        self.assertEqual(kernels.differences(found, self.expected, 0.05), [])


class Amdahl(unittest.TestCase):
    def test_a_made_curve_gives_its_parts_back(self):
        fit = scaling.fit({jobs: 1 + 3 / jobs for jobs in (1, 2, 3, 4)})
        self.assertAlmostEqual(fit["serial_seconds"], 1)
        self.assertAlmostEqual(fit["parallel_seconds"], 3)
        self.assertAlmostEqual(fit["serial_fraction"], 0.25)
        self.assertAlmostEqual(fit["seconds_at"][8], 1.375)
        self.assertAlmostEqual(fit["most_speedup"], 4)

    def test_more_than_perfect_scaling_leaves_no_serial_part(self):
        fit = scaling.fit({1: 4.0, 2: 1.9})
        self.assertEqual((fit["serial_seconds"], fit["most_speedup"]), (0, None))

    def test_slower_with_more_workers_leaves_no_parallel_part(self):
        self.assertEqual(scaling.fit({1: 2.0, 2: 2.2})["parallel_seconds"], 0)

    def test_one_point_is_no_curve(self):
        self.assertIsNone(scaling.fit({1: 4.0}))

    def test_all_numbers_of_workers_up_to_eight_and_some_beyond(self):
        self.assertEqual(scaling.job_counts(3), [1, 2, 3])
        self.assertEqual(scaling.job_counts(24), [1, 2, 4, 8, 16, 24])


class Stages(unittest.TestCase):
    lines = [
        '{"event":"progress","stage":"listening"}',
        '{"time":"1970-01-01T00:00:12.000000Z","message":"listening: 1000.5 ms, attempt 0"}',
        '{"time":"1970-01-01T00:00:12.500000Z","message":"listening: 1000 ms, attempt 0"}',
        'a line that is no JSON',
        '{"time":"1970-01-01T00:00:14.000000Z","message":"rendering: 1000 ms, attempt 0"}',
        '{"time":"1970-01-01T00:00:14.100000Z","message":"encoding 1: -14 LUFS encoded, -14.1 LUFS decoded, no peaks"}',
        '{"event":"finished","summary":{"elapsedSeconds":4}}',
    ]

    def test_stages_have_their_tasks_and_the_rest_is_alone(self):
        found = stages.read(self.lines, 10, 14.5)
        self.assertEqual(list(found["stages"]), ["listening", "rendering"])
        self.assertAlmostEqual(found["stages"]["listening"]["begin"], 0.9995)
        self.assertAlmostEqual(found["stages"]["listening"]["seconds"], 2.0005)
        self.assertEqual(found["stages"]["listening"]["tasks"], 2)
        self.assertEqual(found["encodings"], 1)
        lengths = [round(stretch["seconds"], 3) for stretch in found["alone"]]
        self.assertEqual(lengths, [1.0, 0.5, 0.5])

    def test_a_log_without_tasks_is_a_failure(self):
        with self.assertRaises(running.CommandFailed):
            stages.read(self.lines[-1:], 10, 14.5)


class Running(unittest.TestCase):
    def test_processor_time_of_children_counts(self):
        spin = "import time\nwhile time.process_time() < 0.1: pass"
        found = running.run(["sh", "-c", f"{sys.executable} -c '{spin}'; true"])
        self.assertGreaterEqual(found.cpu, 0.1)
        self.assertGreaterEqual(found.wall, 0.09)

    def test_a_failure_names_the_command_and_its_last_words(self):
        with self.assertRaisesRegex(running.CommandFailed, "status 3: no such song"):
            running.run(["sh", "-c", "echo no such song >&2; exit 3"])

    def test_a_missing_program_is_a_failure(self):
        with self.assertRaisesRegex(running.CommandFailed, "no-such-program"):
            running.run(["no-such-program"])

    def test_memory_is_that_of_the_whole_tree(self):
        hold = "import time; held = bytearray(50_000_000); time.sleep(0.5)"
        peak = running.peak_memory(["sh", "-c", f"{sys.executable} -c '{hold}'; true"])
        self.assertGreater(peak, 50_000_000)

    def test_one_failing_command_leaves_the_others_their_runs(self):
        found = running.run_interleaved({"good": ["true"], "bad": ["false"]}, {"good": 2, "bad": 2})
        self.assertEqual(len(found["good"]), 2)
        self.assertIsInstance(found["bad"], running.CommandFailed)


class Peers(unittest.TestCase):
    def test_tempos_are_brought_to_the_nearest_octave(self):
        self.assertAlmostEqual(tempo_factor(70), 1)
        self.assertAlmostEqual(tempo_factor(280), 1)
        self.assertAlmostEqual(tempo_factor(120), 140 / 120)

    def test_an_installation_that_fails_says_why(self):
        with self.assertRaisesRegex(environment.Unavailable, "E: no such package"):
            environment.checked(["sh", "-c", "echo reading; echo E: no such package >&2; exit 1"])


class Report(unittest.TestCase):
    def test_a_peer_that_is_missing_stands_in_the_table_with_the_reason(self):
        wall = {"median": 2.0, "least": 1.9, "most": 2.2}
        row = {"wall": wall, "cpu": 2.0, "of_lame": 1.0, "peak_bytes": 6e6, "runs": 5}
        song = {"name": "demo", "seconds": 60, "remix_seconds": 61, "tempo_factor": 1.25,
                "programs": {"lame -b 192": row, "beatmachine": {"reason": "cannot be installed: no compiler"}}}
        lines = list(report.programs(song))
        self.assertIn("beatmachine         cannot be installed: no compiler", lines[-1])
        self.assertIn("1.90-2.20", lines[-2])


if __name__ == "__main__":
    unittest.main()
