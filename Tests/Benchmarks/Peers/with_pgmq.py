"""PGMQ: the SQL of its package, driven by a bare loop that keeps what is done, as we do."""
import asyncpg
import psycopg
from pgmq.install import get_embedded_install_sql, install_pgmq_sql

import peer


class Peer(peer.Base):
    distribution = "pgmq"
    bulk = 10_000
    unfinished_sql = "SELECT EXISTS (SELECT FROM pgmq.q_bench)"
    finish = "archive"
    batch = 5000
    read = "SELECT msg_id, message FROM pgmq.read_with_poll('bench', 30, $1, 1, 100)"

    async def install(self):
        with psycopg.connect(self.url) as connection:
            install_pgmq_sql(get_embedded_install_sql(), conn=connection)
        await self.execute("SELECT pgmq.create('bench')")

    async def open(self, connections):
        self.pool = await asyncpg.create_pool(self.url, min_size=connections, max_size=connections)

    async def enqueue(self, payload):
        await self.pool.fetchval("SELECT pgmq.send('bench', $1::jsonb)", payload)

    async def enqueue_many(self, count):
        await self.pool.fetch("SELECT pgmq.send_batch('bench', $1::jsonb[])", [self.payload] * count)

    async def work(self, handle):
        connection = await asyncpg.connect(self.url)
        await self.listen(connection)
        while True:
            rows = await connection.fetch(self.read, self.batch)
            for row in rows:
                handle(row[1])
            if rows:
                await connection.fetch(f"SELECT pgmq.{self.finish}('bench', $1::bigint[])", [row[0] for row in rows])
            else:
                await self.wait()

    async def listen(self, connection):
        """Before the first look."""

    async def wait(self):
        """After a look that found nothing; this one's statement has waited in the server already."""
