-- What a run found of the fields and files of a resource, for the next run to be measured by. Null
-- where nothing was read, and for runs before this was kept.
ALTER TABLE cairn.run_dataset
    -- records that were fit, and how many of them had a value, by field
    ADD COLUMN judged       bigint,
    ADD COLUMN fields       text[],
    ADD COLUMN filled       bigint[],
    -- records by file; null where a resource has no files or very many
    ADD COLUMN files        text[],
    ADD COLUMN file_records bigint[];
