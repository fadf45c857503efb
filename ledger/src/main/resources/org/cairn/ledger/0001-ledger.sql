-- What happened to the data. One row per act, document, mapping or block; never one per record,
-- except in quarantine.

CREATE TABLE cairn.run (
    run             bigint PRIMARY KEY,
    state           text NOT NULL
        CHECK (state IN ('running', 'loaded', 'unchanged', 'held', 'failed')),
    names           text[] NOT NULL,
    started_at      timestamptz NOT NULL,
    finished_at     timestamptz,
    xid             bigint,
    commit_lsn      pg_lsn,
    override_reason text,
    overridden_by   text,
    held_reason     text,
    problem         jsonb
);

CREATE TABLE cairn.dataset (
    dataset_id  integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    schema_name text NOT NULL,
    table_name  text NOT NULL,
    parent_id   integer REFERENCES cairn.dataset,
    field       text,
    key_fields  jsonb NOT NULL,
    next_rid    bigint NOT NULL DEFAULT 1,
    created_run bigint NOT NULL REFERENCES cairn.run,
    UNIQUE (schema_name, table_name)
);

CREATE TABLE cairn.document (
    document_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    document_id uuid NOT NULL UNIQUE,
    source      text NOT NULL,
    url         text NOT NULL,
    file_name   text NOT NULL,
    sha256      bytea NOT NULL CHECK (octet_length(sha256) = 32),
    length      bigint NOT NULL,
    fetched_at  timestamptz NOT NULL,
    run         bigint NOT NULL REFERENCES cairn.run
);
CREATE INDEX document_run ON cairn.document (run);

CREATE TABLE cairn.mapping_version (
    mapping_no integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    hash       bytea NOT NULL UNIQUE CHECK (octet_length(hash) = 32),
    text       text NOT NULL,
    first_run  bigint NOT NULL REFERENCES cairn.run
);

-- Row ids first_rid .. first_rid + row_count - 1 of a dataset came from one document by one mapping.
CREATE TABLE cairn.lineage_block (
    dataset_id  integer NOT NULL REFERENCES cairn.dataset,
    first_rid   bigint NOT NULL,
    row_count   integer NOT NULL CHECK (row_count > 0),
    document_no bigint NOT NULL REFERENCES cairn.document,
    mapping_no  integer NOT NULL REFERENCES cairn.mapping_version,
    run         bigint NOT NULL REFERENCES cairn.run,
    spans       bytea NOT NULL,
    PRIMARY KEY (dataset_id, first_rid)
);
CREATE INDEX lineage_block_document ON cairn.lineage_block (document_no);

-- What a run found, per resource and dataset. Numerators, not percentages.
CREATE TABLE cairn.run_dataset (
    run         bigint NOT NULL REFERENCES cairn.run,
    source      text NOT NULL,
    resource    text NOT NULL,
    dataset     text NOT NULL,
    -- hash of the mapping and of every document, in order; null when it was that of the last loaded
    -- run, so that nothing was read
    input_hash  bytea,
    documents   bigint NOT NULL,
    records     bigint NOT NULL,
    accepted    bigint NOT NULL,
    quarantined bigint NOT NULL,
    new         bigint NOT NULL,
    changed     bigint NOT NULL,
    unchanged   bigint NOT NULL,
    withdrawn   bigint NOT NULL,
    duplicates  bigint NOT NULL,
    held        bigint NOT NULL,
    PRIMARY KEY (run, source, resource, dataset)
);
CREATE INDEX run_dataset_dataset ON cairn.run_dataset (dataset, run DESC);

-- A pointer to the bytes, not a copy: personal data is not duplicated here.
CREATE TABLE cairn.quarantine (
    quarantine_no bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    source        text NOT NULL,
    resource      text NOT NULL,
    dataset       text NOT NULL,
    document_no   bigint NOT NULL REFERENCES cairn.document,
    mapping_no    integer NOT NULL REFERENCES cairn.mapping_version,
    span_offset   bigint NOT NULL,
    span_length   integer NOT NULL,
    stage         text NOT NULL CHECK (stage IN ('decode', 'validate', 'resolve')),
    code          text NOT NULL,
    field         text,
    message       text NOT NULL,
    run           bigint NOT NULL REFERENCES cairn.run
);
CREATE INDEX quarantine_dataset ON cairn.quarantine (dataset, run);
CREATE INDEX quarantine_run ON cairn.quarantine (run);
