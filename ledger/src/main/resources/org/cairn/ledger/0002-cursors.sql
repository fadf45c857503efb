-- How far incremental resources were read: one row for a resource whose cursor it is, a resource that
-- was loaded by it (itself, or one below it in partitions), and a dataset. Written in the transaction
-- that loads the rows.
CREATE TABLE cairn.source_cursor (
    source   text NOT NULL,
    resource text NOT NULL,
    reader   text NOT NULL,
    dataset  text NOT NULL,
    -- hash of what was declared: another declaration begins anew
    shape    bytea NOT NULL CHECK (octet_length(shape) = 32),
    value    text NOT NULL,
    -- rows of the dataset, withdrawn ones too: when some are gone, it begins anew
    row_count bigint NOT NULL,
    run      bigint NOT NULL REFERENCES cairn.run,
    PRIMARY KEY (source, resource, reader, dataset)
);
