-- What the rival loads into: the same columns, types, key and indexes as bench/load/project declares.
CREATE TABLE facility (
    id bigint PRIMARY KEY, code text, name text, category text, owner text, region text,
    district text, ward text, street text, postcode text, phone text, email text, website text,
    latitude numeric, longitude numeric, beds bigint, staff bigint, budget numeric, rating numeric,
    active boolean, opened_on date, inspected_on date, updated_at timestamptz, services text,
    notes text);
CREATE INDEX ON facility (code);
CREATE INDEX ON facility (region, district);
CREATE INDEX ON facility (opened_on);
CREATE UNLOGGED TABLE staging (LIKE facility);
