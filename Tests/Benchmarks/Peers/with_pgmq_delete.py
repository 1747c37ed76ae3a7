"""PGMQ as in with_pgmq.py, but nothing of a finished job is kept."""
import with_pgmq


class Peer(with_pgmq.Peer):
    finish = "delete"
