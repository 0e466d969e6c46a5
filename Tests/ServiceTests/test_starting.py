"""Settings and folders that make sense, and those that do not."""
import json
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import unittest

from support.service import PROGRAM, Service, wait_until


class Starting(unittest.TestCase):
    def setUp(self):
        self.home = tempfile.mkdtemp(prefix="wub-starting-")
        os.chmod(self.home, 0o755)
        self.addCleanup(shutil.rmtree, self.home, ignore_errors=True)
        self.data = os.path.join(self.home, "data")

    def file(self, name, text):
        path = os.path.join(self.home, name)
        with open(path, "w") as file:
            file.write(text if isinstance(text, str) else json.dumps(text))
        return path

    def assertEnds(self, status, words, *options, environment=None, data=True, before=()):
        """It says in one line what is wrong, and ends."""
        command = [*before, PROGRAM, "serve", "--port", "0", *(["--data", self.data] if data else []), *options]
        done = subprocess.run(command, capture_output=True, text=True, timeout=15, env=os.environ | (environment or {}))
        self.assertEqual(done.returncode, status, done.stderr)
        self.assertIn(words, done.stderr)
        self.assertEqual(done.stdout, "")
        self.assertNotIn("Fatal error", done.stderr)
        return done.stderr

    def test_a_folder_is_needed(self):
        self.assertEnds(64, "--data", data=False)

    def test_numbers_that_make_no_sense_are_refused(self):
        for option, value in [("--port", "65536"), ("--port", "-1"), ("--upload-bytes", "0"), ("--max-minutes", "nan"),
                              ("--max-minutes", "0"), ("--waiting", "0"), ("--per-hour", "-1"), ("--uploads-per-client", "0"),
                              ("--jobs", "0"), ("--workers", "1000"), ("--keep", "59s"), ("--keep", "x"), ("--keep", "-5m"),
                              ("--keep", "nanm"), ("--drain", "1"), ("--connections", "1"), ("--sandbox", "maybe"), ("--jobs", "two"),
                              ("--data", "")]:
            with self.subTest(f"{option} {value}"):
                self.assertEnds(64, "", option, value)

    def test_a_file_of_settings_has_to_make_sense(self):
        for text, words in [({"stile": 1}, "stile"), ("{", "JSON"), ("[]", "JSON"), ("", "JSON"), ("null", "JSON"), ("\0\0", "JSON"),
                            ({"jobs": "two"}, "jobs"), ({"jobs": 0}, "jobs"), ({"behindProxy": "perhaps"}, "behindProxy"),
                            ({"keep": 60}, "keep"), ({"uploadBytes": 1.5}, "uploadBytes"), ({"token": "short"}, "token"),
                            ({"sandbox": "x"}, "sandbox"), ({"jobs": [1]}, "jobs"), ({"jobs": {"a": 1}}, "jobs"),
                            ({"jobs": None}, "jobs"), ({"waiting": 10 ** 30}, "waiting")]:
            with self.subTest(str(text)):
                self.assertEnds(64, words, "--config", self.file("a.json", text))

    def test_a_file_of_settings_has_to_be_there(self):
        self.assertEnds(64, "cannot be read", "--config", os.path.join(self.home, "none.json"))
        self.assertEnds(64, "cannot be read", "--config", self.home)

    def test_the_environment_has_to_make_sense(self):
        for name, value in [("WUBREMIX_JOBS", "two"), ("WUBREMIX_JOBS", "0"), ("WUBREMIX_TOKEN", "short"), ("WUBREMIX_KEEP", "1s"),
                            ("WUBREMIX_BEHIND_PROXY", "perhaps"), ("WUBREMIX_UPLOAD_BYTES", "1e9")]:
            with self.subTest(f"{name}={value}"):
                complaint = self.assertEnds(64, "", environment={name: value})
                self.assertNotIn("short\n", complaint)

    def test_a_token_is_never_told(self):
        complaint = self.assertEnds(64, "token", environment={"WUBREMIX_TOKEN": "hush-15-letters"})
        self.assertNotIn("hush", complaint)

    def test_flags_come_before_the_environment_and_that_before_the_file(self):
        config = self.file("a.json", {"uploadBytes": 111_111, "maxMinutes": 3, "keep": "2m", "perHour": 0})
        environment = {"WUBREMIX_UPLOAD_BYTES": "222222", "WUBREMIX_MAX_MINUTES": "4", "WUBREMIX_DATA": self.data}
        with Service("--config", config, "--max-minutes", "5", data=self.data, environment=environment) as service:
            limits = service.ask("GET", "/v1/styles").json()["limits"]
        self.assertEqual(limits, {"uploadBytes": 222_222, "minutes": 5, "keepSeconds": 120, "needsToken": False})

    def test_a_port_that_is_taken_is_told(self):
        with socket.create_server(("127.0.0.1", 0)) as taken:
            self.assertEnds(73, "another program has the port", "--port", str(taken.getsockname()[1]))

    def test_an_address_that_is_none_is_told(self):
        for address in ["localhost", "256.1.1.1", "", "x"]:
            self.assertEnds(73, "no address in numbers", "--listen", address)
        self.assertEnds(73, "cannot listen", "--listen", "203.0.113.1")

    def test_a_folder_that_is_none_is_told(self):
        self.data = self.file("file", "")
        self.assertEnds(73, "cannot use the folder")
        self.data = os.path.join(self.home, "no", "such", "folder")
        self.assertEnds(73, "cannot use the folder")

    @unittest.skipIf(os.getuid(), "only root can become somebody else")
    def test_a_folder_that_may_not_be_written_is_told(self):
        somebody = ("setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups")
        os.mkdir(self.data, 0o755)
        self.assertEnds(73, "cannot use the folder", before=somebody)
        for name in ("songs", "works"):
            os.mkdir(os.path.join(self.data, name))
        self.assertEnds(73, "cannot use the folder", before=somebody)

    def test_a_queue_that_is_rubbish_is_told(self):
        os.mkdir(self.data)
        self.file("data/jobs.sqlite", "rubbish " * 1_000)
        self.assertEnds(73, "queue")

    def test_a_log_that_cannot_be_written_is_told(self):
        self.assertEnds(73, "log", "--log", os.path.join(self.home, "no", "log"))

    def test_two_services_do_not_share_a_folder(self):
        with Service(data=self.data):
            self.assertEnds(73, "another wubremix serves from")

    def test_what_is_kept_is_its_owners_alone(self):
        with Service(data=self.data) as service:
            for name in ["", "songs", "works", "jobs.sqlite"]:
                self.assertEqual(os.stat(os.path.join(service.data, name)).st_mode & 0o077, 0, name)

    def test_settings_are_read_anew(self):
        config = self.file("a.json", {"uploadBytes": 111_111, "token": "a-token-of-some-letters"})
        with Service("--config", config, "--log-level", "notice", data=self.data) as service:
            def limits():
                return service.ask("GET", "/v1/styles").json()["limits"]

            self.assertTrue(limits()["needsToken"])
            self.file("a.json", {"uploadBytes": 222_222})
            service.process.send_signal(signal.SIGHUP)
            wait_until(lambda: limits()["uploadBytes"] == 222_222, "new settings", 5)
            self.assertFalse(limits()["needsToken"])
            for wrong in ("{", '{"uploadBytes": 0}', '{"x": 1}'):
                self.file("a.json", wrong)
                count = service.log_text().count("the settings stay as they are")
                service.process.send_signal(signal.SIGHUP)
                wait_until(lambda: service.log_text().count("the settings stay as they are") > count, "a complaint", 5)
                self.assertEqual(limits()["uploadBytes"], 222_222)
            self.file("a.json", {"port": 1, "uploadBytes": 333_333})
            service.process.send_signal(signal.SIGHUP)
            wait_until(lambda: limits()["uploadBytes"] == 333_333, "newest settings", 5)


if __name__ == "__main__":
    unittest.main()
