#!/usr/bin/env python3
"""Writes rows of the table `visit` for COPY to standard output, always the same: data.py ROWS

A row is about 0.8 KB of JSONB and text whose words repeat as those of registers do: zstd makes it a
fourth.
"""

import random
import sys

SYLLABLES = "ka ri mo ne ta lu be ki sa wa nu ro ma ti go le ny an do pe mwé ço ñi dü".split()
KINDS = ["clinic", "hospital", "dispensary", "pharmacy", "laboratory", "hospice"]


def main():
    rows = int(sys.argv[1])
    chance = random.Random(20261127)
    below = lambda n: int(chance.random() * n)
    word = lambda least, most: "".join(chance.choice(SYLLABLES) for _ in range(chance.randint(least, most)))
    lexicon = [word(2, 4) for _ in range(4000)]
    sentence = lambda n: " ".join(chance.choice(lexicon) for _ in range(n)).capitalize() + "."
    names = [word(2, 4).capitalize() for _ in range(3000)]
    notes = [sentence(chance.randint(8, 16)) for _ in range(20000)]
    out = []
    for i in range(1, rows + 1):
        first, second = names[below(3000)], names[below(3000)]
        codes = ", ".join(f'"{chr(65 + below(26))}{below(100):02d}.{below(10)}"' for _ in range(1 + below(5)))
        at = f"20{10 + below(16)}-{1 + below(12):02d}-{1 + below(28):02d}T{below(24):02d}:{below(60):02d}:{below(60):02d}Z"
        out.append(
            f'{i}\t{at}\t{{"facility": {{"code": "REG-{below(10_000_000):07d}", "name": "{first} {second}", '
            f'"kind": "{KINDS[below(6)]}", '
            f'"position": [{chance.random() * 180 - 90:.6f}, {chance.random() * 360 - 180:.6f}]}}, '
            f'"patient": {{"id": "{chance.getrandbits(64):016x}", "born": {1930 + below(95)}, "sex": "{"fm"[below(2)]}"}}, '
            f'"codes": [{codes}], "paid": {below(100_000) / 100}, "insured": {"true" if below(3) else "false"}}}\t'
            f"{notes[below(20000)]} {notes[below(20000)]} {notes[below(20000)]}\n")
        if i % 1000 == 0:
            sys.stdout.write("".join(out))
            out.clear()
    sys.stdout.write("".join(out))


main()
