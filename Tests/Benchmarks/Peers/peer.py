"""What all peers have in common."""
import asyncio
import importlib.metadata

import asyncpg


class Base:
    # How many jobs are drained, so that one drain takes some seconds.
    jobs = 100_000
    # How many jobs one bulk call takes.
    bulk = 1000
    # How many worker processes can share a queue.
    workers = 2
    # The package that is measured.
    distribution = ""
    # A statement that says whether jobs are unfinished.
    unfinished_sql = ""

    def __init__(self, name, url, payload):
        self.name, self.url, self.payload = name, url, payload
        self.watcher = None

    async def install(self):
        """Makes the tables."""

    async def open(self, connections):
        """Connects those that enqueue."""

    async def enqueue(self, payload):
        """One job, in a transaction of its own."""

    async def enqueue_many(self, count):
        """So many jobs in a transaction."""

    async def work(self, handle):
        """Connects, and works jobs off, calling `handle` with the payload of each, until the process is killed."""

    async def before_drain(self):
        """With the planner's figures as they would be."""
        await self.execute("VACUUM ANALYZE")

    async def unfinished(self):
        if self.watcher is None:
            self.watcher = await asyncpg.connect(self.url)
        return await self.watcher.fetchval(self.unfinished_sql)

    async def version(self):
        return importlib.metadata.version(self.distribution)

    async def execute(self, sql):
        connection = await asyncpg.connect(self.url)
        try:
            return await connection.execute(sql)
        finally:
            await connection.close()


async def forever():
    await asyncio.Event().wait()
