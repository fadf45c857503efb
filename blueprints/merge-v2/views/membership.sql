-- A person's seat for a party over time.
SELECT membership AS id, url AS person, party, electoral_district, province, riding_code, start_date, end_date
  FROM person_memberships
