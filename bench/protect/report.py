"""Prints what was measured as the tables of docs/bench.md."""

import statistics

# What Cairn is compared with in each part, what is compared, and the target of the design.
CAIRN = "cairn"


class Part:
    """The rounds of one part: the quiet ones, or all of them when there are none."""

    def __init__(self, results, name):
        rounds = results.get(name, [])
        quiet = [each["ways"] for each in rounds if not each["noisy"]]
        self.all, self.quiet = len(rounds), len(quiet)
        self.rounds = quiet or [each["ways"] for each in rounds]
        self.ways = list(self.rounds[0]) if self.rounds else []

    def values(self, way, what):
        return [each[way][what] for each in self.rounds]

    def middle(self, way, what):
        return statistics.median(self.values(way, what))

    def shown(self, way, what, form=".1f"):
        every = ", ".join(format(value, form) for value in self.values(way, what))
        return f"**{self.middle(way, what):{form}}** ({every})"

    def plain(self, way, what, form=".1f"):
        return format(self.middle(way, what), form)

    def ratio(self, way, against, *what):
        """Of the sums; a ratio is taken within a round, and the median is that of the ratios."""
        if way == against or against not in self.ways:
            return ""
        total = lambda each, name: sum(each[name][one] for one in what)
        return f"{statistics.median(total(each, way) / total(each, against) for each in self.rounds):.2f}"

    def note(self):
        if self.quiet == self.all:
            return f"{self.all} rounds, all quiet."
        if self.quiet:
            return f"{self.quiet} quiet rounds of {self.all}; the others are left out."
        return f"**Noisy**: in all {self.all} rounds other processes burnt more than 0.3 of a core."


def rows(head, lines):
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for line in lines:
        yield "| " + " | ".join(line) + " |"
    yield ""


def target(way, text):
    return text if way.startswith(CAIRN) else ""


def backup(part):
    yield from rows(
        ["full backup", "wall s (all)", "CPU s, client + server", "peak MiB, client", "stored MiB", "unsynced s",
         "ratio, wall", "ratio, CPU", "ratio, stored", "target"],
        ([way, part.shown(way, "wall"), f"{part.plain(way, 'cpu')} + {part.plain(way, 'server_cpu')}",
          part.plain(way, "peak_mib", ".0f"), part.plain(way, "stored_mib", ".0f"), part.plain(way, "unsynced", ".2f"),
          part.ratio(way, "pgbackrest", "wall"), part.ratio(way, "pgbackrest", "cpu", "server_cpu"),
          part.ratio(way, "pgbackrest", "stored_mib"), target(way, "wall ≤ 0.9, peak ≤ 192 MiB")] for way in part.ways))


def source(part):
    yield from rows(
        ["full backup", "wall s (all)", "CPU s, client + server", "peak MiB, client", "stored MiB",
         "ratio, wall", "ratio, CPU"],
        ([way, part.shown(way, "wall"), f"{part.plain(way, 'cpu')} + {part.plain(way, 'server_cpu')}",
          part.plain(way, "peak_mib", ".0f"), part.plain(way, "stored_mib", ".0f"),
          part.ratio(way, "cairn, local", "wall"), part.ratio(way, "cairn, local", "cpu", "server_cpu")]
         for way in part.ways))


def restore(part):
    yield from rows(
        ["restore to latest", "files s (all)", "replay s", "whole s", "CPU s, client", "peak MiB", "unsynced s",
         "ratio, files", "ratio, whole", "target"],
        ([way, part.shown(way, "fetch"), part.plain(way, "replay"), part.plain(way, "whole"), part.plain(way, "cpu"),
          part.plain(way, "peak_mib", ".0f"), part.plain(way, "unsynced", ".2f"),
          part.ratio(way, "pgbackrest", "fetch"), part.ratio(way, "pgbackrest", "whole"),
          target(way, "files ≤ 0.9, peak ≤ 192 MiB")] for way in part.ways))


