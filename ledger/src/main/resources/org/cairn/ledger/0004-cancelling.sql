-- A run that somebody ended: why and who. The reason may stand there while the run is still under
-- way; such a run does not commit.
ALTER TABLE cairn.run
    ADD COLUMN cancel_reason text,
    ADD COLUMN cancelled_by  text,
    DROP CONSTRAINT run_state_check,
    ADD CONSTRAINT run_state_check
        CHECK (state IN ('running', 'loaded', 'unchanged', 'held', 'failed', 'cancelled'));
