"""PGMQ as in with_pgmq.py, but its trigger tells a worker that waits of each message: no sooner, at the cost of each insertion."""
import asyncio

import asyncpg
import with_pgmq


class Peer(with_pgmq.Peer):
    async def install(self):
        await super().install()
        await self.execute("SELECT pgmq.enable_notify_insert('bench', 0)")

    async def work(self, handle):
        woken = asyncio.Event()
        connection = await asyncpg.connect(self.url)
        await connection.add_listener("pgmq.q_bench.INSERT", lambda *_: woken.set())
        while True:
            woken.clear()
            rows = await connection.fetch("SELECT msg_id, message FROM pgmq.read('bench', 30, $1)", self.batch)
            for row in rows:
                handle(row[1])
            if rows:
                await connection.fetch(f"SELECT pgmq.{self.finish}('bench', $1::bigint[])", [row[0] for row in rows])
            else:
                await woken.wait()
