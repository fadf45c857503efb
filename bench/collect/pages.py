"""Runs each declaration in bench/collect/pages on the real files and counts those without Cairn.

The files are those of public repositories; the table in docs/bench.md names them. A folder may be called as in the
declarations or with "dev-" before it.
"""

import csv
import glob
import json
import os
import re
import shutil
import subprocess
import sys

data, pages, project = sys.argv[1:4]
csv.field_size_limit(10**9)


def folder(name):
    for each in (name, "dev-" + name):
        if os.path.isdir(os.path.join(data, each)):
            return os.path.join(data, each)
    return None


def text(path):
    with open(path, "rb") as file:
        return file.read().decode("utf-8-sig", "replace")


def found(pattern):
    return lambda files: sum(len(re.findall(pattern, text(file), re.S)) for file in files)


def rows(file):
    with open(file, encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def lines(files):
    return sum(len(rows(file)) - 1 for file in files)


def cells(wanted):
    def count(files):
        table = rows(files[0])
        return sum(1 for row in table[1:] for i, cell in enumerate(row) if cell and wanted(i, table[0][i]))

    return count


def objects(*path):
    def count(files):
        total = 0
        for file in files:
            levels = [json.loads(text(file))]
            for step in path:
                levels = [each[step] for level in levels for each in (level if isinstance(level, list) else [level])]
            total += sum(len(level) for level in levels)
        return total

    return count


def table_rows(files):
    page = text(files[0])
    start = page.index('class="agendaminuteDataTbl"')
    return page[start : page.index("</table>", start)].count("<tr") - 1


COUNTS = {
    "cboe": found(r"<article [^>]*node--type-board-meeting"),
    "cha": found(r"<td [^>]*views-field-field-contract-publish-date"),
    "ilboe": found(r'<div class="minutes">'),
    "icc": found(r'<li class="soi-icc-card-list-item soi-icc-list-calendar-item'),
    "metra": found(r'<tr class="listingRow">'),
    "cps": found(r'class="year"'),
    "rta": found(r'<span class="committee">'),
    "elections": found(r'<td align="center" valign="middle" width="25%"><a href="/DocDisplay'),
    "cchhs": found(r'<td data-title="Meeting Information">'),
    "nwheap": found(r'<article id="post-'),
    "lascruces": found(r'<tr id="[^"]*" class="catAgendaRow">'),
    "cta": table_rows,
    "ctpf": found(r"<meeting "),
    "council": objects("data"),
    "icjia": objects("data", "meetings"),
    "pcb": objects(),
    "giin": lines,
    "kaiha": cells(lambda i, name: re.match("任期[12]／", name)),
    "kaiji": lines,
    "gian": lines,
    "dallas": cells(lambda i, name: 32 <= i < 47),
    "people": len,
    "divisions": lines,
    "geonames": lambda files: text(files[0]).count("\n"),
    "popolo": objects("persons"),
    "mps": found("<MemberOfParliament>"),
    "hansard": found("<Intervention "),
    "police": objects("features"),
    "counties": objects("constituencies"),
}

with open(os.path.join(project, "cairn.yaml"), "w") as out:
    out.write("version: 1\nproject: pages\n")
wrong = 0
for declaration in sorted(glob.glob(os.path.join(pages, "*.yaml"))):
    name = os.path.basename(declaration)[:-5]
    shutil.copy(declaration, os.path.join(project, "sources"))
    body = open(declaration, encoding="utf-8").read()
    location = re.search(r'location: "file:data/([^/"]+)/([^"]+)"', body)
    home = folder(location.group(1))
    if home is None:
        print(f"{name:12} no folder {location.group(1)}")
        continue
    globs = [location.group(2)]
    while any("{" in each for each in globs):
        globs = [
            each.replace(part.group(0), choice, 1)
            for each in globs
            for part in [re.search(r"\{([^}]*)\}", each)]
            for choice in part.group(1).split(",")
        ]
    files = sorted(file for each in globs for file in glob.glob(os.path.join(home, each)))
    for file in files:
        to = os.path.join(project, "data", location.group(1), os.path.relpath(file, home))
        os.makedirs(os.path.dirname(to), exist_ok=True)
        shutil.copy(file, to)
    run = subprocess.run(
        [os.environ["CAIRN"], "run", "-p", project, name], capture_output=True, text=True, encoding="utf-8"
    )
    counts = re.search(r"^%s\w*\s+(\d+)\s+(\d+)\s+\d+\s+\d+\s+(\d+)\s+(\d+)" % name, run.stdout, re.M)
    expected = COUNTS[name](files)
    read = int(counts.group(1)) if counts else -1
    loaded, twice, refused = (int(counts.group(i)) for i in (2, 3, 4)) if counts else (0, 0, 0)
    fields = len(re.findall(r"^\s{6}(?:\w+: |\w+:$)", body, re.M))
    length = sum(1 for line in body.splitlines() if line.strip())
    good = expected == read == loaded + twice + refused
    wrong += not good
    print(
        f"{name:12} {length:3} lines  {expected:6} counted {read:6} read {loaded:6} loaded"
        f" {twice:3} twice {refused:3} refused{'' if good else '   WRONG'}"
    )
    if not good:
        print(run.stdout[-1500:], run.stderr[-1500:])
sys.exit(1 if wrong else 0)
