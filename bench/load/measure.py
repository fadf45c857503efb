#!/usr/bin/env python3
"""Measures the load; started by bench/load/run, which says in the environment where things are."""

import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent
DATA, PROJECT = pathlib.Path(os.environ["BENCH_DATA"]), pathlib.Path(os.environ["BENCH_PROJECT"])
SERVER, BIN = pathlib.Path(os.environ["BENCH_SERVER"]), pathlib.Path(os.environ["BENCH_BIN"])
PORT, ROWS = os.environ["BENCH_PORT"], int(os.environ["BENCH_ROWS"])
ROUNDS = int(os.environ.get("ROUNDS", "3"))
if ROUNDS < 1:
    sys.exit("bench: ROUNDS is 1 or more: the first round is not counted")
COLUMNS = (DATA / "base.csv").open().readline().strip().split(",")
UPSERT = (
    "INSERT INTO facility AS t SELECT * FROM staging ON CONFLICT (id) DO UPDATE SET "
    + ", ".join(f"{c} = excluded.{c}" for c in COLUMNS if c != "id")
    + " WHERE (t.*) IS DISTINCT FROM (excluded.*)"
)
results = {}


def psql(database, *commands):
    return [str(BIN / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", PORT,
            "-U", "bench", "-d", database, *(a for c in commands for a in ("-c", c))]


def ask(database, sql):
    return subprocess.run(psql(database, sql), check=True, capture_output=True, text=True).stdout.strip()


def server_cpu():
    """Seconds of all backends that have ended: children of the postmaster."""
    postmaster = (SERVER / "postmaster.pid").read_text().split()[0]
    fields = pathlib.Path(f"/proc/{postmaster}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def measure(name, counted, command, **how):
    """Runs a command; keeps wall, CPU of client and server, peak memory of the client, WAL."""
    ask("postgres", "CHECKPOINT")
    time.sleep(0.5)
    load, lsn, cpu, begun = os.getloadavg()[0], ask("postgres", "SELECT pg_current_wal_lsn()"), server_cpu(), time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, **how)
    output = process.stdout.read().decode()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begun
    if process.returncode != 0:
        sys.exit(f"bench: {name} failed:\n{output}")
    time.sleep(0.5)
    end = ask("postgres", "SELECT pg_current_wal_lsn()")
    result = {
        "wall": wall,
        "client_cpu": usage.ru_utime + usage.ru_stime,
        "server_cpu": server_cpu() - cpu,
        "peak_mib": usage.ru_maxrss / 1024,
        "wal_mib": int(ask("postgres", f"SELECT '{end}'::pg_lsn - '{lsn}'::pg_lsn")) / 2**20,
        "lsn": (lsn, end),
        "load_before": load,
    }
    print(f"  {'      ' if counted else 'warm  '}{name:42}{wall:7.1f} s   cpu {result['client_cpu']:6.1f} + "
          f"{result['server_cpu']:6.1f} s   {result['peak_mib']:5.0f} MiB   WAL {result['wal_mib']:7.1f} MiB"
          f"   load {load:.1f}", file=sys.stderr, flush=True)
    if counted:
        results.setdefault(name, []).append(result)
    return result


def fresh(database):
    ask("postgres", f"DROP DATABASE IF EXISTS {database} WITH (FORCE)")
    ask("postgres", f"CREATE DATABASE {database}")


def use(file):
    """Puts a file where the source looks for it; a link, so that it stays in the page cache."""
    place = PROJECT / "data" / "register.csv"
    place.unlink(missing_ok=True)
    os.link(DATA / f"{file}.csv", place)


def cairn(name, counted, file):
    use(file)
    return measure(f"cairn run, {name}", counted, [os.environ["CAIRN"], "run", "facility"], cwd=PROJECT,
                   stderr=open(PROJECT / "log", "w"))


def rival(name, counted, file):
    return measure(f"staging + ON CONFLICT, {name}", counted, psql(
        "rival", "TRUNCATE staging", f"\\copy staging FROM '{DATA / file}.csv' (FORMAT csv, HEADER)",
        "ANALYZE staging", UPSERT))


def dataset_wal(lsn):
    """Bytes of WAL for the dataset's table and its indexes between two places."""
    nodes = ask("cairn_bench", """
        SELECT string_agg(pg_relation_filepath(c.oid), ' ') FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
         WHERE 'public.facility'::regclass IN (c.oid, i.indrelid)""").split()
    dump = subprocess.run([BIN / "pg_waldump", "-p", SERVER / "pg_wal", "-s", lsn[0], "-e", lsn[1]],
                          capture_output=True, text=True).stdout
    paths = [f"rel 1663/{node.split('/')[1]}/{node.split('/')[2]} " for node in nodes]
    return sum(int(line.split("len (rec/tot):")[1].split("/")[1].split(",")[0])
               for line in dump.splitlines() if any(path in line for path in paths))


def one_round(counted):
    shutil.rmtree(PROJECT, ignore_errors=True)
    shutil.copytree(HERE / "project", PROJECT)
    (PROJECT / "data").mkdir()
    config = PROJECT / "cairn.yaml"
    config.write_text(config.read_text().replace("BENCH_PORT", PORT))
    for database in ("rival", "cairn_bench"):
        fresh(database)
    subprocess.run(psql("rival") + ["-f", HERE / "rival.sql"], check=True)

    measure("psql \\copy into the indexed table", counted, psql(
        "rival", f"\\copy facility FROM '{DATA}/base.csv' (FORMAT csv, HEADER)"))
    cairn("first load", counted, "base")
    for database in ("rival", "cairn_bench"):
        ask(database, "VACUUM (ANALYZE) facility")

    rival("unchanged", counted, "requoted")
    cairn("unchanged, same bytes", counted, "base")
    unchanged = cairn("unchanged, other bytes", counted, "requoted")
    if counted:
        results.setdefault("dataset_wal_bytes", []).append(dataset_wal(unchanged["lsn"]))
    rival("1 % changed", counted, "changed")
    cairn("1 % changed", counted, "changed")
    require_equal()
    if counted:
        results.setdefault("lineage_bytes_per_row", []).append(lineage() / ROWS)


def lineage():
    return int(ask("cairn_bench", """
        SELECT sum(pg_total_relation_size(c)) FROM unnest(ARRAY['cairn.lineage_block'::regclass]) AS c"""))


def require_equal():
    """A load that is fast and wrong is no load."""
    sql = f"SELECT count(*), sum(hashtextextended(concat_ws('|', {', '.join(COLUMNS)}), 0)) FROM facility"
    ours, theirs = ask("cairn_bench", sql), ask("rival", sql)
    if ours != theirs or int(ours.split("|")[0]) != ROWS:
        sys.exit(f"bench: the tables differ: {ours} here, {theirs} there")


def middle(name, what):
    return statistics.median(result[what] for result in results[name])


def table():
    pairs = [
        ("psql \\copy into the indexed table", None, None),
        ("cairn run, first load", "psql \\copy into the indexed table", 0.8),
        ("staging + ON CONFLICT, unchanged", None, None),
        ("cairn run, unchanged, other bytes", "staging + ON CONFLICT, unchanged", 0.35),
        ("cairn run, unchanged, same bytes", "staging + ON CONFLICT, unchanged", None),
        ("staging + ON CONFLICT, 1 % changed", None, None),
        ("cairn run, 1 % changed", "staging + ON CONFLICT, 1 % changed", 0.4),
    ]
    yield "| way | wall s (all) | CPU s, client + server | peak MiB, client | WAL MiB | ratio, wall | ratio, CPU | target |"
    yield "|---|---|---|---|---|---|---|---|"
    cpu = lambda name: statistics.median(r["client_cpu"] + r["server_cpu"] for r in results[name])
    for name, against, target in pairs:
        walls = ", ".join(f"{r['wall']:.1f}" for r in results[name])
        ratio = f"{middle(name, 'wall') / middle(against, 'wall'):.2f} | {cpu(name) / cpu(against):.2f}" if against else " | "
        yield (f"| {name} | **{middle(name, 'wall'):.1f}** ({walls}) | {middle(name, 'client_cpu'):.1f} + "
               f"{middle(name, 'server_cpu'):.1f} | {middle(name, 'peak_mib'):.0f} | {middle(name, 'wal_mib'):.1f} | {ratio} | "
               f"{'≤ ' + str(target) if target else ''} |")
    yield ""
    yield f"{ROWS} rows, {(DATA / 'base.csv').stat().st_size / ROWS:.0f} bytes each; median of {ROUNDS} after a warm-up."
    yield f"WAL for table and indexes in the unchanged reload of other bytes: {results['dataset_wal_bytes']} bytes."
    yield f"Lineage in the database, bytes a record, index included: {statistics.median(results['lineage_bytes_per_row']):.2f}."


for round_number in range(ROUNDS + 1):
    print(f"bench: round {round_number} of {ROUNDS}", file=sys.stderr)
    one_round(round_number > 0)
    pathlib.Path(os.environ["BENCH_RESULTS"]).write_text(json.dumps(results, indent=1))
print("\n".join(table()))
