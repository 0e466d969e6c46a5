"""The service keeps what its description in openapi.yaml promises, whatever is asked."""
import os
import subprocess
import sys
import tempfile
import unittest
from urllib.parse import quote

import yaml

from support import songs
from support.cases import ServiceCase

SITE = os.path.join(os.path.dirname(__file__), "../../Sources/RemixService/Site/openapi.yaml")


class Description(ServiceCase):
    def setUp(self):
        super().setUp()
        self.description = yaml.safe_load(self.service.ask("GET", "/v1/openapi.yaml").body)

    def test_it_is_the_one_in_the_repository(self):
        with open(SITE) as file:
            self.assertEqual(self.description, yaml.safe_load(file))

    def test_all_that_it_tells_of_is_there(self):
        for path, entry in self.description["paths"].items():
            for method in ("get", "post", "delete"):
                answer = self.service.ask(method.upper(), path.replace("{id}", "0" * 32))
                allowed = answer.status != 405
                self.assertEqual(allowed, method in entry, f"{method} {path}: {answer.status}")

    def test_options_that_it_tells_of_are_known_and_no_others(self):
        for parameter in self.description["paths"]["/v1/jobs"]["post"]["parameters"]:
            answer = self.service.submit(songs.beat(), f"?{parameter['name']}=%01")
            if parameter["name"] == "title":
                self.jobs.append(answer.json()["id"])
            else:
                self.assertProblem(answer, 400, parameter["name"])

    def test_words_that_it_allows_are_taken(self):
        parameters = {entry["name"]: entry["schema"] for entry in self.description["paths"]["/v1/jobs"]["post"]["parameters"]}
        self.assertEqual(parameters["style"]["enum"], [style["name"] for style in self.service.ask("GET", "/v1/styles").json()["styles"]])
        keys = [letter + sign + mode for letter in "ABCDEFG" for sign in ("", "#", "b") for mode in (" major", "m", "")]
        for name, values in {"key": keys, "bpm": ["20", "99.5!", "400", "400!", "120!"], "style": parameters["style"]["enum"],
                             "length": ["full", "radio", "10", "1200", "1:30", "19:59"]}.items():
            for value in values:
                with self.subTest(f"{name}={value}"):
                    if pattern := parameters[name].get("pattern"):
                        self.assertRegex(value, pattern)
                    self.service.delete(self.accept(songs.beat(), f"?{name}={quote(value)}")["id"])

    def test_all_fields_of_a_job_are_told_of(self):
        job = self.accept(songs.beat(), "?preview=5")
        schema = self.description["components"]["schemas"]["Job"]
        for view in (job, self.service.wait_over(job["id"])):
            self.assertEqual(set(view), set(schema["required"]))
            self.assertEqual(set(view), set(schema["properties"]))
            self.assertEqual(set(view["links"]), set(schema["properties"]["links"]["properties"]))

    def test_all_figures_are_told_of(self):
        schema = self.description["components"]["schemas"]["Monitor"]
        self.assertEqual(set(self.service.ask("GET", "/v1/monitor").json()), set(schema["properties"]))

    def test_figures_for_prometheus_are_well_formed(self):
        answer = self.service.ask("GET", "/metrics")
        self.assertIn("version=0.0.4", answer.headers["content-type"])
        for line in answer.body.decode().splitlines():
            self.assertRegex(line, r'^(# (HELP|TYPE) wubremix_\w+ \S.*|wubremix_\w+(\{\w+="[^"]*"\})? -?[0-9.e+-]+)$')


class Schemathesis(ServiceCase):
    """Hundreds of requests that are made from the description, right ones and wrong ones."""
    options = ("--per-hour", "0", "--waiting", "100000", "--upload-bytes", "1000000", "--max-minutes", "240")

    def assertConforms(self, *options, job="0" * 32):
        with tempfile.TemporaryDirectory() as folder:
            config = os.path.join(folder, "schemathesis.toml")
            with open(config, "w") as file:
                file.write(CONFIG.format(job=job))
            address = f"http://127.0.0.1:{self.service.port}"
            command = [os.path.join(os.path.dirname(sys.executable), "schemathesis"), "--config-file", config, "run", SITE,
                       "--url", address, "--phases", "coverage,fuzzing", "--checks", "all", "--max-examples", "60",
                       "--generation-deterministic", "--request-timeout", "20", "--no-color", "--warnings", "off", *options]
            done = subprocess.run(command, capture_output=True, text=True, cwd=folder, timeout=120)
        self.assertEqual(done.returncode, 0, done.stdout[-12_000:] + done.stderr[-2_000:])
        self.assertNotIn("a request failed", self.service.log_text())

    def test_answers_about_a_job_are_as_they_are_described(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])["id"]
        self.assertConforms("--exclude-method", "DELETE", "--include-path-regex", "/v1/jobs/", job=job)

    def test_answers_about_jobs_that_are_not_there_are_as_they_are_described(self):
        self.assertConforms("--include-path-regex", "/v1/jobs/")

    def test_all_other_answers_are_as_they_are_described(self):
        self.assertConforms("--exclude-path-regex", "/v1/jobs/")

    def tearDown(self):
        """Jobs that were made stay with the service, which ends."""


# What is sent as a song is bytes to the description, and no song to the service.
CONFIG = """\
[parameters]
"path.id" = "{job}"

# 400: a body of no bytes, which no schema of binary data rules out for this program.
[checks.positive_data_acceptance]
expected-statuses = ["2xx", "3xx", "400", "401", "403", "404", "409", "413", "415", "416", "429", "5xx"]
"""


if __name__ == "__main__":
    unittest.main()
