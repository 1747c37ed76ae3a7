"""Measures another queue, and prints one line of JSON: what it found, or why it found nothing.

    measure.py PEER URL PAYLOAD SCALE single CONNECTIONS | bulk | drain WORKERS | starts PER_SECOND

The first three find a rate in jobs a second, `starts` the 50th, 95th and 99th percentile in milliseconds.

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
SECONDS_STARTS = 20
SECONDS_STARTS_MOST = 30
SPAWN = multiprocessing.get_context("spawn")


async def single(peer, scale, connections):
    """Jobs that are enqueued one a transaction."""
    await peer.open(connections)
    start, count = time.perf_counter(), 0
    end = start + SECONDS_SINGLE * scale

    async def connection():
        nonlocal count
        while time.perf_counter() < end:
            await peer.enqueue(peer.payload)
            count += 1

    await asyncio.gather(*[connection() for _ in range(connections)])
    return None, [count / (time.perf_counter() - start)]


async def bulk(peer, scale):
    """Jobs that are enqueued by the peer's bulk call, as many a transaction as it takes fastest."""
    await peer.open(1)
    start = time.perf_counter()
    count = await fill(peer, scale)
    return count, [count / (time.perf_counter() - start)]


async def fill(peer, scale):
    count = max(1, round(peer.jobs * scale))
    for done in range(0, count, peer.bulk):
        await peer.enqueue_many(min(peer.bulk, count - done))
    return count


async def drain(peer, scale, workers):
    """Jobs from their claim until the database shows all of them finished, by processes that are loaded but not connected."""
    if workers > peer.workers:
        raise RuntimeError(f"no more than {peer.workers} worker can share a queue")
    await peer.open(1)
    count = await fill(peer, scale)
    await peer.before_drain()
    handled = [SPAWN.RawValue("q", 0) for _ in range(workers)]
    go, processes = load_workers(peer, note_count, handled)
    start = time.perf_counter()
    go.set()
    while sum(h.value for h in handled) < count or await peer.unfinished():
        await asyncio.sleep(0.01)
        if time.perf_counter() - start > SECONDS_DRAIN_MOST:
            raise RuntimeError(f"{sum(h.value for h in handled)} of {count} jobs in {SECONDS_DRAIN_MOST} s")
    seconds = time.perf_counter() - start
    for process in processes:
        process.kill()
    return count, [count / seconds]


async def starts(peer, scale, per_second):
    """From just before the call that enqueues a job to its handler, by one worker that is there already, at a steady rate."""
    count = per_second * max(1, round(SECONDS_STARTS * scale) + 1)
    await peer.open(8)
    taken = SPAWN.RawArray("d", count)
    go, [process] = load_workers(peer, note_start, [taken])
    go.set()
    await enqueue_timed(peer, 0)
    await until_started(taken, 1)
    await asyncio.sleep(1)
    begin, tasks = time.monotonic(), []
    for number in range(1, count):
        await asyncio.sleep(begin + number / per_second - time.monotonic())
        tasks.append(asyncio.create_task(enqueue_timed(peer, number)))
    await asyncio.gather(*tasks)
    await until_started(taken, count)
    process.kill()
    found = sorted(taken[per_second:])  # the first second warms up
    return count - per_second, [found[len(found) * percent // 100] for percent in (50, 95, 99)]


async def enqueue_timed(peer, number):
    job = json.loads(peer.payload) | {"case_number": number, "sent_at": time.monotonic_ns() // 1000}
    await peer.enqueue(json.dumps(job))


async def until_started(taken, count):
    start = time.perf_counter()
    while not all(taken[:count]):
        await asyncio.sleep(0.05)
        if time.perf_counter() - start > SECONDS_STARTS_MOST:
            raise RuntimeError(f"{sum(map(bool, taken))} of {count} jobs were started {SECONDS_STARTS_MOST} s after the last")


def load_workers(peer, note, shared):
    """Processes that are loaded but not connected, one for each of `shared`, where they note what they handle."""
    go = SPAWN.Event()
    ready = [SPAWN.Event() for _ in shared]
    processes = [SPAWN.Process(target=work, args=(peer.name, peer.url, peer.payload, note, *each, go), daemon=True)
                 for each in zip(shared, ready)]
    for process in processes:
        process.start()
    for event in ready:
        if not event.wait(30):
            raise RuntimeError("a worker did not start")
    return go, processes


def note_count(handled, payload):
    handled.value += 1


def note_start(taken, payload):
    """In milliseconds; the clock is the same in all processes (clock_gettime(2), CLOCK_MONOTONIC)."""
    job = payload if isinstance(payload, dict) else json.loads(payload)
    taken[job["case_number"]] = (time.monotonic_ns() // 1000 - job["sent_at"]) / 1000


def work(name, url, payload, note, shared, ready, go):
    """The body of a worker process."""
    import uvloop

    threading.Thread(target=end_with_parent, daemon=True).start()

    def handle(payload):
        note(shared, payload)

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
    tasks = {"single": single, "bulk": bulk, "drain": drain, "starts": starts}
    count, values = await tasks[task](peer, float(scale), *map(int, numbers))
    return {"values": values, "jobs": count, "version": await peer.version()}


def answer(words):
    try:
        import uvloop
        return uvloop.run(measured(*words))
    except Exception as error:  # whatever a peer's own code throws is the reason why there is nothing
        return {"missing": (str(error).strip().splitlines() or [repr(error)])[0]}


if __name__ == "__main__":
    print(json.dumps(answer(sys.argv[1:])))