def delta(part, state):
    yield from rows(
        [f"restore over a directory, {state}", "files s (all)", "replay s", "whole s (all)", "CPU s, client", "peak MiB", "unsynced s",
         "ratio, files", "ratio, whole", "target"],
        ([way, part.shown(way, "fetch"), part.plain(way, "replay"), part.shown(way, "whole"), part.plain(way, "cpu"),
          part.plain(way, "peak_mib", ".0f"), part.plain(way, "unsynced", ".2f"),
          part.ratio(way, "pgbackrest", "fetch"), part.ratio(way, "pgbackrest", "whole"),
          target(way, "≤ 0.5, peak ≤ 192 MiB")] for way in part.ways))


def lag(part):
    yield from rows(
        ["from commit to vault", "p50 s (all)", "p99 s (all)", "max s", "WAL MiB/s", "target"],
        ([way, part.shown(way, "p50", ".2f"), part.shown(way, "p99", ".2f"), f"{max(part.values(way, 'max')):.2f}",
          part.plain(way, "wal_mib_s"), target(way, "p99 ≤ 5 s")] for way in part.ways))


def replay(part):
    yield from rows(
        ["replay", "start to promoted s (all)", "redo s", "ratio", "target"],
        ([way, part.shown(way, "replay"), part.plain(way, "redo") if way != CAIRN else "",
          part.ratio(way, "cp", "replay"), target(way, "≤ 1.05")] for way in part.ways))


def catch_up(part):
    yield from rows(
        ["catch-up of WAL", "s (all)", "MiB/s", "ratio, s", "target"],
        ([way, part.shown(way, "wall", ".2f"), part.plain(way, "mib_s", ".0f"), part.ratio(way, "pg_receivewal", "wall"),
          target(way, "≤ 1.0")] for way in part.ways))


def commit(part):
    clients = lambda way: way.split(", ")[1]
    yield from rows(
        ["synchronous commit", "p50 ms (all)", "p99 ms", "ratio, p50", "target"],
        ([way, part.shown(way, "p50_ms", ".2f"), part.plain(way, "p99_ms"),
          part.ratio(way, f"pg_receivewal, {clients(way)}", "p50_ms"),
          target(way, "≤ 1.1" if clients(way).startswith("1 ") else "≤ 1.2")] for way in part.ways))


def tables(results):
    facts = results["facts"]
    for name, table in (("backup", backup), ("source", source), ("restore", restore), ("delta, damaged", lambda part: delta(part, "damaged")),
                        ("delta, went on", lambda part: delta(part, "its server went on")), ("lag", lag), ("replay", replay),
                        ("catch_up", catch_up), ("commit", commit)):
        part = Part(results, name)
        if part.ways:
            yield from table(part)
            yield part.note()
            yield ""
    yield (f"{facts['cores']} {facts['machine']} cores, {facts['memory_gib']:.0f} GiB, load average {facts['load']:.1f} "
           f"after the data; PostgreSQL {facts['postgresql']}, {facts['pgbackrest']} (zst 3, process-max 2, page "
           f"checksums); scale {facts['scale']}, {facts['bytes'] / 2**20:.0f} MiB in {facts['files']} files, checksums on, page "
           "cache warm; median after a warm-up.")
    yield ("Stored is all on disk after a backup, with the WAL it needs (pg_basebackup: tar, server side zstd 3, -X fetch). "
           "Unsynced is how long syncfs took right after: near 0 for a program that syncs what it writes. Client is the "
           "program and what it starts; memory is without servers, the CPU of Cairn's restore with the server it starts.")
    yield (f"Replay and catch-up: {facts['segments']} segments of 16 MiB of small transactions. Commit to vault: "
           f"pgbench at {facts['lag'][1]} transactions a second with 4 clients for {facts['lag'][0]:.0f} s.")
    yield "Where Cairn's time goes: PROFILE=DIR records the uncounted rounds; then `jfr view hot-methods DIR/backup.jfr`."
