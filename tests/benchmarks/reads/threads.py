"""The load without wrk: threads of a process of its own, each with a connection that persists.

    python -m tests.benchmarks.reads.threads FILE PORT CONNECTIONS SECONDS

Asks the lines of the file (as `requests.lua` does) in turn and writes one line of JSON.
"""

import http.client
import itertools
import json
import sys
import threading
import time
from pathlib import Path


def main(file: str, port: int, connections: int, seconds: float) -> None:
    lines = [line.split("\t", 3) for line in Path(file).read_text("utf-8").splitlines()]
    turn, until = itertools.cycle(lines), time.perf_counter() + seconds
    lock, spent, counts = threading.Lock(), list[float](), {"refused": 0, "lost": 0}

    def ask() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        while time.perf_counter() < until:
            with lock:
                method, path, etag, body = next(turn)
            headers = {"If-None-Match": etag} if etag else {}
            if body:
                headers["Content-Type"] = "application/json"
            started = time.perf_counter()
            try:
                connection.request(method, path, body.encode() or None, headers)
                answer = connection.getresponse()
                answer.read()
            except OSError:
                connection.close()
                counts["lost"] += 1
                continue
            counts["refused"] += answer.status >= 400
            spent.append(time.perf_counter() - started)

    started = time.perf_counter()
    threads = [threading.Thread(target=ask) for _ in range(connections)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    told = {
        "requests": len(spent),
        "seconds": time.perf_counter() - started,
        "p95": sorted(spent)[int(len(spent) * 0.95)] if spent else 0.0,
    }
    sys.stdout.write(json.dumps(told | counts) + "\n")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), float(sys.argv[4]))
