"""A disk that is full; takes root, for a disk of its own."""
import os
import subprocess
import tempfile
import unittest

from support import songs
from support.cases import ServiceCase
from support.service import Service, wait_until

MEGABYTE = 1 << 20


class FullDisk(unittest.TestCase):
    assertProblem = ServiceCase.assertProblem

    def setUp(self):
        self.disk = tempfile.mkdtemp(prefix="wub-disk-")
        self.addCleanup(os.rmdir, self.disk)
        made = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", self.disk], capture_output=True)
        if made.returncode:
            self.skipTest(f"no disk of one's own: {made.stderr.decode()}")
        self.addCleanup(subprocess.run, ["umount", self.disk], check=True)
        self.service = Service("--per-hour", "0", data=os.path.join(self.disk, "data")).start()
        self.addCleanup(self.service.remove)

    def fill(self, leave):
        """Leaves but so many bytes."""
        free = os.statvfs(self.disk)
        with open(os.path.join(self.disk, "rubbish"), "wb") as file:
            file.write(bytes(free.f_bavail * free.f_frsize - leave))

    def free(self):
        os.remove(os.path.join(self.disk, "rubbish"))

    def assertWorks(self):
        """As if nothing had been."""
        answer = self.service.submit(songs.beat(seed=77), "?preview=5")
        self.assertEqual(answer.status, 202, answer.body)
        self.assertEqual(self.service.wait_over(answer.json()["id"])["state"], "done")
        self.assertNotIn("lost the service", self.service.log_text())

    def test_a_song_that_there_is_no_room_for_is_refused(self):
        large = songs.beat() + bytes(9 * MEGABYTE)
        self.assertProblem(self.service.submit(large), 507, "Nothing was kept")
        body, headers = songs.form(large)
        self.assertProblem(self.service.submit(body, headers=headers), 507)
        self.assertProblem(self.service.submit(large[start:start + 100_000] for start in range(0, len(large), 100_000)), 507)
        self.assertEqual(self.service.kept(), [])
        self.assertEqual(self.service.open_songs(), [])
        self.assertWorks()

    def test_a_disk_without_a_byte_takes_nothing_and_then_again(self):
        self.fill(leave=0)
        self.assertProblem(self.service.submit(songs.beat()), 507)
        self.assertEqual(self.service.ask("GET", "/healthz").status, 200)
        self.assertEqual(self.service.kept(), [])
        self.free()
        self.assertWorks()

    def test_a_remix_that_there_is_no_room_for_is_made_when_there_is(self):
        self.fill(leave=900_000)
        job = self.service.submit(songs.beat(), "?format=wav").json()["id"]
        wait_until(lambda: "could not be done" in self.service.log_text(), "the first attempt")
        self.free()
        self.assertEqual(self.service.wait_over(job)["state"], "done")

    def test_a_remix_that_there_is_no_room_for_in_the_end_fails(self):
        self.fill(leave=900_000)
        job = self.service.wait_over(self.service.submit(songs.beat(), "?format=wav").json()["id"], 50)
        self.assertEqual(job["state"], "failed")
        self.assertRegex(job["error"], "cannot write the remix|too little left")
        self.assertNotIn(self.disk, job["error"])
        self.free()
        self.assertWorks()


if __name__ == "__main__":
    unittest.main()
