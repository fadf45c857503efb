-- Seats as memberships name them. A code alone is no key: it names other ridings before and after a
-- redistribution.
SELECT riding_code AS code,
       electoral_district AS name,
       province,
       min(start_date) AS first_seen,
       count(*) AS memberships
  FROM person_memberships
 GROUP BY riding_code, electoral_district, province
