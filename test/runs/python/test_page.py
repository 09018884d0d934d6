"""The page on records: its example is a run, and what it says of pandas and NumPy is what they print."""
import json
import os
import re
import struct
import subprocess
import sys
import unittest

from logged import HERE, InFolder, array, head, lines, missing
import surprisal_run

with open(os.path.join(HERE, "..", "..", "..", "docs", "records.md"), encoding="utf-8") as page:
    TEXT = page.read()
BLOCKS = dict(re.findall(r"```(?:json )?(\S+)\n(.*?)```", TEXT, re.DOTALL))


class Page(InFolder):
    def write_run(self):
        """The example, its arrays written as the page says, byte by byte."""
        folder = os.path.join(self.runs, json.loads(BLOCKS["run.json"])["id"])
        os.makedirs(folder)
        for name in ("run.json", "steps.jsonl", "epochs.jsonl"):
            with open(os.path.join(folder, name), "w") as file:
                file.write(BLOCKS[name])
        said = re.findall(r"(?:labels|predictions) ([\d ]+\d)", TEXT)
        first, second = (list(map(int, each.split())) for each in said)
        for name, numbers in (("labels", first), ("predicted-0001", [0] * 6), ("predicted-0002", second)):
            said = "{'descr': '|u1', 'fortran_order': False, 'shape': (6,), }"
            self.assertIn(said, TEXT)
            said += " " * (-(len(said) + 11) % 64) + "\n"
            with open(os.path.join(folder, f"{name}.npy"), "wb") as file:
                file.write(bytes.fromhex("934E554D50590100") + struct.pack("<H", len(said)) + said.encode())
                file.write(bytes(numbers))
            self.assertEqual(array(folder, f"{name}.npy"), ((6,), numbers))
        return folder

    @unittest.skipIf(missing("pandas", "numpy"), "without pandas or NumPy")
    def test_the_snippet_prints_what_the_page_says(self):
        self.write_run()
        done = subprocess.run([sys.executable, "-c", BLOCKS["python"]], cwd=self.root, capture_output=True, text=True)
        self.assertEqual(done.stdout, BLOCKS["text"], done.stderr)

    def test_the_logger_goes_on_with_the_example(self):
        folder = self.write_run()
        with surprisal_run.Run(resume=os.path.basename(folder)) as run:
            run.log(loss=0.5)
            run.epoch(labels=[0, 0, 1, 1, 2, 2], logits=[[1, 0, 0]] * 6)
        step, epoch = lines(folder, "steps")[-1], lines(folder, "epochs")[-1]
        self.assertEqual((head(folder)["title"], step["step"], epoch["epoch"]), ("three kinds of iris", 5, 3))
        self.assertEqual(("labels" in epoch, "scores" in epoch), (False, True))

    def test_every_name_that_the_logger_writes_is_on_the_page(self):
        with surprisal_run.Run("a", ["a", "b"], {}, [[[1]]] * 2, ["t"] * 2, [[1.5]] * 2, epochs=1, steps=1,
                               counts={"train": 1}, parent="x") as run:
            run.log(loss=1)
            run.epoch(labels=[0, 1], logits=[[1, 0]] * 2)
        names = {*head(run.folder), *surprisal_run._OF_EPOCHS, "heartbeat"} - {"writer", "crc"}
        for name in sorted(names):
            self.assertRegex(TEXT, rf"`{name}`|\"{name}\"")


if __name__ == "__main__":
    unittest.main()
