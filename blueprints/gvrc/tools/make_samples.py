#!/usr/bin/env python3
"""Makes data/raw, data/later and data/broken out of the Kenya Master Health Facility List.

For maintainers of this blueprint only; nothing at build time or run time needs it.

    python3 blueprints/gvrc/tools/make_samples.py FOLDER

FOLDER holds county_facilities/*.json as the register's API answered in January 2020, one file a
county (github.com/mainanick/healthkenya, folder dataset/, commit 29f9f2e3, MIT). The same input gives
the same bytes: records are chosen by rule and by order, never at random.

Values are never altered. Facts of a record are only put under other names, into another nesting or
left out, so that seven files of seven unlike shapes come about. Defects are those of the register;
README.md says which and how many.
"""

import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent.parent

GBV_COMPREHENSIVE = "Comprehensive Services for Gender- Based- Violence Survivors"
GBV_BASIC = "Basic Services for Gender Based Violence Survivors"

# Places that offer one kind of service rather than general care: the flat shape.
SINGLE_SERVICE_TYPES = {
    "VCT",
    "Laboratory",
    "Radiology Clinic",
    "Dental Clinic",
    "Regional Blood Transfusion Centre",
    "Blood Bank",
    "Ophthalmology",
    "Dialysis Center",
    "Rehab. Center - Drug and Substance abuse",
    "Farewell Home",
}

# The files whose lists come in another order in the second delivery, and in nothing else.
REORDERED = {"kps_stations", "equity_afya", "category_A", "category_B", "other_services"}


def read_register(folder):
    records = []
    for file in sorted((folder / "county_facilities").glob("*.json")):
        records += json.loads(file.read_text(encoding="utf-8"))["results"]
    return sorted(records, key=lambda r: (r["county_name"], r["name"], r["id"]))


# --- choosing -----------------------------------------------------------------------------------


def has_no_code(record):
    return record["code"] is None


def has_edge_space(record):
    return record["name"] != record["name"].strip()


def is_cut_off(record):
    """The register cut some names off at 50 characters or lost a parenthesis otherwise."""
    return record["name"].count("(") != record["name"].count(")")


def is_undistinguished(name, record):
    """The category shape names no ward, so that without a code nothing tells a record apart."""
    return name.startswith("category_") and has_no_code(record)


