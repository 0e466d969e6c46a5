"""A job as it is followed, and its remix as it is heard while it is made."""
import http.client
import json
import os
import signal
import unittest

from support import songs
from support.cases import ServiceCase

DEMO = os.path.join(os.path.dirname(__file__), "../../Fixtures/demo.flac")


def demo():
    with open(DEMO, "rb") as file:
        return file.read()


class Following(ServiceCase):
    def events(self, path, headers=None):
        """All events until the stream ends, as names, ids and data."""
        answer = self.service.ask("GET", path, headers=headers)
        # There is nothing that was not told before.
        if answer.status == 204:
            return []
        self.assertEqual(answer.status, 200, answer.body)
        self.assertEqual(answer.headers["content-type"], "text/event-stream")
        self.assertEqual(answer.headers["cache-control"], "no-store")
        events = []
        for block in answer.body.decode().split("\n\n"):
            fields = dict(line.split(": ", 1) for line in block.split("\n") if ": " in line)
            if "event" in fields:
                events.append(fields)
        return events

    def jobs_in(self, events):
        return [json.loads(event["data"]) for event in events]

    def test_events_tell_of_a_job_until_it_is_done(self):
        job = self.accept(demo(), "?preview=20")
        events = self.events(job["links"]["events"])
        self.assertEqual({event["event"] for event in events}, {"job"})
        told = self.jobs_in(events)
        self.assertEqual(told[-1], self.service.job(job["id"]))
        self.assertEqual(told[-1]["state"], "done")
        percents = [view["percent"] for view in told if view["state"] != "queued"]
        self.assertEqual(percents, sorted(percents))
        self.assertGreater(len({view["stage"] for view in told}), 3, "stages are told")
        self.assertTrue(any(view["tempo"] and view["state"] == "running" for view in told), "the tempo comes early")

    def test_a_job_that_is_over_is_told_once(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])
        events = self.events(job["links"]["events"])
        self.assertEqual(self.jobs_in(events), [job])

    def test_who_comes_back_is_not_told_the_same_again(self):
        job = self.service.wait_over(self.accept(songs.beat(), "?preview=5")["id"])
        path = job["links"]["events"]
        last = self.events(path)[-1]["id"]
        self.assertEqual(self.events(path, {"Last-Event-ID": last}), [])
        self.assertEqual(self.events(f"{path}?after={last}"), [])
        self.assertEqual(len(self.events(path, {"Last-Event-ID": "queued-0--0-0-0"})), 1)
        self.assertEqual(len(self.events(path, {"Last-Event-ID": "\xff; x"})), 1)

    def test_who_comes_back_in_the_middle_goes_on(self):
        job = self.accept(demo(), "?preview=21")
        with self.service.connect() as connection:
            connection.sendall(f"GET {job['links']['events']} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            seen = ""
            while not seen.startswith("id:"):
                seen = response.readline().decode()
        last = seen[3:].strip()
        events = self.events(job["links"]["events"], {"Last-Event-ID": last})
        self.assertNotEqual(events[0]["id"], last)
        self.assertEqual(self.jobs_in(events)[-1]["state"], "done")

    def test_who_follows_a_job_that_is_deleted_is_told(self):
        job = self.accept(demo(), "?preview=22")
        with self.service.connect() as connection:
            connection.sendall(f"GET {job['links']['events']} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            response.readline()
            self.assertEqual(self.service.delete(job["id"]).status, 204)
            self.assertTrue(response.read().endswith(b"event: gone\ndata: {}\n\n"))

    def test_a_remix_that_is_heard_while_it_is_made_is_the_finished_one(self):
        job = self.accept(demo(), "?title=live")
        self.service.wait_running(job["id"])
        path = f"/v1/jobs/{job['id']}/audio"
        live = self.service.ask("GET", path, headers={"Range": "bytes=5-9"})
        self.assertEqual((live.status, live.headers["content-type"]), (200, "audio/mpeg"))
        self.assertEqual(live.headers.get("accept-ranges"), "none", "the remix was heard before it was done")
        self.assertNotIn("content-length", live.headers)
        self.service.wait_over(job["id"])
        final = self.service.ask("GET", path)
        self.assertEqual(len(live.body), len(final.body))
        information = final.body.index(b"Info")
        different = [at for at in range(len(final.body)) if live.body[at] != final.body[at]]
        self.assertTrue(all(information - 40 <= at < information + 600 for at in different), different[:20])

    def test_a_remix_that_is_deleted_while_it_is_heard_is_cut_off(self):
        job = self.accept(demo(), "?seed=7")
        self.service.wait_running(job["id"])
        with self.service.connect() as connection:
            connection.sendall(f"GET /v1/jobs/{job['id']}/audio HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            self.assertEqual(response.getheader("Accept-Ranges"), "none")
            self.assertEqual(self.service.delete(job["id"]).status, 204)
            with self.assertRaises((http.client.IncompleteRead, ConnectionResetError)):
                response.read()

    def test_a_remix_in_another_format_is_to_be_waited_for(self):
        job = self.accept(demo(), "?format=wav&preview=30")
        self.service.wait_running(job["id"])
        answer = self.service.ask("GET", f"/v1/jobs/{job['id']}/audio")
        self.assertProblem(answer, 409, "when it is done")
        self.assertIn("retry-after", answer.headers)
        self.assertProblem(self.service.ask("GET", f"/v1/jobs/{job['id']}/plot.png"), 409, "not there yet")

    def test_what_tells_of_a_remix_is_there_when_the_sound_begins(self):
        # In a format that is heard only when it is done, there is as much to see.
        for options in ("?seed=31", "?seed=31&format=flac"):
            job = self.accept(demo(), options)
            names = ("analysis", "plan", "waveform")
            early = self.first_view(job, lambda view: all(view["links"][name] for name in names))
            answers = [self.service.ask("GET", early["links"][name]) for name in names]
            self.assertEqual(early["state"], "running", "the remix was done before")
            self.assertIsNone(early["links"]["plot"])
            self.assertEqual([answer.status for answer in answers], [200] * 3)
            over = self.service.wait_over(job["id"])
            for name, answer in zip(names, answers):
                final = self.service.ask("GET", over["links"][name])
                self.assertEqual(final.body, answer.body, name)
                self.assertEqual(final.headers["etag"], answer.headers["etag"], name)

    def test_what_was_there_to_see_is_there_again_after_a_crash(self):
        job = self.accept(demo(), "?seed=32")
        early = self.first_view(job, lambda view: view["links"]["waveform"])
        path = early["links"]["waveform"]
        before = self.service.ask("GET", path)
        supervisors = self.service.named("wub-supervisor")
        self.assertEqual(len(supervisors), 1, "the remix was done before")
        os.kill(supervisors[0], signal.SIGKILL)
        while (job := self.service.job(job["id"]))["state"] == "running":
            answer = self.service.ask("GET", path)
            # Never half of it.
            self.assertIn(answer.status, (200, 409))
            if answer.status == 200:
                self.assertEqual(answer.body, before.body)
        self.assertEqual(job["state"], "done")
        self.assertEqual(self.service.ask("GET", path).body, before.body)

    def first_view(self, job, is_wanted):
        """The first event's job that is as wanted."""
        with self.service.connect() as connection:
            connection.sendall(f"GET {job['links']['events']} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
            response = http.client.HTTPResponse(connection)
            response.begin()
            for line in response:
                if line.startswith(b"data: ") and is_wanted(view := json.loads(line[6:])):
                    return view
        self.fail("it never came")

    def test_the_head_alone_of_events_and_of_a_remix_in_the_making_ends_at_once(self):
        job = self.accept(demo(), "?seed=8")
        self.service.wait_running(job["id"])
        for name in ("events", "audio"):
            answer = self.service.ask("HEAD", f"/v1/jobs/{job['id']}/{name}", timeout=5)
            self.assertEqual((answer.status, answer.body), (200, b""))
            # Which is not 0.
            self.assertNotIn("content-length", answer.headers)


if __name__ == "__main__":
    unittest.main()
