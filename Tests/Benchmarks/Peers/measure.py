"""Measures another queue, and prints one line of JSON: its rate in jobs a second, or why there is none.

    measure.py PEER URL PAYLOAD SCALE single CONNECTIONS | bulk | drain WORKERS

PEER is a module with_PEER of this folder with a class Peer (see peer.py), URL that of an empty database.
"""
import asyncio
import importlib
import json
import multiprocessing
import os
import sys
import threading
import time

SECONDS_SINGLE = 4
SECONDS_DRAIN_MOST = 60


async def single(peer, scale, connections):
    """Jobs that are enqueued one a transaction."""
    await peer.open(connections)
    start, count = time.perf_counter(), 0
    end = start + SECONDS_SINGLE * scale

    async def connection():
        nonlocal count
        while time.perf_counter() < end:
            await peer.enqueue()
            count += 1

    await asyncio.gather(*[connection() for _ in range(connections)])
    return count, time.perf_counter() - start


async def bulk(peer, scale):
    """Jobs that are enqueued by the peer's bulk call, as many a transaction as it takes fastest."""
    count = max(1, round(peer.jobs * scale))
    await peer.open(1)
    start = time.perf_counter()
    for done in range(0, count, peer.bulk):
        await peer.enqueue_many(min(peer.bulk, count - done))
    return count, time.perf_counter() - start


async def drain(peer, scale, workers):
    """Jobs from their claim until the database shows all of them finished, by processes that are loaded but not connected."""
    if workers > peer.workers:
        raise RuntimeError(f"no more than {peer.workers} worker can share a queue")
    count, _ = await bulk(peer, scale)
    await peer.before_drain()
    spawn = multiprocessing.get_context("spawn")
    go = spawn.Event()
    handled = [spawn.RawValue("q", 0) for _ in range(workers)]
    ready = [spawn.Event() for _ in range(workers)]
    processes = [spawn.Process(target=work, args=(peer.name, peer.url, peer.payload, *each, go), daemon=True)
                 for each in zip(handled, ready)]
    for process in processes:
        process.start()
    for event in ready:
        if not event.wait(30):
            raise RuntimeError("a worker did not start")
    start = time.perf_counter()
    go.set()
    while sum(h.value for h in handled) < count or await peer.unfinished():
        await asyncio.sleep(0.01)
        if time.perf_counter() - start > SECONDS_DRAIN_MOST:
            raise RuntimeError(f"{sum(h.value for h in handled)} of {count} jobs in {SECONDS_DRAIN_MOST} s")
    seconds = time.perf_counter() - start
    for process in processes:
        process.kill()
    return count, seconds


def work(name, url, payload, handled, ready, go):
    """The body of a worker process."""
    import uvloop

    threading.Thread(target=end_with_parent, daemon=True).start()

    def handle():
        handled.value += 1

    peer = load(name)(name, url, payload)
    ready.set()
    go.wait()
    uvloop.run(peer.work(handle))


def end_with_parent():
    """A killed parent must not leave its workers behind."""
    multiprocessing.parent_process().join()
    os._exit(1)


def load(name):
    return importlib.import_module(f"with_{name}").Peer


async def measured(name, url, payload, scale, task, *numbers):
    peer = load(name)(name, url, payload)
    await peer.install()
    count, seconds = await {"single": single, "bulk": bulk, "drain": drain}[task](peer, float(scale), *map(int, numbers))
    return {"rate": count / seconds, "jobs": count if task != "single" else None, "version": await peer.version()}


def answer(words):
    try:
        import uvloop
        return uvloop.run(measured(*words))
    except Exception as error:  # whatever a peer's own code throws is the reason why it has no rate
        return {"missing": (str(error).strip().splitlines() or [repr(error)])[0]}


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1:])))
