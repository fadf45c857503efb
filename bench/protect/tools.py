"""The programs that are measured, each with the same few acts."""

import json
import os
import pathlib
import re
import shutil
import subprocess

import host
import lab

CAIRN = os.environ["CAIRN"]
PROFILE = os.environ.get("PROFILE")
BACKREST = """[global]
repo1-path={repo}
repo1-cipher-type={cipher}
repo1-bundle={bundle}
compress-type=zst
compress-level=3
process-max=2
start-fast=y
checksum-page=y
expire-auto=n
log-path={work}/log
lock-path={work}/lock
spool-path={work}/spool
log-level-file=off
log-level-console=warn
archive-async={asynchronous}

[bench]
pg1-path={data}
pg1-port={port}
pg1-socket-path={socket}
pg1-user=bench
pg1-database=bench
"""


class BackRest:
    """pgBackRest at zst 3 with two processes; checks page checksums, waits for its WAL, syncs all it writes. Small files
    are bundled where there are many."""

    def __init__(self, origin, encrypted):
        self.origin, self.encrypted = origin, encrypted
        self.name = "pgbackrest, aes-256-cbc" if encrypted else "pgbackrest"
        self.work = lab.folder("backrest-aes" if encrypted else "backrest")
        self.repo = self.work / "repo"
        self.conf = self._configure("n", origin.data)

    def _configure(self, asynchronous, data):
        conf = self.work / f"{pathlib.Path(data).name}-{asynchronous}.conf"
        cipher = "aes-256-cbc\nrepo1-cipher-pass=bench" if self.encrypted else "none"
        conf.write_text(BACKREST.format(
            repo=self.repo, cipher=cipher, work=self.work, asynchronous=asynchronous, data=data,
            bundle="y" if os.environ.get("FILES") else "n", port=self.origin.port, socket=self.origin.socket))
        conf.chmod(0o644)
        return conf

    def command(self, *words, conf=None):
        return ["pgbackrest", f"--config={conf or self.conf}", "--stanza=bench", *words]

    def run(self, *words):
        return host.run(lab.AS_SERVER + self.command(*words), lab.LOGS / f"{self.work.name}.log", cwd=lab.WORK)

    def prepare(self):
        """A new, empty repository that the archiver feeds."""
        shutil.rmtree(self.repo, ignore_errors=True)
        self.run("stanza-create")
        self.origin.set(archive_command=" ".join(self.command("archive-push", "%p")))

    def backup(self):
        return self.run("--type=full", "backup")

    def resume(self):
        """Archives into this repository again; the WAL in between went nowhere, and an incremental does not need it."""
        self.origin.set(archive_command=" ".join(self.command("archive-push", "%p")))

    def backup_again(self):
        return self.run("--type=incr", "backup")

    def finish(self):
        self.origin.set(archive_command="/bin/true")

    def stored(self):
        return lab.size(self.repo)

    def restore(self, into):
        """Files that are there and durable; the server has still to replay."""
        return self.run(f"--pg1-path={into}", "--archive-mode=off", "restore")

    def restore_over(self, data):
        return self.run(f"--pg1-path={data}", "--archive-mode=off", "--delta", "restore")

    def fetching(self, data, asynchronous):
        """The restore_command that takes WAL from this repository."""
        shutil.rmtree(self.work / "spool", ignore_errors=True)
        return " ".join(self.command("archive-get", "%f", '"%p"', conf=self._configure("ny"[asynchronous], data)))

    def durable(self):
        """Where the WAL in the repository ends."""
        ends = [0]
        for path in self.repo.glob("archive/bench/15-1/*/*"):
            if re.fullmatch(r"[0-9A-F]{24}-[0-9a-f]{40}\.zst", path.name):
                high, low = int(path.name[8:16], 16), int(path.name[16:24], 16)
                ends.append((high << 32) + (low + 1) * lab.SEGMENT)
        return max(ends)


class BaseBackup:
    """pg_basebackup of a tar that the server compresses, zstd 3 with two workers, its WAL within (-X fetch)."""

    name = "pg_basebackup"

    def __init__(self, origin):
        self.origin, self.work = origin, None

    def prepare(self):
        self.work = lab.folder("basebackup")

    def backup(self):
        return host.run(self.command("-F", "t", "--compress=server-zstd:level=3,workers=2", "-D", self.work / "tar"),
                        lab.LOGS / "basebackup.log", cwd=lab.WORK)

    def command(self, *words):
        return [*lab.AS_SERVER, lab.BIN / "pg_basebackup", "-h", "127.0.0.1", "-p", str(self.origin.port), "-U", "bench",
                "-c", "fast", "-X", "fetch", *words]

    def finish(self):
        pass

    def stored(self):
        return lab.size(self.work)


