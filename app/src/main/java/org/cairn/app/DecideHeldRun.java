package org.cairn.app;

import java.sql.Connection;
import java.time.InstantSource;
import org.cairn.app.ReplayDocuments.Replayed;
import org.cairn.collect.ReplayOrder;
import org.cairn.collect.ReplayProblems;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.run.ReplayLedger;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunRecord.OverrideWord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;

/// Takes a person's decision about a run that is held: approved, its documents are loaded by a run
/// of their own; rejected, it is over.
public final class DecideHeldRun {
    private final Database database;
    private final ReplayDocuments replays;
    private final InstantSource clock;
    private final ReplayLedger ledger = new ReplayLedger();

    DecideHeldRun(Database database, ReplayDocuments replays, InstantSource clock) {
        this.database = database;
        this.replays = replays;
        this.clock = clock;
    }

    /// Loads what the run fetched, by the declarations of today. The decision is written down when
    /// it is loaded; a crash before that leaves the run held.
    ///
    /// Problems: `run-unknown`, `run-not-held`, and those of a replay.
    public Replayed approve(RunNumber run, OverrideWord who) {
        RunRecord held = ReadLedger.with(database, connection -> load(connection, run));
        Replayed replayed = replays.replay(held.names(), new ReplayOrder.Held(run), who);
        ReadLedger.with(database, connection -> decide(connection, run, "approved", who));
        return replayed;
    }

    /// Ends it. Problems: `run-unknown`, `run-not-held`.
    public void reject(RunNumber run, OverrideWord who) {
        ReadLedger.with(
                database,
                connection -> {
                    load(connection, run);
                    if (!decide(connection, run, "rejected", who)) {
                        throw notHeld(run, "somebody has decided about it just now");
                    }
                    return true;
                });
    }

    private boolean decide(Connection connection, RunNumber run, String word, OverrideWord who) {
        return ledger.decide(connection, run, word, who, clock.instant());
    }

    private RunRecord load(Connection connection, RunNumber run) {
        RunRecord record = new RunLedger().load(connection, run);
        ReplayLedger.Facts facts = ledger.facts(connection, run);
        if (record.state() != RunState.HELD) {
            throw notHeld(run, "it is " + record.state().sqlName());
        }
        ReplayLedger.Decision decision = facts.decision();
        if (decision != null) {
            throw notHeld(
                    run, "%s %s it: %s".formatted(decision.by(), decision.word(), decision.why()));
        }
        if (facts.replay() != null) {
            throw notHeld(run, "it read archived documents again; replay them with --override");
        }
        return record;
    }

    private static ProblemException notHeld(RunNumber run, String what) {
        return ReplayProblems.RUN_NOT_HELD
                .says("run %s waits for no decision", run)
                .what("%s", what)
                .kept("nothing was changed")
                .remedy("See `cairn run show %s`.", run)
                .with("run", run.value())
                .asException();
    }
}
