"""PgQ: a ticker makes batches, and a consumer acknowledges only whole ones."""
import asyncio

import asyncpg

import peer


class Peer(peer.Base):
    jobs = 200_000
    bulk = 10_000
    workers = 1  # a consumer is alone on its batches
    unfinished_sql = "SELECT pending_events > 0 FROM pgq.get_consumer_info('bench', 'bench')"

    async def install(self):
        await self.execute("CREATE EXTENSION pgq")
        await self.execute("SELECT pgq.create_queue('bench'), pgq.register_consumer('bench', 'bench')")

    async def open(self, connections):
        self.pool = await asyncpg.create_pool(self.url, min_size=connections, max_size=connections)

    async def enqueue(self, payload):
        await self.pool.fetchval("SELECT pgq.insert_event('bench', 'bench', $1)", payload)

    async def enqueue_many(self, count):
        await self.pool.fetch(
            "SELECT pgq.insert_event('bench', 'bench', $1) FROM generate_series(1, $2)", self.payload, count)
        await self.pool.fetch("SELECT pgq.force_tick('bench')")
        await self.pool.fetch("SELECT pgq.ticker('bench')")

    async def work(self, handle):
        connection = await asyncpg.connect(self.url)
        while True:
            batch = await connection.fetchval("SELECT pgq.next_batch('bench', 'bench')")
            if batch is None:
                await asyncio.sleep(0.005)
                continue
            for row in await connection.fetch("SELECT ev_id, ev_data FROM pgq.get_batch_events($1)", batch):
                handle(row[1])
            await connection.fetchval("SELECT pgq.finish_batch($1)", batch)

    async def version(self):
        return await self.pool.fetchval("SELECT extversion FROM pg_extension WHERE extname = 'pgq'")