class Cairn:
    """Cairn as it comes: its vault is encrypted."""

    def __init__(self, origin, source=None):
        self.origin, self.project, self.recorded, self.server = origin, None, None, None
        self.source, self.name = source, f"cairn, {source}" if source else "cairn"

    @staticmethod
    def build():
        if CAIRN and subprocess.run([CAIRN, "version"], stdin=subprocess.DEVNULL, stdout=2).returncode != 0:
            raise host.Failed("cairn does not start; CAIRN= measures the rivals alone")

    @staticmethod
    def has(*verb):
        """Whether this version has a verb."""
        if not CAIRN:
            return False
        asked = subprocess.run([CAIRN, *verb, "--help"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        return asked.returncode == 0 and f"Usage: cairn {' '.join(verb)}" in asked.stdout + asked.stderr

    def begin(self):
        """A new project with a backup: `serve` would take the first one while something else is measured."""
        self.prepare()
        self.recorded = None
        self.backup()

    def prepare(self):
        """A new project with an empty vault; only its folder is left of the one before."""
        self.forget()
        self.project = lab.folder("project", server=False)
        self.project.chmod(0o711)
        (self.project / "sources").mkdir()
        (self.project / "cairn.yaml").write_text(
            f'version: 1\nproject: bench\n'
            f'database: {{url: "jdbc:postgresql://127.0.0.1:{self.origin.port}/bench", user: bench, '
            f'password: "${{env:PGPASSWORD}}", bindir: {lab.BIN}}}\n'
            f'vault: {{location: "file:vault"}}\n'
            + (f"protect: {{backup: {{source: {self.source}}}}}\n" if self.source else ""))

    def forget(self):
        """Drops the slots of vaults that are gone: they would keep the server's WAL."""
        self.origin.drop_slots("cairn%")

    def _run(self, *words):
        how = {"cwd": self.project}
        if self.recorded and PROFILE:
            file = pathlib.Path(PROFILE).absolute() / f"{self.recorded}.jfr"
            file.parent.mkdir(parents=True, exist_ok=True)
            options = f"{os.environ.get('CAIRN_OPTS', '')} -XX:StartFlightRecording:settings=profile,filename={file}"
            how["env"] = {**os.environ, "CAIRN_OPTS": options}
        measured = host.run([CAIRN, *words, "-p", self.project, "--json"], lab.LOGS / "cairn.log", **how)
        lines = [json.loads(line) for line in measured["output"].splitlines() if line.startswith("{")]
        ends = [line for line in lines if line.get("type") == "end"]
        if not ends or ends[-1].get("exit") != 0:
            raise host.Failed(f"cairn {' '.join(map(str, words))} did not end well:\n{measured['output'][-2000:]}")
        return {**measured, "end": ends[-1]}

    def backup(self):
        return self._run("backup")

    def resume(self):
        """Receives the WAL since the last backup, as `serve` does all the time: it is no part of a backup."""
        self.serve()
        end = self.origin.now()
        lab.wait("WAL in the vault", lambda: self.durable() >= end, 300, 0.1)
        self.stop()

    def backup_again(self):
        return self._run("backup")

    def finish(self):
        pass

    def stored(self):
        return lab.size(self.project / "vault")

    def restore(self, into):
        measured = self._run("restore", "run", "--to", "latest", "--into", into, "--stop")
        return {**measured, **measured["end"]["seconds"]}

    def restore_over(self, data):
        measured = self._run("restore", "run", "--to", "latest", "--into", data, "--delta", "--yes", "--stop")
        return {**measured, **measured["end"]["seconds"]}

    def serve(self):
        self.server = subprocess.Popen(
            [CAIRN, "serve", "-p", self.project], cwd=self.project, stdin=subprocess.DEVNULL,
            stdout=open(lab.LOGS / "serve.out", "wb"), stderr=open(lab.LOGS / "serve.log", "wb"))
        return self.server

    def stop(self):
        self.server.terminate()
        self.server.wait(60)

    def application(self):
        """The name by which the server knows the one that receives."""
        found = []

        def receiving():
            found[:] = self.origin.ask(
                "SELECT application_name FROM pg_stat_replication WHERE state = 'streaming'").split("\n")
            return found[0]
        lab.wait("cairn serve to receive", receiving, 60, 0.1)
        return found[0]

    def durable(self):
        """Where the WAL in the vault ends, by the names of its objects, without a gap."""
        end = 0
        for line in sorted((self.project / "vault" / "wal").glob("*/*")):
            names = [name for place in (line, line / "frag") if place.is_dir() for name in os.listdir(place)]
            ranges = sorted(tuple(int(part, 16) for part in name.split("-"))
                            for name in names if re.fullmatch("[0-9a-f]{16}-[0-9a-f]{16}", name))
            reached = None
            for start, stop in ranges:
                if reached is None or start <= reached:
                    reached = max(reached or 0, stop)
            end = max(end, reached or 0)
        return end


class ReceiveWal:
    """pg_receivewal into a folder, from a slot."""

    def __init__(self, origin, slot, *options):
        self.command = [*lab.AS_SERVER, lab.BIN / "pg_receivewal", "-h", "127.0.0.1", "-p", str(origin.port), "-U",
                        "bench", "-n", "-S", slot, "-D", lab.folder("received"), *options]

    def start(self):
        return subprocess.Popen(self.command, cwd=lab.WORK, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                stderr=open(lab.LOGS / "receivewal.log", "wb"))
