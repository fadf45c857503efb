"""What the machine and our own processes do: CPU of ours and of others, memory of a tree of processes."""

import ctypes
import os
import resource
import signal
import subprocess
import sys
import threading
import time

TICK = os.sysconf("SC_CLK_TCK")
LIBC = ctypes.CDLL(None, use_errno=True)


def adopt_orphans():
    """Makes every process that descends from us ours for good, also one that became a daemon."""
    LIBC.prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def processes():
    """All processes: number -> (parent, seconds of its own, those of its children that have ended, program)."""
    found = {}
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat") as file:
                    program, rest = file.read().split("(", 1)[1].rsplit(")", 1)
            except OSError:
                continue
            fields = rest.split()
            own, ended = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
            found[int(name)] = (int(fields[1]), own / TICK, ended / TICK, program)
    return found


def family(root, among=None):
    """A process and all that descend from it."""
    among = among or processes()
    below = {}
    for pid, (parent, *_) in among.items():
        below.setdefault(parent, []).append(pid)
    found, next_ones = [], [root]
    while next_ones:
        pid = next_ones.pop()
        found.append(pid)
        next_ones += below.get(pid, [])
    return [pid for pid in found if pid in among]


def cpu_of(root):
    """Seconds of a process and its descendants, also of those that have ended."""
    among = processes()
    return sum(among[pid][1] + among[pid][2] for pid in family(root, among))


def reap():
    """Collects orphans that have ended, so that their seconds count as those of our children."""
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


class Noise:
    """How much CPU others burn: all of the machine, without ours and the threads of the kernel."""

    def __init__(self):
        self.begun, self.before = time.monotonic(), self._others()

    def share(self):
        """Of one core, since the beginning."""
        return max(0.0, self._others() - self.before) / max(0.01, time.monotonic() - self.begun)

    @staticmethod
    def _others():
        among = processes()
        me = resource.getrusage(resource.RUSAGE_SELF)
        ended = resource.getrusage(resource.RUSAGE_CHILDREN)
        ours = me.ru_utime + me.ru_stime + ended.ru_utime + ended.ru_stime
        ours += sum(sum(among[pid][1:3]) for pid in family(os.getpid(), among) if pid != os.getpid())
        kernel = sum(among[pid][1] for pid in family(2, among)) if 2 in among else 0
        with open("/proc/stat") as file:
            user, nice, system, _, _, _, _, stolen = map(int, file.readline().split()[1:9])
        return (user + nice + system + stolen) / TICK - ours - kernel


class Memory(threading.Thread):
    """Watches how much memory a process and its descendants hold together, at most.

    Servers do not count: one that a restore starts has its shared buffers in every process.
    """

    def __init__(self, root):
        super().__init__(daemon=True)
        self.root, self.peak, self.ended = root, 0, threading.Event()
        self.start()

    def run(self):
        turn, pids = 0, []
        while not self.ended.wait(0.05):
            if turn % 5 == 0:
                among = processes()
                pids = [pid for pid in family(self.root, among) if among[pid][3] != "postgres"]
            turn += 1
            held = [self._held(pid) for pid in pids]
            self.peak = max(self.peak, sum(now for now, _ in held), *(most for _, most in held), 0)

    @staticmethod
    def _held(pid):
        """Bytes now, and the most that one process ever held."""
        try:
            with open(f"/proc/{pid}/status") as file:
                lines = dict(line.split(":", 1) for line in file if line.startswith(("VmRSS", "VmHWM")))
            return tuple(int(lines[name].split()[0]) * 1024 for name in ("VmRSS", "VmHWM"))
        except (OSError, KeyError):
            return 0, 0  # It has ended.

    def stop(self):
        self.ended.set()
        self.join()
        return self.peak


def run(command, log, **how):
    """Runs a command to its end: seconds, CPU of it and its descendants, peak of memory, output."""
    reap()
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    with open(log, "ab") as errors, open(f"{log}.out", "wb") as answer:
        process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=answer, stderr=errors, **how)
        memory = Memory(process.pid)
        _, status = os.waitpid(process.pid, 0)
    wall, peak = time.monotonic() - begun, memory.stop()
    process.returncode = os.waitstatus_to_exitcode(status)
    reap()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with open(f"{log}.out", encoding="utf-8", errors="replace") as file:
        output = file.read()
    if process.returncode != 0:
        raise Failed(f"{' '.join(map(str, command))} ended with {process.returncode}:\n{tail(log)}{output[-2000:]}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {"wall": wall, "cpu": cpu, "peak_mib": peak / 2**20, "output": output}


class Failed(Exception):
    """A program that is measured, or one that the measure needs, did not do its work."""


def tail(log, size=3000):
    with open(log, "rb") as file:
        return file.read()[-size:].decode("utf-8", "replace")


def sync(folder):
    """Seconds to write down what a program left in the cache below a folder; near 0 when it was durable."""
    begun, handle = time.monotonic(), os.open(folder, os.O_RDONLY)
    try:
        LIBC.syncfs(handle)
    finally:
        os.close(handle)
    return time.monotonic() - begun


def touch_memory(size):
    """Takes memory and gives it back: a virtual machine pays once for what its host took away."""
    with open("/proc/meminfo") as file:
        free = next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))
    size = min(size, free // 2)
    subprocess.run([sys.executable, "-c", f"bytearray(b'1') * {size}"], check=True)


def end_all():
    """Ends all that descends from us: servers by an immediate shutdown, what does not listen by force."""
    for force in (False, True):
        asked = set()
        for _ in range(50):
            reap()
            left = [pid for pid in family(os.getpid()) if pid != os.getpid()]
            if not left:
                return
            for pid in left:
                if pid not in asked:
                    asked.add(pid)
                    _ask(pid, force)
            time.sleep(0.1)


def _ask(pid, force):
    try:
        with open(f"/proc/{pid}/comm") as file:
            server = file.read().strip() == "postgres"
        os.kill(pid, signal.SIGKILL if force else signal.SIGQUIT if server else signal.SIGTERM)
    except OSError:
        pass  # It has ended meanwhile.
