"""The private server, its restored copies, and where everything of one run is."""

import os
import pathlib
import secrets
import shutil
import socket
import subprocess
import time

import host

DIR, BIN = pathlib.Path(os.environ["BENCH_DIR"]), pathlib.Path(os.environ["BENCH_BIN"])
HERE = pathlib.Path(__file__).parent
WORK = DIR / "work"
LOGS = DIR / "logs"
# PostgreSQL does not run as root.
AS_SERVER = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"] if os.getuid() == 0 else []
SEGMENT = 16 << 20
SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{socket}'
shared_buffers = 1GB
max_wal_size = 8GB
checkpoint_timeout = 30min
wal_level = replica
wal_compression = off
archive_mode = on
archive_command = '/bin/true'
max_wal_senders = 16
max_replication_slots = 32
autovacuum = off
maintenance_work_mem = 256MB
"""


def folder(name, server=True):
    """A new, empty folder; of the user that runs servers unless we write into it ourselves."""
    made = WORK / name
    if made.exists():
        shutil.rmtree(made)
    made.mkdir(parents=True, mode=0o700)
    if server and AS_SERVER:
        shutil.chown(made, "nobody", "nogroup")
    return made


def size(place):
    """Bytes of the files below a folder."""
    return sum(path.stat().st_size for path in pathlib.Path(place).rglob("*") if path.is_file())


def free_port():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


def wait(what, until, seconds=600.0, step=0.01):
    """Waits until something holds, and says how long."""
    begun = time.monotonic()
    while not until():
        if time.monotonic() - begun > seconds:
            raise host.Failed(f"{what}: not after {seconds:.0f} s")
        time.sleep(step)
    return time.monotonic() - begun


def lsn(text):
    high, low = text.split("/")
    return (int(high, 16) << 32) + int(low, 16)


class Session:
    """One connection that stays open, through psql."""

    def __init__(self, port):
        self.process = subprocess.Popen(
            psql(port), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1)

    def ask(self, sql):
        """The one line that a statement, or the last of several, answers."""
        self.process.stdin.write(sql + ";\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise host.Failed(f"psql has ended at: {sql}")
        return line.strip()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def psql(port):
    return [str(BIN / "psql"), "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", str(port),
            "-U", "bench", "-d", "bench"]


class Server:
    """A server on a data folder, which may be a restored one."""

    def __init__(self, data, name):
        self.data, self.log, self.port = pathlib.Path(data), LOGS / f"{name}.log", free_port()

    def launch(self, *options):
        """Starts it without waiting for anything."""
        self.log.unlink(missing_ok=True)
        settings = " ".join(f"-c {option}" for option in (
            f"port={self.port}", "listen_addresses=127.0.0.1", "log_line_prefix=", "lc_messages=C", *options))
        subprocess.run([*AS_SERVER, BIN / "pg_ctl", "-W", "-D", self.data, "-l", self.log, "-o", settings, "start"],
                       check=True, stdout=subprocess.DEVNULL, cwd=WORK)

    def take_over(self):
        """Makes its files those of the user that runs servers here."""
        if AS_SERVER:
            subprocess.run(["chown", "-R", "nobody:nogroup", self.data], check=True)

    def await_ready(self):
        """Until it takes writes; a restored one has replayed everything and is promoted then."""
        self._await("database system is ready to accept connections")

    def _await(self, sentence):
        def said():
            text = self.log.read_text() if self.log.exists() else ""
            if "database system is shut down" in text or "FATAL:  configuration" in text:
                raise host.Failed(f"a server did not start:\n{host.tail(self.log)}")
            return sentence in text
        wait(f"server on {self.data}", said)

    def postmaster(self):
        return int((self.data / "postmaster.pid").read_text().split()[0])

    def cpu(self):
        return host.cpu_of(self.postmaster())

    def stop(self, mode="immediate"):
        subprocess.run([*AS_SERVER, BIN / "pg_ctl", "-D", self.data, "-m", mode, "-t", "120", "-w", "stop"],
                       check=True, stdout=subprocess.DEVNULL, cwd=WORK)

    def stop_if_running(self):
        if (self.data / "postmaster.pid").exists():
            self.stop("fast")

    def ask(self, *statements):
        command = psql(self.port) + [word for sql in statements for word in ("-c", sql)]
        asked = subprocess.run(command, capture_output=True, text=True)
        if asked.returncode != 0:
            raise host.Failed(f"{statements}: {asked.stderr}")
        return asked.stdout.strip()

    def content(self):
        """Equal on equal data: a restore that is fast and wrong is no restore."""
        return self.ask(
            "SELECT count(*), sum(hashint8extended(aid, abalance)) FROM pgbench_accounts",
            "SELECT count(*), sum(hashtextextended(visit::text, 0)) FROM visit")


class Origin(Server):
    """The server that is protected."""

    def __init__(self, scale):
        super().__init__(folder("origin") / "data", "origin")
        self.scale, self.socket = scale, folder("socket")

    def create(self):
        secret = WORK / "origin" / "password"
        secret.write_text(os.environ["PGPASSWORD"])
        if AS_SERVER:
            shutil.chown(secret, "nobody", "nogroup")
        subprocess.run([*AS_SERVER, BIN / "initdb", "-D", self.data, "-U", "bench", f"--pwfile={secret}",
                        "-A", "scram-sha-256", "-E", "UTF8", "--locale=C.UTF-8", "--data-checksums"],
                       check=True, stdout=subprocess.DEVNULL, cwd=WORK)
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.write(SETTINGS.format(port=self.port, socket=self.socket))
        self.launch()
        self.await_ready()
        subprocess.run([*psql(self.port)[:-1], "postgres", "-c", "CREATE DATABASE bench"], check=True)
        self._fill()

    def _fill(self):
        log = open(LOGS / "fill.log", "wb")
        self.pgbench("-i", "-I", "dtgvp", "-s", str(self.scale), log=log)
        self.ask("CREATE TABLE visit (id bigint, at timestamptz NOT NULL, record jsonb NOT NULL, notes text)",
                 "CREATE TABLE beat (id bigserial PRIMARY KEY, at timestamptz NOT NULL DEFAULT clock_timestamp())")
        self._make_files(int(os.environ.get("FILES", "0")))
        rows = subprocess.Popen(["python3", "-B", HERE / "data.py", str(6000 * self.scale)], stdout=subprocess.PIPE)
        subprocess.run([*psql(self.port), "-c", "COPY visit FROM STDIN"], stdin=rows.stdout, check=True)
        if rows.wait() != 0:
            raise host.Failed("data.py failed")
        self.ask("ALTER TABLE visit ADD PRIMARY KEY (id)", "CREATE INDEX ON visit (at)",
                 "CREATE INDEX ON visit ((record->'facility'->>'code'))", "VACUUM (ANALYZE) visit", "CHECKPOINT")

    def _make_files(self, count):
        """So many tables of one page, a file each; a thousand in a transaction, for the sake of the locks."""
        self.ask(f"""DO $$
            BEGIN
                FOR i IN 1..{count} LOOP
                    EXECUTE format('CREATE TABLE small_%s AS SELECT %s AS id', i, i);
                    IF i % 1000 = 0 THEN COMMIT; END IF;
                END LOOP;
            END $$""")

    def bytes(self):
        return int(self.ask("SELECT sum(pg_database_size(oid)) FROM pg_database"))

    def now(self):
        return lsn(self.ask("SELECT pg_current_wal_flush_lsn()"))

    def settle(self):
        """What a measure begins with: nothing dirty, here or in the cache of the system."""
        self.ask("CHECKPOINT")
        os.sync()
        time.sleep(0.5)

    def set(self, **settings):
        """Changes settings that need no restart."""
        for name, value in settings.items():
            self.ask(f"ALTER SYSTEM SET {name} = '{value}'")
        self.ask("SELECT pg_reload_conf()")
        time.sleep(0.2)

    def pgbench_command(self, *options):
        return [*AS_SERVER, str(BIN / "pgbench"), "-h", "127.0.0.1", "-p", str(self.port), "-U", "bench",
                *options, "bench"]

    def pgbench(self, *options, log=None, **environment):
        subprocess.run(self.pgbench_command(*options), check=True, cwd=WORK, stdout=subprocess.DEVNULL,
                       stderr=log or subprocess.DEVNULL, env={**os.environ, **environment})

    def write_wal(self, segments):
        """Writes that many segments as a busy day does, only faster: small transactions over all pages."""
        end = self.now() + segments * SEGMENT
        self.ask("CHECKPOINT")
        while self.now() < end:
            self.pgbench("-n", "-N", "-c", "4", "-t", "2000", "-M", "prepared", PGOPTIONS="-c synchronous_commit=off")

    def update(self, share):
        """Updates a share of the rows of both large tables, picked at random; the vacuum daemon stays away."""
        if share:
            self.ask(f"UPDATE pgbench_accounts SET abalance = abalance + 1 WHERE random() < {share}",
                     f"UPDATE visit SET notes = reverse(notes) WHERE random() < {share}")

    def drop_slots(self, like):
        wait("slots without a user", lambda: self.ask(
            f"SELECT count(*) FROM pg_replication_slots WHERE slot_name LIKE '{like}' AND active") == "0", 30, 0.1)
        self.ask(f"SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name LIKE '{like}'")

    def archived(self):
        """Closes the segment and waits until the archiver has it."""
        name = self.ask("SELECT pg_walfile_name(pg_switch_wal())")
        wait(f"archiving {name}", lambda: self.ask(
            f"SELECT coalesce(last_archived_wal, '') >= '{name}' FROM pg_stat_archiver") == "t", 120, 0.1)


os.environ.setdefault("PGPASSWORD", secrets.token_hex(12))
