"""PGMQ as in with_pgmq.py, but its trigger wakes a worker that waits, which makes each insertion a notification as well."""
import asyncio

import with_pgmq


class Peer(with_pgmq.Peer):
    read = "SELECT msg_id, message FROM pgmq.read('bench', 30, $1)"

    async def install(self):
        await super().install()
        await self.execute("SELECT pgmq.enable_notify_insert('bench', 0)")

    async def listen(self, connection):
        self.woken = asyncio.Event()
        await connection.add_listener("pgmq.q_bench.INSERT", lambda *_: self.woken.set())

    async def wait(self):
        # What came during the look that found nothing has set it.
        await self.woken.wait()
        self.woken.clear()
