-- OpenParliament has no list of sessions: these are the ones that its records name.
SELECT session AS id,
       split_part(session, '-', 1)::int AS parliament,
       split_part(session, '-', 2)::int AS number,
       min(day) AS first_day_seen,
       max(day) AS last_day_seen,
       count(*) FILTER (WHERE what = 'bill') AS bills,
       count(*) FILTER (WHERE what = 'vote') AS votes,
       count(*) FILTER (WHERE what = 'debate') AS debates,
       count(*) FILTER (WHERE what = 'committee') AS committees
  FROM (SELECT session, 'bill' AS what, introduced AS day FROM bill
        UNION ALL
        SELECT session, 'vote', date FROM vote_event
        UNION ALL
        SELECT session, 'debate', date FROM debate WHERE session IS NOT NULL
        UNION ALL
        SELECT session, 'committee', NULL FROM committee_sessions) named
 GROUP BY session
