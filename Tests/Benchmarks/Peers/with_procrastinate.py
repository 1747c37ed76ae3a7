"""procrastinate: jobs are fetched and finished one by one, so that there are as many at once as its pool has connections."""
import json

import procrastinate

import peer


class Peer(peer.Base):
    distribution = "procrastinate"
    jobs = 2000
    unfinished_sql = "SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE status IN ('todo', 'doing'))"
    concurrency = 10

    async def app(self, connections, handle=None):
        connector = procrastinate.PsycopgConnector(conninfo=self.url, min_size=connections, max_size=connections)
        app = procrastinate.App(connector=connector)

        @app.task(name="bench")
        async def bench(**payload):
            handle(payload)

        await app.open_async()
        self.task = bench
        return app

    async def install(self):
        app = await self.app(1)
        await app.schema_manager.apply_schema_async()
        await app.close_async()

    async def open(self, connections):
        self.enqueuer = await self.app(connections)

    async def enqueue(self, payload):
        await self.task.defer_async(**json.loads(payload))

    async def enqueue_many(self, count):
        await self.task.batch_defer_async(*[json.loads(self.payload)] * count)

    async def work(self, handle):
        app = await self.app(self.concurrency, handle)
        await app.run_worker_async(concurrency=self.concurrency, install_signal_handlers=False)
