"""Searches the same vectors with our index, faiss and hnswlib, in turns, and compares time and answers."""

import argparse
import importlib.metadata
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

import faiss
import hnswlib
import numpy

DIMENSION = 512
NEAREST = 10
TOGETHER = 8
ROUNDS = 3
ROUNDS_OF_GRAPHS = 3
WARM_UP_S = 3
LINKS = 16
EF_CONSTRUCTION = 40
EF_SEARCH = [16, 64, 256]
CHUNK = 50_000
ROOT = pathlib.Path(__file__).resolve().parents[2]
RESULT = ROOT / "docs" / "measurements" / "search.json"


def say(sentence):
    print(sentence, file=sys.stderr, flush=True)


def memory_mb():
    """Resident memory of this process, in MB of 10^6 bytes."""
    with open("/proc/self/status", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) * 1024 / 1e6
    return 0.0


def processor():
    with open("/proc/cpuinfo", encoding="ascii") as lines:
        for line in lines:
            if line.startswith("model name"):
                return line.split(":")[1].strip()
    return "unknown"


def chunks(path):
    """Parts of the vectors. Mapped pages would count as memory of whoever reads them; these do not."""
    with open(path, "rb") as file:
        while len(some := numpy.fromfile(file, numpy.float32, CHUNK * DIMENSION)) > 0:
            yield some.reshape(-1, DIMENSION)


