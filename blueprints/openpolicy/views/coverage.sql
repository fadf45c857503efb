-- What is in the catalogue against what is claimed.
SELECT c.level,
       c.claimed,
       count(s.id) AS found,
       greatest(c.claimed - count(s.id), 0) AS missing,
       count(s.id) FILTER (WHERE s.pattern = 'api') AS api,
       count(s.id) FILTER (WHERE s.pattern = 'page') AS page,
       count(s.id) FILTER (WHERE s.pattern = 'file') AS file
  FROM claimed c LEFT JOIN catalogue s ON s.level = c.level AND s._withdrawn IS NULL
 GROUP BY c.level, c.claimed
