import pathlib
import tempfile

import httpx
from fireworks import BadRequestError, ConflictError, Fireworks, NotFoundError
from fireworks.lib.dataset_upload import count_dataset_examples, upload_dataset_shards

from support import ACCOUNT, SECURE_URL, GatewayTest, journal, last

# One for all: making one costs more than the upload.
storage = httpx.Client()
ROWS = b'{"messages": []}\n{"messages": []}\n'


def put(url, content):
    headers = {
        "Content-Type": "application/octet-stream",
        "X-Goog-Content-Length-Range": f"{len(content)},{len(content)}",
    }
    return storage.put(url, content=content, headers=headers)


class Datasets(GatewayTest):
    def create(self, dataset_id="rows", **dataset):
        return self.client.datasets.create(dataset_id=dataset_id, dataset={"user_uploaded": {}, **dataset})

    def test_create_upload_get_download_delete(self):
        made = self.create(format="CHAT", display_name="Rows")
        self.assertEqual((made.name, made.state, made.format), (f"{ACCOUNT}/datasets/rows", "UPLOADING", "CHAT"))
        uploaded = self.client.datasets.upload("rows", file=("rows.jsonl", ROWS))
        self.assertEqual((uploaded.filename, uploaded.bytes, uploaded.object), ("rows.jsonl", len(ROWS), "file"))
        found = self.client.datasets.get("rows")
        self.assertEqual((found.state, found.example_count, found.created_by), ("READY", "2", "emulator@example.com"))
        urls = self.client.datasets.get_download_endpoint("rows").filename_to_signed_urls
        self.assertEqual({name: storage.get(url).content for name, url in urls.items()}, {"rows.jsonl": ROWS})
        self.client.datasets.delete("rows")
        with self.refused(NotFoundError, "datasets/rows"):
            self.client.datasets.get("rows")

    def test_upload_of_a_path_and_of_an_open_file(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "train.jsonl")
            path.write_bytes(ROWS)
            self.create("by-path")
            self.assertEqual(self.client.datasets.upload("by-path", file=path).filename, "train.jsonl")
            self.create("by-file")
            with path.open("rb") as file:
                self.assertEqual(self.client.datasets.upload("by-file", file=file).bytes, len(ROWS))

    def test_upload_by_signed_urls(self):
        self.create()
        sizes = {"a.jsonl": str(len(ROWS)), "b.jsonl": str(len(ROWS))}
        urls = self.client.datasets.get_upload_endpoint("rows", filename_to_size=sizes).filename_to_signed_urls
        self.assertEqual(set(urls), set(sizes))
        for url in urls.values():
            self.assertEqual(put(url, ROWS).status_code, 200)
        self.client.datasets.validate_upload("rows", body={})
        found = self.client.datasets.get("rows")
        self.assertEqual((found.state, found.example_count), ("READY", "4"))

    def test_upload_of_a_folder_of_shards_which_the_sdk_does_over_tls_alone(self):
        with tempfile.TemporaryDirectory() as folder:
            for name in ("a.jsonl", "b.jsonl"):
                pathlib.Path(folder, name).write_bytes(ROWS)
            self.create(example_count=str(count_dataset_examples(folder)))
            upload_dataset_shards(Fireworks(base_url=SECURE_URL), "rows", folder)
        found = self.client.datasets.get("rows")
        self.assertEqual((found.state, found.example_count), ("READY", "4"))

    def test_update(self):
        self.create()
        self.assertEqual(self.client.datasets.update("rows", display_name="New").display_name, "New")
        self.assertEqual(self.client.datasets.get("rows", read_mask="display_name").to_dict(), {"displayName": "New"})
        with self.refused(BadRequestError, "immutable"):
            self.client.datasets.update("rows", format="RL")

    def test_list_through_pages(self):
        for number in range(5):
            self.create(f"d{number}", display_name="odd" if number % 2 else "even")
        found = [last(one.name) for one in self.client.datasets.list(page_size=2, order_by="name desc")]
        self.assertEqual(found, ["d4", "d3", "d2", "d1", "d0"])
        self.assertEqual(len(journal("ListDatasets")), 3)
        odd = self.client.datasets.list(page_size=1, filter='display_name="odd"', order_by="name", read_mask="name")
        self.assertEqual([last(one.name) for one in odd], ["d1", "d3"])

    def test_errors(self):
        self.create()
        with self.refused(ConflictError, "already exists"):
            self.create()
        with self.refused(BadRequestError, "line 2"):
            self.client.datasets.upload("rows", file=("rows.jsonl", b"{}\nno\n"))
        with self.refused(BadRequestError, "dataset_id"):
            self.create("No!")
        with self.refused(NotFoundError, "datasets/nothing"):
            self.client.datasets.delete("nothing")
