-- A run that read archived documents again instead of fetching: all that a dataset is made of, or some.
ALTER TABLE cairn.run
    ADD COLUMN replay    text CHECK (replay IN ('whole', 'some', 'approved')),
    -- the runs that fetched what it read
    ADD COLUMN replay_of bigint[],
    -- what somebody decided about a run that was held
    ADD COLUMN decision     text CHECK (decision IN ('approved', 'rejected')),
    ADD COLUMN decided_at   timestamptz,
    ADD COLUMN decided_by   text,
    ADD COLUMN decided_why  text;

-- What became of a refusal. Open ones wait for somebody; a later run replaces them by what it found
-- itself (also by the same refusal again), a replay releases them, a person drops them for good.
ALTER TABLE cairn.quarantine
    ADD COLUMN state         text NOT NULL DEFAULT 'open'
        CHECK (state IN ('open', 'held', 'released', 'dropped', 'replaced')),
    -- of the bytes that were refused: by it the same record is known again elsewhere
    ADD COLUMN record_sha256 bytea CHECK (octet_length(record_sha256) = 32),
    -- the first of the runs that refused these bytes for this reason one after another
    ADD COLUMN first_run     bigint REFERENCES cairn.run,
    ADD COLUMN ended_run     bigint REFERENCES cairn.run,
    ADD COLUMN ended_at      timestamptz,
    ADD COLUMN ended_by      text,
    ADD COLUMN ended_why     text;

UPDATE cairn.quarantine SET first_run = run;
ALTER TABLE cairn.quarantine ALTER COLUMN first_run SET NOT NULL;

UPDATE cairn.quarantine q
   SET state = CASE r.state WHEN 'held' THEN 'held' ELSE 'replaced' END
  FROM cairn.run r
 WHERE r.run = q.run
   AND (q.source, q.resource, q.dataset, q.run) NOT IN (
       SELECT p.source, p.resource, d.name, max(p.run)
         FROM cairn.run_dataset p
         JOIN cairn.run r USING (run)
        CROSS JOIN LATERAL (
             SELECT p.dataset
             UNION ALL
             SELECT p.dataset || '_' || child.field
               FROM cairn.dataset child
               JOIN cairn.dataset main ON main.dataset_id = child.parent_id
              WHERE p.dataset = CASE main.schema_name
                                WHEN 'public' THEN main.table_name
                                ELSE main.schema_name || '.' || main.table_name END
             ) AS d (name)
        WHERE p.input_hash IS NOT NULL AND r.state = 'loaded'
        GROUP BY 1, 2, 3);

CREATE INDEX quarantine_now ON cairn.quarantine (source, resource, dataset)
    WHERE state IN ('open', 'dropped');
