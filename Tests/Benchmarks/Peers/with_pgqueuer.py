"""pgqueuer with asyncpg, the fastest of its drivers, and large batches."""
import asyncpg
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver, AsyncpgPoolDriver
from pgqueuer.queries import Queries

import peer


class Peer(peer.Base):
    distribution = "pgqueuer"
    bulk = 10_000
    unfinished_sql = "SELECT EXISTS (SELECT FROM pgqueuer WHERE status IN ('queued', 'picked'))"
    batch = 1000

    async def install(self):
        connection = await asyncpg.connect(self.url)
        await Queries(AsyncpgDriver(connection)).install()
        await connection.close()

    async def open(self, connections):
        pool = await asyncpg.create_pool(self.url, min_size=connections, max_size=connections)
        self.queries = Queries(AsyncpgPoolDriver(pool))

    async def enqueue(self, payload):
        await self.queries.enqueue("bench", payload.encode())

    async def enqueue_many(self, count):
        await self.queries.enqueue(["bench"] * count, [self.payload.encode()] * count, [0] * count)

    async def work(self, handle):
        queue = PgQueuer(AsyncpgDriver(await asyncpg.connect(self.url)))

        @queue.entrypoint("bench")
        async def bench(job):
            handle(job.payload)

        await queue.run(batch_size=self.batch)