def spread(records, count):
    """About `count` records at even distances."""
    step = max(1, len(records) // count)
    return records[::step][:count]


class Chooser:
    """Hands out every record at most once."""

    def __init__(self, register):
        self.free = register

    def take(self, chosen):
        chosen = list(chosen)
        ids = {r["id"] for r in chosen}
        self.free = [r for r in self.free if r["id"] not in ids]
        return chosen

    def take_where(self, wanted):
        return self.take(r for r in self.free if wanted(r))


def choose(register):
    """The records of each file, by file name, and three that only the second delivery has."""
    chooser = Chooser(register)
    files = {}
    # No police file has a licence that lets us copy it, so the police shape carries the health
    # facilities of police and prisons.
    files["kps_stations"] = chooser.take_where(
        lambda r: re.search(r"\b(police|gsu|prisons?)\b", r["name"], re.IGNORECASE)
    )
    files["equity_afya"] = chooser.take_where(lambda r: r["name"].startswith("Equity "))
    files["category_A"] = chooser.take_where(lambda r: GBV_COMPREHENSIVE in r["service_names"])
    # A dozen records without a code go into a shape that names no ward: nothing tells them apart.
    basic = [r for r in chooser.free if GBV_BASIC in r["service_names"] and not has_no_code(r)]
    no_code = [r for r in chooser.free if has_no_code(r) and r["service_names"]]
    files["category_B"] = chooser.take(spread(basic, 40) + no_code[:12])
    single = [r for r in chooser.free if r["facility_type_name"] in SINGLE_SERVICE_TYPES]
    files["other_services"] = chooser.take(spread(single, 70))
    defective = chooser.take_where(
        lambda r: has_no_code(r) or has_edge_space(r) or is_cut_off(r)
    )
    without_place = chooser.take(spread([r for r in chooser.free if r["lat"] is None], 20))
    ordinary = chooser.take(spread([r for r in chooser.free if r["service_names"]], 90))
    files["regional"] = defective + without_place + ordinary
    files["gbv_support_organizations"] = []
    arrived = chooser.take(spread([r for r in chooser.free if r["service_names"]], 3))
    return files, arrived


# --- shapes -------------------------------------------------------------------------------------


def services(record):
    return [{"name": name} for name in record["service_names"]]


def contacts(record):
    """The register has no telephone numbers: who regulates and who owns is whom one can ask."""
    found = []
    if record["regulatory_body_name"] is not None:
        found.append({"type": "regulator", "value": record["regulatory_body_name"]})
    found.append({"type": "owner", "value": record["owner_name"]})
    return found


def place(record, *levels):
    where = {level: record[level + "_name"] for level in levels}
    where["latitude"] = record["lat"]
    where["longitude"] = record["long"]
    return where


def regional_facility(record):
    return {
        "name": record["name"],
        "facility_code": record["code"],
        "facility_type": record["facility_type_name"],
        "location": place(record, "constituency", "ward"),
        "services": services(record),
        "contacts": contacts(record),
    }


def flat_service(record):
    return {
        "facility_name": record["name"],
        "facility_code": record["code"],
        "county": record["county_name"],
        "constituency": record["constituency_name"],
        "ward": record["ward_name"],
        "lat": record["lat"],
        "long": record["long"],
        "service_type": record["facility_type_name"],
        "contact": contacts(record)[0],
    }


def station(record):
    return {
        "station_name": record["name"],
        "station_code": record["code"],
        "location": place(record, "county", "constituency", "ward"),
        "services": services(record),
        "contacts": contacts(record),
    }


def organization(record):
    return {
        "organization_name": record["name"],
        "code": record["code"],
        "facility_type": record["facility_type_name"],
        "services": list(record["service_names"]),
        "location": place(record, "county", "constituency"),
        "contacts": contacts(record),
    }


def network_member(record):
    return {
        "facility_name": record["name"],
        "facility_code": record["code"],
        "network": "Equity Afia",
        "facility_type": record["facility_type_name"],
        "location": place(record, "county", "constituency", "ward"),
        "services": services(record),
        "contacts": contacts(record),
    }


# --- writing: one record a line, so that a difference between two deliveries can be read ----------


def line(value):
    return json.dumps(value, ensure_ascii=False)


def lines(values, indent):
    return ",\n".join(" " * indent + line(v) for v in values)


def regional_text(records):
    counties = {}
    for record in records:
        counties.setdefault(record["county_name"], []).append(regional_facility(record))
    regions = []
    for county in sorted(counties):
        body = lines(counties[county], 6)
        regions.append(f'    {{"name": {line(county)}, "facilities": [\n{body}\n    ]}}')
    return '{\n  "regions": [\n' + ",\n".join(regions) + "\n  ]\n}\n"


def wrapped_text(head, name, records):
    return "{\n" + head + f'  "{name}": [\n' + lines(records, 4) + "\n  ]\n}\n"


def array_text(records):
    return "[\n" + lines(records, 2) + "\n]\n" if records else "[]\n"


def rotated(values):
    return values[1:] + values[:1]


def reordered(shaped):
    """The same facts with the lists inside the record in another order."""
    return {k: rotated(v) if isinstance(v, list) else v for k, v in shaped.items()}


def texts(files, reorder):
    def shaped(name, shape):
        records = [shape(r) for r in files[name]]
        if name not in reorder:
            return records
        # The flat shape has no list inside a record: there the records themselves are reordered.
        flat = name == "other_services"
        return rotated(records) if flat else [reordered(r) for r in records]

    return {
        "regional.json": regional_text(files["regional"]),
        "other_services.json": wrapped_text(
            "", "facilities", shaped("other_services", flat_service)
        ),
        "kps_stations.json": wrapped_text("", "stations", shaped("kps_stations", station)),
        "category_A.json": wrapped_text(
            '  "category": "A",\n', "data", shaped("category_A", organization)
        ),
        "category_B.json": wrapped_text(
            '  "category": "B",\n', "data", shaped("category_B", organization)
        ),
        "equity_afya.json": array_text(shaped("equity_afya", network_member)),
        "gbv_support_organizations.json": array_text([]),
    }


# --- the second and the third delivery ------------------------------------------------------------


def as_read(name):
    """What the declaration makes of a name before it is compared."""
    return " ".join(name.split()).casefold()


def is_clean(record):
    return not (has_no_code(record) or has_edge_space(record) or is_cut_off(record))


def later(files, arrived):
    """Ten facilities of regional.json under the register's own official name, and three more."""
    renamed = [
        r["id"]
        for r in files["regional"]
        if is_clean(r)
        and as_read(r["officialname"]) != as_read(r["name"])
        and not is_cut_off(dict(r, name=r["officialname"]))
    ][:10]
    changed = [
        dict(r, name=r["officialname"]) if r["id"] in renamed else r for r in files["regional"]
    ]
    return dict(files, regional=changed + arrived)


def broken(files):
    """The later delivery with every second record of the three largest files lost."""
    lossy = {"regional", "kps_stations", "category_A"}
    return {n: (r[::2] if n in lossy else r) for n, r in files.items()}


def write(folder, files, reorder):
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts(files, reorder).items():
        (folder / name).write_text(text, encoding="utf-8")


def report(name, files):
    """The counts that README.md quotes."""
    records = [(n, r) for n, rs in files.items() for r in rs]
    loaded = [
        (n, r) for n, r in records if not is_undistinguished(n, r) and not is_cut_off(r)
    ]
    single = [r for n, r in loaded if n == "other_services"]
    other = [r for n, r in loaded if n != "other_services"]
    print(name, len(records), "records", {n: len(r) for n, r in files.items()})
    print("  accepted", len(loaded))
    print("  quarantined: no key", sum(is_undistinguished(n, r) for n, r in records))
    print("  quarantined: name cut off", sum(is_cut_off(r) for _, r in records))
    for label, has in (
        ("no code", has_no_code),
        ("edge space", has_edge_space),
        ("no coordinates", lambda r: r["lat"] is None),
    ):
        print("  " + label, sum(has(r) for _, r in records), "accepted", sum(has(r) for _, r in loaded))
    print("  accepted contacts", len(single) + sum(len(contacts(r)) for r in other))
    print("  accepted services", sum(len(r["service_names"]) for r in other))


def main(folder):
    files, arrived = choose(read_register(folder))
    second = later(files, arrived)
    for name, delivery, reorder in (
        ("raw", files, set()),
        ("later", second, REORDERED),
        ("broken", broken(second), REORDERED),
    ):
        write(HERE / "data" / name, delivery, reorder)
        report(name, delivery)
    before = {r["id"]: r["name"] for r in files["regional"]}
    for record in second["regional"]:
        if before.get(record["id"], record["name"]) != record["name"]:
            print("  renamed", record["code"], before[record["id"]], "->", record["name"])
    print("  new", [(r["code"], r["name"]) for r in arrived])
    print("  cut off", [(r["code"], r["name"]) for rs in files.values() for r in rs if is_cut_off(r)])
    print("  no key", [r["name"] for r in files["category_B"] if has_no_code(r)])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