class Ours:
    """The index of the server, in a process of its own that waits while the others work."""

    def __init__(self, folder, vectors):
        self.folder = folder
        self.process = subprocess.Popen(
            [os.environ["BEHOLDEN_BENCH"], "peer-search", str(folder), f"--faces={vectors}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit("Our index ended before its answer.")
        return json.loads(line)

    def round(self, together):
        self.process.stdin.write(f"{together}\n")
        self.process.stdin.flush()
        return self.read()

    def answers(self):
        keys = numpy.fromfile(self.folder / "ours.i64", dtype=numpy.int64)
        cosines = numpy.fromfile(self.folder / "ours.f32", dtype=numpy.float32)
        return keys.reshape(-1, NEAREST), cosines.reshape(-1, NEAREST)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def timed(search, queries, together):
    """Runs search over all queries. Returns milliseconds a query, wall and processor time, and keys."""
    keys = []
    wall, used = time.perf_counter(), time.process_time()
    for first in range(0, len(queries), together):
        keys.append(search(queries[first:first + together]))
    wall, used = time.perf_counter() - wall, time.process_time() - used
    per_query = 1000 / len(queries)
    return {"ms": wall * per_query, "processorMs": used * per_query}, numpy.concatenate(keys)


def middle(rounds):
    return {
        "ms": round(statistics.median(one["ms"] for one in rounds), 2),
        "msMin": round(min(one["ms"] for one in rounds), 2),
        "msMax": round(max(one["ms"] for one in rounds), 2),
        "processorMs": round(statistics.median(one["processorMs"] for one in rounds), 2),
    }


def exact(ours, base, queries):
    """Our index and faiss flat, taking turns, so that both meet the same noise of the machine."""
    before, began = memory_mb(), time.perf_counter()
    flat = faiss.IndexFlatIP(DIMENSION)
    for chunk in chunks(base):
        flat.add(chunk)
    flat_s, flat_mb = time.perf_counter() - began, memory_mb() - before
    times = {(who, together): [] for who in ("ours", "flat") for together in (1, TOGETHER)}
    reread = 0
    # The runtime compiles ours anew while it runs, beside other work: until then it is slow.
    began = time.perf_counter()
    while time.perf_counter() - began < WARM_UP_S:
        for together in (1, TOGETHER):
            ours.round(together)
            timed(lambda some: flat.search(some, NEAREST)[1], queries, together)
    for turn in range(ROUNDS):
        for together in (1, TOGETHER):
            mine = ours.round(together)
            theirs, keys = timed(lambda some: flat.search(some, NEAREST)[1], queries, together)
            reread = mine["rowsReread"]
            times["ours", together].append(mine)
            times["flat", together].append(theirs)
        say(f"turn {turn + 1} of {ROUNDS}: ours {mine['ms']:.1f} ms, flat {theirs['ms']:.1f} ms a query")
    truth, truth_cosines = keys, flat.search(queries, NEAREST)[0]
    keys, cosines = ours.answers()
    same = sum(set(a) == set(b) for a, b in zip(keys.tolist(), truth.tolist()))
    systems = [
        {"name": "Beholden", "exact": True, "version": "this checkout, .NET " + ours.about["runtime"],
         "settings": f"int8 codes, {ours.about['widthBits']}-bit products", "recall": 1.0,
         "buildS": ours.about["buildS"], "memoryMb": ours.about["memoryMb"],
         "rowsReread": round(reread, 1),
         "alone": middle(times["ours", 1]), "together": middle(times["ours", TOGETHER])},
        {"name": "faiss IndexFlatIP", "exact": True, "version": faiss.__version__,
         "settings": "float32", "recall": 1.0, "buildS": round(flat_s, 1), "memoryMb": round(flat_mb),
         "alone": middle(times["flat", 1]), "together": middle(times["flat", TOGETHER])},
    ]
    agreement = {
        "sameAnswers": same,
        "cosineDifferenceMax": float(numpy.abs(cosines - truth_cosines).max()),
    }
    return systems, agreement, truth


def recall(keys, truth):
    return sum(len(set(a) & set(b)) for a, b in zip(keys.tolist(), truth.tolist())) / truth.size


def measured_graph(facts, search, set_ef, queries, truth):
    rows = []
    for ef in EF_SEARCH:
        set_ef(ef)
        times = {1: [], TOGETHER: []}
        for _ in range(ROUNDS_OF_GRAPHS):
            for together, rounds in times.items():
                figures, keys = timed(search, queries, together)
                rounds.append(figures)
        settings = f"M {LINKS}, efConstruction {EF_CONSTRUCTION}, efSearch {ef}"
        rows.append({**facts, "exact": False, "settings": settings,
                     "recall": round(recall(keys, truth), 4),
                     "alone": middle(times[1]), "together": middle(times[TOGETHER])})
        say(f"{facts['name']} {settings}: recall {rows[-1]['recall']}, {rows[-1]['alone']['ms']} ms")
    return rows


def faiss_graph(base, queries, truth):
    before, began = memory_mb(), time.perf_counter()
    graph = faiss.IndexHNSWFlat(DIMENSION, LINKS, faiss.METRIC_INNER_PRODUCT)
    graph.hnsw.efConstruction = EF_CONSTRUCTION
    for chunk in chunks(base):
        graph.add(chunk)
        say(f"faiss HNSW: {graph.ntotal} vectors after {time.perf_counter() - began:.0f} s")
    facts = {"name": "faiss HNSW", "version": faiss.__version__,
             "buildS": round(time.perf_counter() - began, 1), "memoryMb": round(memory_mb() - before)}

    def set_ef(ef):
        graph.hnsw.efSearch = ef

    return measured_graph(facts, lambda some: graph.search(some, NEAREST)[1], set_ef, queries, truth)


def hnswlib_graph(base, vectors, queries, truth, threads):
    before, began = memory_mb(), time.perf_counter()
    graph = hnswlib.Index(space="ip", dim=DIMENSION)
    graph.init_index(max_elements=vectors, M=LINKS, ef_construction=EF_CONSTRUCTION)
    graph.set_num_threads(threads)
    for chunk in chunks(base):
        graph.add_items(chunk)
        say(f"hnswlib: {graph.get_current_count()} vectors after {time.perf_counter() - began:.0f} s")
    facts = {"name": "hnswlib", "version": importlib.metadata.version("hnswlib"),
             "buildS": round(time.perf_counter() - began, 1), "memoryMb": round(memory_mb() - before)}
    return measured_graph(
        facts, lambda some: graph.knn_query(some, k=NEAREST)[0].astype(numpy.int64), graph.set_ef, queries,
        truth)


def keep(result, write):
    """Graphs take long to build: what is known by then is kept before."""
    if write:
        RESULT.parent.mkdir(exist_ok=True)
        RESULT.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(prog="bench/peers/search", description=__doc__)
    parser.add_argument("--vectors", type=int, default=1_000_000, help="how many vectors are searched")
    parser.add_argument("--no-graphs", action="store_true", help="leave the approximate indexes out")
    parser.add_argument("--write", action="store_true", help=f"keep the figures in {RESULT.name}")
    options = parser.parse_args()
    threads = os.cpu_count()
    faiss.omp_set_num_threads(threads)
    other_load = round(os.getloadavg()[0], 1)
    with tempfile.TemporaryDirectory(prefix="beholden-peers-") as name:
        folder = pathlib.Path(name)
        ours = Ours(folder, options.vectors)
        base = folder / "vectors.f32"
        queries = numpy.fromfile(folder / "queries.f32", dtype=numpy.float32).reshape(-1, DIMENSION)
        systems, agreement, truth = exact(ours, base, queries)
        ours.close()
        mine, flat = systems
        result = {
            "vectors": options.vectors, "dimension": DIMENSION, "nearest": NEAREST, "together": TOGETHER,
            "queries": len(queries), "rounds": ROUNDS, "threads": threads, "processor": processor(),
            "otherLoad": other_load,
            "timesFasterAlone": round(flat["alone"]["ms"] / mine["alone"]["ms"], 2),
            "timesFasterTogether": round(flat["together"]["ms"] / mine["together"]["ms"], 2),
            **agreement, "systems": systems,
        }
        keep(result, options.write)
        if not options.no_graphs:
            systems += hnswlib_graph(base, options.vectors, queries, truth, threads)
            keep(result, options.write)
            systems += faiss_graph(base, queries, truth)
            keep(result, options.write)
    print(json.dumps(result))


main()
