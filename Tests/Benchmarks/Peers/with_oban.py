"""Oban for Python, with a queue that is wide enough for its pool."""
import json

from oban import Oban, worker
from oban.schema import install

import peer

handle_job = None


@worker(queue="default")
class Bench:
    async def process(self, job):
        handle_job(job.args)


class Peer(peer.Base):
    distribution = "oban"
    jobs = 10_000
    unfinished_sql = "SELECT EXISTS (SELECT FROM oban_jobs WHERE state IN ('available', 'executing'))"
    limit = 1000

    async def install(self):
        pool = await Oban.create_pool(self.url, min_size=1, max_size=2)
        await install(pool)
        await pool.close()

    async def open(self, connections):
        self.oban = Oban(pool=await Oban.create_pool(self.url, min_size=connections, max_size=connections))

    async def enqueue(self, payload):
        await self.oban.enqueue(Bench.new(json.loads(payload)))

    async def enqueue_many(self, count):
        arguments = json.loads(self.payload)
        await self.oban.enqueue_many([Bench.new(arguments) for _ in range(count)])

    async def work(self, handle):
        global handle_job
        handle_job = handle
        pool = await Oban.create_pool(self.url, min_size=2, max_size=10)
        async with Oban(pool=pool, queues={"default": self.limit}):
            await peer.forever()
