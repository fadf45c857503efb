#!/usr/bin/env python3
"""Measures protection; started by bench/protect/run, which says in the environment where things are."""

import json
import os
import platform
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time

import host
import lab
import report
from tools import BackRest, BaseBackup, Cairn, ReceiveWal

SCALE, ROUNDS = int(os.environ.get("SCALE", "150")), int(os.environ.get("ROUNDS", "3"))
SEGMENTS = int(os.environ.get("SEGMENTS", "64"))
LAG_SECONDS, LAG_RATE = float(os.environ.get("LAG_SECONDS", "60")), os.environ.get("LAG_RATE", "200")
DELTA_SECONDS = os.environ.get("DELTA_SECONDS", "30")
COMMIT_SECONDS = os.environ.get("COMMIT_SECONDS", "8")
NOISE = 0.3  # of one core; a round in which others burnt more does not count
PARTS = ["backup", "source", "change", "restore", "delta", "lag", "replay", "receipt"]


def say(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Rounds:
    """Measures ways in turn, forth and back, until enough rounds were quiet or twice as many were not."""

    def __init__(self, part, results):
        self.part, self.results = part, results

    def measure(self, ways, before):
        """ways: name -> an act that gives what it measured and takes whether this round is not counted."""
        quiet = tried = 0
        while quiet < ROUNDS and tried < 2 * ROUNDS + 1:
            before()
            order = list(ways.items())
            measured = dict(self._one(name, act, tried == 0) for name, act in (order[::-1] if tried % 2 else order))
            measured = {name: measured[name] for name in ways}
            worst = max(each["others"] for each in measured.values())
            if tried:
                quiet += worst <= NOISE
                self.results.setdefault(self.part, []).append({"noisy": worst > NOISE, "ways": measured})
            tried += 1

    def _one(self, name, act, warm):
        noise = host.Noise()
        measured = act(warm)
        measured.pop("output", None)
        measured.setdefault("others", noise.share())
        shown = "   ".join(f"{key} {value:.2f}" for key, value in measured.items() if isinstance(value, float))
        say(f"  {'warm' if warm else '    '} {name:32} {shown}")
        return name, measured


class Bench:
    def __init__(self):
        self.results = {"facts": {}}
        self.origin = lab.Origin(SCALE)
        self.base = BaseBackup(self.origin)
        self.plain, self.aes = BackRest(self.origin, False), BackRest(self.origin, True)
        self.cairn = Cairn(self.origin)
        self.cairn.build()
        self.can = {verb: Cairn.has(*verb.split()) for verb in ("backup", "restore run", "serve")}

    def run(self, parts):
        self.can["serve"] &= self.can["backup"]  # Without a backup, serve takes one while something is measured.
        absent = [verb for verb, there in self.can.items() if not there]
        if absent:
            say(f"only the rivals where this cairn has no {', '.join(absent)}")
        say(f"making data of scale {SCALE}…")
        host.touch_memory(max(1 << 30, SCALE * (60 << 20)))
        self.origin.create()
        self.results["facts"] = self.facts()
        for part in parts:
            say(f"{part}, {ROUNDS} rounds")
            getattr(self, part)()
            (lab.DIR / "results.json").write_text(json.dumps(self.results, indent=1))

    def facts(self):
        version = lambda *command: subprocess.run(command, capture_output=True, text=True).stdout.strip().splitlines()[0]
        with open("/proc/meminfo") as file:
            memory = int(file.readline().split()[1]) / 2**20
        return {
            "cores": os.cpu_count(), "machine": platform.machine(), "memory_gib": memory, "scale": SCALE,
            "files": sum(len(files) for _, _, files in os.walk(self.origin.data)),
            "bytes": self.origin.bytes(), "postgresql": self.origin.ask("SHOW server_version").split()[0],
            "pgbackrest": version("pgbackrest", "version"), "segments": SEGMENTS,
            "lag": [LAG_SECONDS, LAG_RATE], "load": os.getloadavg()[0], "rounds": ROUNDS,
            "cairn": [verb for verb, there in self.can.items() if there],
        }

    def rounds(self, part, ways, before=lambda: None):
        Rounds(part, self.results).measure(ways, before)

    # ------------------------------------------------------------ backup

    def backup(self):
        tools = [self.base, self.plain] + [self.cairn] * self.can["backup"] + [self.aes]
        self.rounds("backup", {tool.name: lambda warm, tool=tool: self.one_backup(tool, warm) for tool in tools})

    def one_backup(self, tool, warm=False):
        self.cairn.recorded = "backup" if warm else None
        tool.prepare()
        self.origin.settle()
        noise, cpu = host.Noise(), self.origin.cpu()
        measured = tool.backup()
        measured["others"], measured["server_cpu"] = noise.share(), self.origin.cpu() - cpu
        measured["unsynced"] = host.sync(lab.WORK)
        tool.finish()
        measured["stored_mib"] = tool.stored() / 2**20
        return measured

    # ------------------------------------------------------------ source

    def source(self):
        """The same backup from files and over SQL, each into an empty vault."""
        ways = [Cairn(self.origin, source) for source in ("local", "sql")] * self.can["backup"]
        self.rounds("source", {way.name: lambda warm, way=way: self.one_backup(way, warm) for way in ways})

    # ------------------------------------------------------------ change

    def change(self):
        """Backups after a share of the rows was updated at random, each on top of the one before."""
        tools = [self.aes] + [self.cairn] * self.can["backup"]
        self.results["change"] = []
        for tool in tools:
            self.one_backup(tool)
        for share in (0, 0, 0.001, 0.01):
            self.origin.update(share)
            for tool in tools:
                self.origin.settle()
                tool.resume()
                before, noise = tool.stored(), host.Noise()
                measured = tool.backup_again()
                measured.pop("output", None)
                grown = (tool.stored() - before) / 2**20
                others = noise.share()
                self.results["change"].append({"share": share, "tool": tool.name, "wall": measured["wall"],
                                               "grown_mib": grown, "others": others})
                say(f"  {share:6} {tool.name:32} {measured['wall']:.2f} s   +{grown:.1f} MiB   others {others:.2f}")

    # ------------------------------------------------------------ restore

    def restore(self):
        """Restores what was saved last; saves it now when the part before was left out."""
        tools = [self.plain] + [self.cairn] * (self.can["backup"] and self.can["restore run"]) + [self.aes]
        # First, because reading all rows writes WAL: it notes on their pages which transactions are over.
        content = self.origin.content()
        for tool in tools:
            if "backup" not in self.results or "change" in self.results:
                self.one_backup(tool)
        self.rounds("restore", {
            tool.name: lambda warm, tool=tool: self.one_restore(tool, content if warm else None) for tool in tools})

    def one_restore(self, tool, content):
        self.cairn.recorded = "restore" if content else None
        into = lab.folder("restored") / "data"
        if tool is not self.cairn:
            lab.folder("restored/data")
        self.origin.settle()
        noise, copy = host.Noise(), lab.Server(into, "restored")
        if tool is self.cairn:
            measured = tool.restore(into)
            measured["whole"], measured["unsynced"] = measured["wall"], host.sync(lab.WORK)
        else:
            measured = tool.restore(into)
            measured["fetch"] = measured["wall"]
            begun = time.monotonic()
            measured["unsynced"] = host.sync(lab.WORK)
            copy.launch("unix_socket_directories=")
            copy.await_ready()
            measured["replay"] = time.monotonic() - begun - measured["unsynced"]
            measured["whole"] = measured["fetch"] + measured["replay"]
        measured["others"] = noise.share()
        if content and tool is self.cairn:
            copy.take_over()
            copy.launch("unix_socket_directories=", "archive_mode=off")
            copy.await_ready()
        if content and copy.content() != content:
            raise host.Failed(f"{tool.name} restored something else")
        if content or tool is not self.cairn:
            copy.stop()
        shutil.rmtree(into.parent)
        return measured

    # ------------------------------------------------------------ restore over a directory

    def delta(self):
        """Restores over a directory of which pages were damaged, or whose server went on for a while; each tool has one of
        its own, which it restored itself."""
        tools = [self.plain] + [self.cairn] * (self.can["backup"] and self.can["restore run"]) + [self.aes]
        content = self.origin.content()
        places = {}
        for tool in tools:
            self.one_backup(tool)
            places[tool] = lab.folder(f"delta-{tool.name.split()[-1]}") / "data"
            if tool is not self.cairn:
                lab.folder(f"{places[tool].parent.name}/data")
            tool.restore(places[tool])
            self.open_copy(tool, places[tool])
        for state, spoil in (("damaged", self.spoil), ("went on", self.go_on)):
            spoilt = iter(range(100))
            ways = {tool.name: lambda warm, tool=tool: self.one_delta(tool, places[tool], warm and content) for tool in tools}

            def before():
                seed = next(spoilt)
                for tool in tools:
                    spoil(places[tool], seed)
            self.rounds(f"delta, {state}", ways, before)

    def open_copy(self, tool, data):
        """Starts what was restored, so that it replays and is promoted, and says how long that took."""
        copy = lab.Server(data, "delta")
        copy.take_over()
        begun = time.monotonic()
        copy.launch("unix_socket_directories=", "archive_mode=off")
        copy.await_ready()
        took = time.monotonic() - begun
        return copy, took

    @staticmethod
    def spoil(data, seed):
        """Four pages of each of five files."""
        lab.Server(data, "delta").stop_if_running()
        chance = random.Random(seed)
        files = sorted(path for path in data.glob("base/*/*") if path.name.split(".")[0].isdigit() and path.stat().st_size >= 1 << 20)
        for path in chance.sample(files, 5):
            with open(path, "r+b") as file:
                for page in chance.sample(range(path.stat().st_size // 8192), 4):
                    file.seek(page * 8192 + 1000)
                    file.write(b"damaged")

    def go_on(self, data, seed):
        """The server of the directory works for a while."""
        copy = lab.Server(data, "delta")
        copy.stop_if_running()
        copy.take_over()
        copy.launch("unix_socket_directories=", "archive_mode=off")
        copy.await_ready()
        subprocess.run([*lab.AS_SERVER, lab.BIN / "pgbench", "-h", "127.0.0.1", "-p", str(copy.port), "-U", "bench", "-n", "-c",
                        "4", "-R", LAG_RATE, "-T", DELTA_SECONDS, "--random-seed", str(seed), "bench"],
                       check=True, cwd=lab.WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        copy.stop("fast")

    def one_delta(self, tool, data, content):
        self.origin.settle()
        noise = host.Noise()
        measured = tool.restore_over(data)
        if tool is self.cairn:
            measured["whole"], measured["unsynced"] = measured["wall"], host.sync(lab.WORK)
        else:
            measured["fetch"], measured["unsynced"] = measured["wall"], host.sync(lab.WORK)
        measured["others"] = noise.share()
        if tool is not self.cairn or content:
            copy, took = self.open_copy(tool, data)
            if tool is not self.cairn:
                measured["replay"], measured["whole"] = took, measured["fetch"] + took
            if content and copy.content() != content:
                raise host.Failed(f"{tool.name} restored something else")
            copy.stop("fast")
        return measured

    # ------------------------------------------------------------ seconds from commit to vault

    def lag(self):
        ways = {"pgbackrest, archive_timeout 5 s": lambda _: self.one_lag(
            self.plain, lambda: self.origin.set(archive_timeout="5s"), lambda: self.origin.set(archive_timeout="0"))}
        if self.can["serve"]:
            ways["cairn serve"] = lambda _: self.one_lag(
                self.cairn, lambda: (self.cairn.backup(), self.cairn.serve(), self.cairn.application()), self.cairn.stop)
        self.rounds("lag", ways)

    def one_lag(self, tool, begin, end):
        tool.prepare()
        self.origin.settle()
        begin()
        noise = host.Noise()
        load = subprocess.Popen(
            self.origin.pgbench_command("-n", "-c", "4", "-R", LAG_RATE, "-T", str(int(LAG_SECONDS) + 2)),
            cwd=lab.WORK, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wal, begun = self.origin.now(), time.monotonic()
        delays = self.heartbeats(tool.durable)
        rate = (self.origin.now() - wal) / 2**20 / (time.monotonic() - begun)
        load.wait()
        others = noise.share()
        end()
        tool.finish()
        delays.sort()
        at = lambda share: delays[min(len(delays) - 1, int(share * len(delays)))]
        return {"p50": at(0.5), "p99": at(0.99), "max": delays[-1], "beats": len(delays), "wal_mib_s": rate,
                "others": others}

    def heartbeats(self, durable):
        """Commits a row five times a second and waits for each until the WAL up to it is in the vault."""
        session, open_beats, delays = lab.Session(self.origin.port), [], []
        begun, beats, reached = time.monotonic(), 0, 0
        while time.monotonic() < begun + LAG_SECONDS or open_beats:
            now = time.monotonic()
            if beats * 0.2 <= now - begun < LAG_SECONDS:
                at = lab.lsn(session.ask("INSERT INTO beat DEFAULT VALUES; SELECT pg_current_wal_lsn()"))
                open_beats.append((at, time.monotonic()))
                beats += 1
            reached = max(reached, durable())
            now = time.monotonic()
            delays += [now - since for at, since in open_beats if at <= reached]
            open_beats = [beat for beat in open_beats if beat[0] > reached]
            if now > begun + LAG_SECONDS + 60:
                raise host.Failed(f"{len(open_beats)} commits of {beats} did not reach the vault in a minute")
            time.sleep(0.02)
        session.close()
        return delays

    # ------------------------------------------------------------ how fast replay gets its WAL

    def replay(self):
        cairn = self.can["backup"] and self.can["restore run"] and self.can["serve"]
        archive, template = lab.folder("archive"), lab.folder("template")
        self.plain.prepare()
        push = " ".join(self.plain.command("archive-push", "%p"))
        self.origin.set(archive_command=f"{push} && cp %p {archive}/%f")
        if cairn:
            self.cairn.begin()
            self.cairn.serve()
            self.cairn.application()
        host.run(self.base.command("-D", template / "data"), lab.LOGS / "basebackup.log", cwd=lab.WORK)
        say(f"  writing {SEGMENTS} segments of WAL…")
        self.origin.write_wal(SEGMENTS)
        self.origin.archived()
        if cairn:
            end = self.origin.now()
            lab.wait("WAL in the vault", lambda: self.cairn.durable() >= end, 300, 0.1)
            self.cairn.stop()
        self.plain.finish()
        content = self.origin.content()
        data = lab.WORK / "replayed" / "data"
        ways = {
            "cp": lambda warm: self.one_replay(template, f'cp {archive}/%f "%p"', warm and content),
            "pgbackrest archive-get": lambda warm: self.one_replay(
                template, self.plain.fetching(data, False), warm and content),
            "pgbackrest archive-get, async": lambda warm: self.one_replay(
                template, self.plain.fetching(data, True), warm and content),
        }
        if cairn:
            ways["cairn"] = lambda warm: self.one_restore(self.cairn, warm and content)
        self.rounds("replay", ways)

    def one_replay(self, template, command, content):
        place = lab.folder("replayed")
        subprocess.run(["cp", "-a", template / "data", place], check=True)
        with open(place / "data" / "postgresql.auto.conf", "a") as conf:
            conf.write(f"restore_command = '{command}'\narchive_mode = off\nunix_socket_directories = ''\n")
        (place / "data" / "recovery.signal").touch()
        self.origin.settle()
        noise, copy = host.Noise(), lab.Server(place / "data", "replayed")
        begun = time.monotonic()
        copy.launch()
        copy.await_ready()
        measured = {"replay": time.monotonic() - begun, "others": noise.share()}
        done = [line for line in copy.log.read_text().splitlines() if "redo done at" in line]
        measured["redo"] = float(done[0].rsplit("elapsed: ", 1)[1].split()[0]) if done else 0.0
        if content and copy.content() != content:
            raise host.Failed(f"{command} replayed to something else")
        copy.stop()
        shutil.rmtree(place)
        return measured

    # ------------------------------------------------------------ how fast WAL is received

    def receipt(self):
        self.catch_up()
        self.commits()

    def catch_up(self):
        """Before each round the receivers are made, their slots with them, and then WAL that both are behind by."""
        wal = {}

        def fall_behind():
            self.origin.drop_slots("bench%")
            self.origin.ask("SELECT pg_create_physical_replication_slot('bench_receive', true)")
            if self.can["serve"]:
                self.cairn.begin()
            wal["begin"] = self.origin.now()
            self.origin.write_wal(SEGMENTS)
            wal["end"] = self.origin.now()

        acts = {"pg_receivewal": lambda _: self.one_receive(**wal)}
        if self.can["serve"]:
            acts["cairn serve"] = lambda _: self.one_serve(**wal)
        self.rounds("catch_up", acts, fall_behind)
        self.origin.drop_slots("bench%")
        self.cairn.forget()

    def one_receive(self, begin, end):
        receiver = ReceiveWal(self.origin, "bench_receive", f"--endpos={end >> 32:X}/{end & 0xFFFFFFFF:X}")
        self.origin.settle()
        noise = host.Noise()
        measured = host.run(receiver.command, lab.LOGS / "receivewal.log", cwd=lab.WORK)
        return {**measured, "mib_s": (end - begin) / 2**20 / measured["wall"], "others": noise.share()}

    def one_serve(self, begin, end):
        """Until the server hears that all is safe; from the connection on, so without the start of the JVM."""
        self.origin.settle()
        noise, session, begun = host.Noise(), lab.Session(self.origin.port), time.monotonic()
        self.cairn.serve()
        said = {}

        def there():
            line = session.ask(
                "SELECT coalesce((SELECT extract(epoch FROM clock_timestamp() - backend_start) || ' ' || "
                f"coalesce(flush_lsn, '0/0') FROM pg_stat_replication LIMIT 1), '')")
            if line:
                said["connected"], flushed = float(line.split()[0]), lab.lsn(line.split()[1])
                return flushed >= end
        lab.wait("cairn serve to catch up", there, 300)
        measured = {"wall": said["connected"], "with_start": time.monotonic() - begun,
                    "mib_s": (end - begin) / 2**20 / said["connected"], "others": noise.share()}
        session.close()
        self.cairn.stop()
        return measured

    def commits(self):
        ways = {}
        if self.can["serve"]:
            self.cairn.begin()
        for clients in ("1", "8"):
            ways[f"no standby, {clients} clients"] = lambda _, n=clients: self.one_commit(n)
            ways[f"pg_receivewal, {clients} clients"] = lambda _, n=clients: self.synchronous_receiver(n)
            if self.can["serve"]:
                ways[f"cairn serve, {clients} clients"] = lambda _, n=clients: self.synchronous_cairn(n)
        self.rounds("commit", ways)
        self.cairn.forget()

    def one_commit(self, clients):
        """Latency of a transaction of one small row."""
        place = lab.folder("commits")
        script = lab.WORK / "commit.sql"
        script.write_text("INSERT INTO beat DEFAULT VALUES;\n")
        script.chmod(0o644)
        noise = host.Noise()
        self.origin.pgbench("-n", "-c", clients, "-T", COMMIT_SECONDS, "-M", "prepared", "-f", str(script),
                            "-l", f"--log-prefix={place}/log")
        took = [int(line.split()[2]) / 1000 for file in place.iterdir() for line in file.read_text().splitlines()]
        return {"p50_ms": statistics.median(took), "p99_ms": sorted(took)[int(0.99 * len(took))],
                "commits": len(took), "others": noise.share()}

    def synchronous(self, name, clients):
        there = lambda what: lambda: self.origin.ask(
            f"SELECT count(*) FROM pg_stat_replication WHERE application_name = '{name}' AND {what}") != "0"
        lab.wait(f"{name} to stream", there("state = 'streaming'"), 60, 0.1)
        self.origin.set(synchronous_standby_names=f'"{name}"')
        try:
            lab.wait(f"{name} to be synchronous", there("sync_state = 'sync'"), 60, 0.1)
            return self.one_commit(clients)
        finally:
            self.origin.set(synchronous_standby_names="")

    def synchronous_receiver(self, clients):
        self.origin.ask("SELECT pg_create_physical_replication_slot('bench_receive', true)")
        receiver = ReceiveWal(self.origin, "bench_receive", "--synchronous").start()
        try:
            return self.synchronous("pg_receivewal", clients)
        finally:
            receiver.send_signal(signal.SIGINT)
            receiver.wait(30)
            self.origin.drop_slots("bench_receive%")

    def synchronous_cairn(self, clients):
        self.cairn.serve()
        try:
            return self.synchronous(self.cairn.application(), clients)
        finally:
            self.cairn.stop()


def interrupted(number, _):
    raise host.Failed(f"interrupted by signal {number}")


def main():
    if ROUNDS < 1:
        sys.exit("bench: ROUNDS is 1 or more: the first round is not counted")
    parts = sys.argv[1:] or PARTS
    if not set(parts) <= set(PARTS):
        sys.exit(f"bench: parts are {', '.join(PARTS)}")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    host.adopt_orphans()
    code = 1
    try:
        for place in (lab.WORK, lab.LOGS):
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(mode=0o711)
        lab.LOGS.chmod(0o777)
        bench = Bench()
        bench.run(parts)
        print("\n".join(report.tables(bench.results)))
        code = 0
    except host.Failed as failed:
        say(str(failed))
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        host.end_all()
        shutil.rmtree(lab.WORK, ignore_errors=True)
        if os.environ["BENCH_KEEP"] != "yes":
            shutil.rmtree(lab.DIR, ignore_errors=True)
    sys.exit(code)


main()
