-- Which record strategies found the records, by id; null where nothing was read or there was no
-- choice. A run that finds them otherwise is doubted.
ALTER TABLE cairn.run_dataset ADD COLUMN strategies text[];
