-- The seven types of Merge V2 over the canonical tables. Each row leads back: `source_id` is the key
-- for `cairn record trace`, `metadata.raw_data` what the source said, `metadata.withdrawn_by` the run
-- that no longer found it.
SELECT 'mp' AS type,
       jsonb_build_object(
           'name', p.name, 'party', p.party, 'riding', p.electoral_district, 'province', p.province,
           'elected', (SELECT min(m.start_date) FROM person_memberships m WHERE m._parent = p._key),
           'photo_url', p.image, 'twitter', p.twitter, 'website', p.website) AS data,
       jsonb_build_object('source_url', p.url, 'raw_data', p.raw, 'withdrawn_by', p._withdrawn) AS metadata,
       'openparliament' AS source,
       p.url AS source_id,
       coalesce((SELECT jsonb_agg(jsonb_build_object('type', 'sponsor_of', 'target_type', 'bill', 'target_id', b.url) ORDER BY b.url)
                   FROM bill b WHERE b.sponsor = p.url), '[]') AS relationships
  FROM person p
UNION ALL
SELECT 'bill',
       jsonb_build_object(
           'title', b.name, 'title_fr', b.name_fr, 'short_title', b.short_title, 'status', b.status_code,
           'status_text', b.status, 'session', b.session, 'number', b.number, 'introduced', b.introduced, 'text_url', b.text_url),
       jsonb_build_object('source_url', b.url, 'raw_data', b.raw, 'withdrawn_by', b._withdrawn),
       'openparliament',
       b.url,
       jsonb_build_array(jsonb_build_object('type', 'in_session', 'target_type', 'session', 'target_id', b.session))
       || CASE WHEN b.sponsor IS NULL THEN '[]'
               ELSE jsonb_build_array(jsonb_build_object('type', 'sponsored_by', 'target_type', 'mp', 'target_id', b.sponsor)) END
       || coalesce((SELECT jsonb_agg(jsonb_build_object('type', 'voted_on_in', 'target_type', 'vote', 'target_id', v.url) ORDER BY v.number)
                      FROM vote_event v WHERE v.bill = b.url), '[]')
  FROM bill b
UNION ALL
SELECT 'vote',
       jsonb_build_object(
           'bill', v.bill, 'outcome', v.result, 'date', v.date, 'session', v.session, 'number', v.number,
           'description', v.description, 'yea', v.yea_total, 'nay', v.nay_total, 'paired', v.paired_total),
       jsonb_build_object('source_url', v.url, 'raw_data', v.raw, 'withdrawn_by', v._withdrawn),
       'openparliament',
       v.url,
       jsonb_build_array(jsonb_build_object('type', 'in_session', 'target_type', 'session', 'target_id', v.session))
       || CASE WHEN v.bill IS NULL THEN '[]'
               ELSE jsonb_build_array(jsonb_build_object('type', 'about', 'target_type', 'bill', 'target_id', v.bill)) END
       || coalesce((SELECT jsonb_agg(jsonb_build_object('type', 'ballot', 'target_type', 'mp', 'target_id', a.person, 'option', a.option) ORDER BY a.person)
                      FROM ballot a WHERE a.vote_event = v.url), '[]')
  FROM vote_event v
UNION ALL
SELECT 'debate',
       jsonb_build_object(
           'title', concat('Sitting ', d.number), 'date', d.date, 'session', d.session,
           'most_frequent_word', d.most_frequent_word, 'transcript', d.source_url),
       jsonb_build_object('source_url', d.url, 'raw_data', d.raw, 'withdrawn_by', d._withdrawn),
       'openparliament',
       d.url,
       CASE WHEN d.session IS NULL THEN '[]'
            ELSE jsonb_build_array(jsonb_build_object('type', 'in_session', 'target_type', 'session', 'target_id', d.session)) END
  FROM debate d
UNION ALL
SELECT 'committee',
       jsonb_build_object(
           'name', c.name, 'name_fr', c.name_fr, 'type', CASE WHEN c.parent IS NULL THEN 'committee' ELSE 'subcommittee' END,
           'sessions', coalesce((SELECT jsonb_agg(s.session ORDER BY s.session) FROM committee_sessions s WHERE s._parent = c._key), '[]')),
       jsonb_build_object('source_url', c.url, 'raw_data', c.raw, 'withdrawn_by', c._withdrawn),
       'openparliament',
       c.url,
       coalesce((SELECT jsonb_agg(jsonb_build_object('type', 'in_session', 'target_type', 'session', 'target_id', s.session) ORDER BY s.session)
                   FROM committee_sessions s WHERE s._parent = c._key), '[]')
  FROM committee c
UNION ALL
SELECT 'session',
       jsonb_build_object('number', s.session),
       jsonb_build_object('raw_data', NULL, 'named_by', jsonb_agg(DISTINCT s.what)),
       'openparliament',
       s.session,
       '[]'
  FROM (SELECT session, 'bill' AS what FROM bill
        UNION ALL SELECT session, 'vote' FROM vote_event
        UNION ALL SELECT session, 'debate' FROM debate WHERE session IS NOT NULL
        UNION ALL SELECT session, 'committee' FROM committee_sessions) s
 GROUP BY s.session
UNION ALL
SELECT 'jurisdiction',
       jsonb_build_object(
           'name', j.name, 'type', j.kind, 'province', j.province, 'population', j.population, 'area', j.area_km2,
           'website', j.website, 'mayor', j.mayor,
           'councillors', coalesce((SELECT jsonb_agg(jsonb_build_object('name', k.councillor, 'ward', k.ward, 'email', k.email) ORDER BY k.ordinal)
                                      FROM jurisdiction_councillors k WHERE k._parent = j._key), '[]')),
       jsonb_build_object('source_url', j.website, 'raw_data', j.raw, 'withdrawn_by', j._withdrawn),
       'municipal_scrapers',
       concat(j.name, ',', j.province),
       '[]'
  FROM jurisdiction j
