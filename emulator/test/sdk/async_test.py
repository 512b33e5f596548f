import asyncio
import unittest

from fireworks import AsyncFireworks, ConflictError, NotFoundError

from support import FAST, MODEL, advance, control, journal


class Asynchronous(unittest.IsolatedAsyncioTestCase):
    def setUp(self):
        control("POST", "reset")

    async def asyncSetUp(self):
        self.client = AsyncFireworks(_strict_response_validation=True, max_retries=0)
        self.addAsyncCleanup(self.client.close)

    async def test_creations_side_by_side_and_a_list_through_pages(self):
        ids = [f"d{number}" for number in range(20)]
        create = self.client.datasets.create
        await asyncio.gather(*(create(dataset_id=id, dataset={"user_uploaded": {}}) for id in ids))
        names = [dataset.name async for dataset in self.client.datasets.list(page_size=7)]
        self.assertEqual(sorted(names), sorted(f"accounts/emulator/datasets/{id}" for id in ids))
        self.assertEqual(len(journal("ListDatasets")), 3)

    async def test_of_twins_one_is_made(self):
        create = self.client.deployments.create
        twins = (create(deployment_id="d", base_model=MODEL, deployment_shape=FAST) for _ in range(5))
        answers = await asyncio.gather(*twins, return_exceptions=True)
        self.assertEqual([type(answer) for answer in answers].count(ConflictError), 4)
        advance("2m")
        self.assertEqual((await self.client.deployments.get("d")).state, "READY")

    async def test_upload_and_errors(self):
        await self.client.datasets.create(dataset_id="d", dataset={"user_uploaded": {}})
        await self.client.datasets.upload("d", file=("rows.jsonl", b"{}\n"))
        self.assertEqual((await self.client.datasets.get("d")).state, "READY")
        with self.assertRaises(NotFoundError):
            await self.client.datasets.get("e")
