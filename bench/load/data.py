#!/usr/bin/env python3
"""Writes the data of the measure: data.py ROWS FOLDER

base.csv      ROWS records of 25 columns, about 1.15 KB each, the same for every run of this script
requoted.csv  the same content in other bytes: the name is in quotes in every record
changed.csv   base.csv with one record in a hundred changed
"""

import random
import sys

COLUMNS = (
    "id code name category owner region district ward street postcode phone email website latitude"
    " longitude beds staff budget rating active opened_on inspected_on updated_at services notes"
).split()
CATEGORIES = ["clinic", "hospital", "dispensary", "pharmacy", "laboratory", "hospice"]
SYLLABLES = "ka ri mo ne ta lu be ki sa wa nu ro ma ti go le ny an do pe mwé ço ñi dü".split()


def words(chance, count, least, most):
    return [
        "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(least, most)))
        for _ in range(count)
    ]


def cell(text):
    if "," in text or '"' in text:
        return '"' + text.replace('"', '""') + '"'
    return text


def pools(chance):
    lexicon = words(chance, 4000, 2, 4)
    sentence = lambda n: " ".join(chance.choice(lexicon) for _ in range(n)).capitalize() + "."
    return {
        "name": [w.capitalize() for w in words(chance, 3000, 2, 4)],
        "owner": [sentence(4) for _ in range(400)],
        "region": [w.capitalize() for w in words(chance, 47, 3, 4)],
        "district": [w.capitalize() for w in words(chance, 300, 3, 4)],
        "ward": [w.capitalize() for w in words(chance, 1500, 3, 4)],
        "services": [sentence(chance.randint(8, 14)) for _ in range(3000)],
        "notes": [sentence(chance.randint(10, 18)) for _ in range(8000)],
        "date": [
            "%04d-%02d-%02d" % (y, m, d)
            for y in range(1960, 2026) for m in range(1, 13) for d in range(1, 29)
        ],
    }


def main():
    rows, folder = int(sys.argv[1]), sys.argv[2]
    chance = random.Random(20261121)
    pool = pools(chance)
    some = lambda name: pool[name][int(chance.random() * len(pool[name]))]
    below = lambda n: int(chance.random() * n)
    out = [
        open(f"{folder}/{name}.csv", "w", encoding="utf-8", buffering=1 << 20)
        for name in ("base", "requoted", "changed")
    ]
    for file in out:
        file.write(",".join(COLUMNS) + "\n")
    for i in range(1, rows + 1):
        first, second = some("name"), some("name")
        kind = CATEGORIES[below(6)]
        name = f"{first} {second} {kind}"
        if i % 10 == 0:
            name = f'{first}, {kind} of "{second}"'
        before = f"{i},REG-{below(10_000_000):07d},"
        middle = (
            f",{kind},{cell(some('owner'))},{some('region')},{some('district')},{some('ward')},"
            f"{1 + below(900)} {some('name')} Road,{below(100_000):05d},+254 7{below(10**8):08d},"
            f"info@{first.lower().encode('ascii', 'ignore').decode()}x{below(1000)}.org,"
            f"https://www.{second.lower().encode('ascii', 'ignore').decode()}x.org/{i},"
            f"{chance.random() * 180 - 90:.6f},{chance.random() * 360 - 180:.6f},"
        )
        beds, staff = below(600), below(300)
        money = f"{chance.random() * 1e7:.2f},{'' if i % 4 == 0 else f'{chance.random() * 5:.1f}'}"
        dates = f"{'true' if i % 7 else 'false'},{some('date')},{'' if i % 5 == 0 else some('date')}"
        time = f"{some('date')}T{below(24):02d}:{below(60):02d}:{below(60):02d}"
        notes = some("services") + "," + cell(
            " ".join([some("notes") for _ in range(3)] + ["Also,"] + [some("notes") for _ in range(4)])
        )
        after = f"{middle}{beds},{staff},{money},{dates},{time}Z,{notes}\n"
        line = before + cell(name) + after
        out[0].write(line)
        out[1].write(before + '"' + name.replace('"', '""') + '"' + after)
        if below(100) == 0:
            line = f"{before}{cell(name)}{middle}{beds + 1},{staff + 2},{money},{dates},{time}.5Z,{notes}\n"
        out[2].write(line)
    for file in out:
        file.close()


main()
