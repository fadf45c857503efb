package org.cairn.app;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemException;
import org.cairn.ledger.run.RunLedger;
import org.cairn.ledger.run.RunRecord;
import org.cairn.ledger.run.RunState;
import org.cairn.postgres.Database;
import org.cairn.postgres.Sql;
import org.cairn.source.read.LintReport;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.vault.Vault;

/// Checks a project from the outside in and says what is wrong, what follows, and what to do.
///
/// Every check gives one finding; a check whose ground is missing is not made.
public final class Diagnose {
    private static final ByteSize LITTLE_ROOM = ByteSize.ofMebibytes(1024);

    /// Reading this much back takes about a second.
    private static final ByteSize READ_BACK = ByteSize.ofMebibytes(256);

    private final Wiring wiring;
    private final ProjectLayout layout;
    private final List<Finding> findings = new ArrayList<>();

    Diagnose(Wiring wiring, ProjectLayout layout) {
        this.wiring = wiring;
        this.layout = layout;
    }

    /// How a finding weighs.
    public enum Weight {
        OK,
        NOTE,
        WARN,
        BROKEN
    }

    /// What a check found.
    ///
    /// @param consequence what happens if nobody does anything; empty when all is well
    /// @param remedy what to do; empty when all is well
    /// @param fixed whether `--fix` has just done it
    public record Finding(
            Weight weight,
            String check,
            String fact,
            String consequence,
            String remedy,
            boolean fixed) {}

    /// Whether safe fixes are made.
    public enum Mode {
        LOOK,
        FIX
    }

    /// Makes all checks in order. Never throws for what it finds.
    public List<Finding> run(Mode mode) {
        ok("java", "Java " + Runtime.version().feature());
        if (declarations()) {
            room();
            scratch(mode);
            vault();
            database();
            recovery();
        }
        return List.copyOf(findings);
    }

    private boolean declarations() {
        try {
            LintReport lint = wiring.lintDeclarations().lint();
            if (lint.findings().isEmpty()) {
                ok("declarations", "cairn.yaml, sources and pipelines are in order");
                return true;
            }
            add(
                    !lint.errors().isEmpty() ? Weight.BROKEN : Weight.WARN,
                    "declarations",
                    "%d findings, first: %s"
                            .formatted(lint.findings().size(), lint.findings().getFirst()),
                    !lint.errors().isEmpty() ? "nothing can run" : "",
                    "Run `cairn source lint` and correct what it names.");
            return lint.errors().isEmpty();
        } catch (ProblemException e) {
            broken("declarations", e.problem());
            return false;
        }
    }

    private void room() {
        try {
            Files.createDirectories(layout.state());
            FileStore disk = Files.getFileStore(layout.state());
            var free = new ByteSize(disk.getUsableSpace());
            if (free.compareTo(LITTLE_ROOM) < 0) {
                add(
                        Weight.WARN,
                        "disk",
                        free + " free under " + layout.state(),
                        "documents or the database may fill the disk; a run then fails whole",
                        "Make room, or move the project to a larger disk.");
            } else {
                ok("disk", free + " free");
            }
        } catch (IOException e) {
            add(
                    Weight.BROKEN,
                    "disk",
                    layout.state() + " cannot be used: " + e,
                    "nothing can be stored",
                    "Make the project folder writable for this user.");
        }
    }

    private void scratch(Mode mode) {
        List<Path> left = ProjectFiles.list(layout.scratch());
        if (left.isEmpty()) {
            return;
        }
        if (mode == Mode.FIX) {
            ProjectFiles.delete(layout.scratch());
        }
        findings.add(
                new Finding(
                        Weight.NOTE,
                        "scratch",
                        left.size() + " folders of runs, perhaps of ones that were killed",
                        "they take room",
                        "Run `cairn doctor --fix` while nothing is running.",
                        mode == Mode.FIX));
    }

    private void vault() {
        try {
            vaultObjects(wiring.vault());
            var open = wiring.vault().runs().open();
            if (!open.isEmpty()) {
                add(
                        Weight.NOTE,
                        "runs in the vault",
                        open.size() + " runs have no outcome yet",
                        "a run is going on, or was killed; the next run settles it",
                        "Start a run, or wait for the one that is going on.");
            }
        } catch (ProblemException e) {
            broken("vault", e.problem());
        }
    }

    /// Reads a small vault back whole; of a large one only the list.
    private void vaultObjects(Vault vault) {
        var stats = vault.stats();
        var stored = new ByteSize(stats.storedBytes());
        String what =
                "%d documents, %s stored for %s, %d backups"
                        .formatted(
                                stats.documents(),
                                new ByteSize(stats.documentBytes()),
                                new ByteSize(stats.logicalBytes()),
                                stats.snapshots());
        if (stored.compareTo(READ_BACK) > 0) {
            ok("vault", what + " (listed, not read back)");
            return;
        }
        var verified = vault.verify();
        if (verified.isSound()) {
            ok("vault", what + ", all of it read back");
        } else {
            var first = verified.findings().getFirst();
            add(
                    Weight.BROKEN,
                    "vault",
                    "%d of %d objects damaged or missing, first: %s (%s)"
                            .formatted(
                                    verified.findings().size(),
                                    verified.objects(),
                                    first.object(),
                                    first.what()),
                    "values from these documents cannot be traced; the database is not affected",
                    "Restore the vault's files from a copy, or fetch the documents again.");
        }
    }

    private void database() {
        try {
            Database database = wiring.database();
            ReadLedger.with(
                    database,
                    connection -> {
                        var server = database.identity(connection);
                        ok(
                                "database",
                                "PostgreSQL %s, database %s"
                                        .formatted(server.version(), server.database()));
                        settings(connection);
                        lastRun(connection);
                        return true;
                    });
        } catch (ProblemException e) {
            broken("database", e.problem());
        }
    }

    private void settings(Connection connection) {
        if (setting(connection, "data_checksums").equals("off")) {
            add(
                    Weight.WARN,
                    "data checksums",
                    "the server has no page checksums",
                    "a damaged page is not noticed before it is read wrongly",
                    "Stop the server and run pg_checksums --enable.");
        } else {
            ok("data checksums", "on");
        }
        String level = setting(connection, "wal_level");
        if (level.equals("minimal")) {
            add(
                    Weight.WARN,
                    "wal_level",
                    "is minimal",
                    "the database cannot be backed up while it runs",
                    "Set wal_level = replica and restart the server.");
        } else {
            ok("wal_level", level);
        }
        if (wiring.declarations().project().database() instanceof ProjectSpec.Database.Embedded) {
            ok("summarize_wal", setting(connection, "summarize_wal"));
        }
    }

    private static String setting(Connection connection, String name) {
        return Sql.load(
                connection,
                "SELECT coalesce(current_setting(?, true), 'unknown')",
                row -> row.getString(1),
                name);
    }

    private void lastRun(Connection connection) {
        List<RunRecord> runs = new RunLedger().list(connection, 1);
        if (runs.isEmpty()) {
            add(
                    Weight.NOTE,
                    "runs",
                    "nothing was loaded yet",
                    "",
                    "Load a source with `cairn run SOURCE`.");
            return;
        }
        RunRecord last = runs.getFirst();
        if (last.state() == RunState.FAILED || last.state() == RunState.HELD) {
            add(
                    Weight.WARN,
                    "runs",
                    "run %s is %s".formatted(last.run(), last.state().sqlName()),
                    "its datasets are as before it",
                    "See why with `cairn run show %s`.".formatted(last.run()));
        } else {
            ok("runs", "run %s: %s".formatted(last.run(), last.state().sqlName()));
        }
    }

    private void recovery() {
        try {
            var recovery = wiring.reportRecovery().report();
            if (recovery.windowFrom() == null) {
                add(
                        Weight.WARN,
                        "recovery",
                        "there is no backup",
                        "a lost disk is a lost database",
                        "Run `cairn serve`: it takes one and goes on from there.");
                return;
            }
            if (!recovery.serving()) {
                add(
                        Weight.WARN,
                        "recovery",
                        "nobody streams the server's log",
                        "what is committed from now on is lost with the server's disk",
                        "Run `cairn serve`, for as long as the server runs.");
            } else {
                ok("recovery", "reaches back to " + recovery.windowFrom());
            }
            for (var gap : recovery.gaps()) {
                add(
                        Weight.NOTE,
                        "gap",
                        "%s: %s".formatted(gap.missing(), gap.reason()),
                        "no moment in it can be restored",
                        "Nothing can bring it back; moments outside of it are not affected.");
            }
            var last = recovery.lastBackup();
            if (last != null && last.facts().isTainted()) {
                add(
                        Weight.BROKEN,
                        "pages",
                        "%d damaged pages were read at the last backup"
                                .formatted(last.facts().badPages().count()),
                        "rows on them are wrong or lost; an older backup may have them whole",
                        "See `cairn backup show %s`, and restore an older backup beside."
                                .formatted(last.label()));
            }
        } catch (ProblemException e) {
            broken("recovery", e.problem());
        }
    }

    private void ok(String check, String fact) {
        add(Weight.OK, check, fact, "", "");
    }

    private void broken(String check, Problem problem) {
        String what = problem.what().isEmpty() ? "" : ": " + problem.what();
        add(Weight.BROKEN, check, problem.headline() + what, problem.kept(), problem.remedy());
    }

    private void add(Weight weight, String check, String fact, String consequence, String remedy) {
        findings.add(new Finding(weight, check, fact, consequence, remedy, false));
    }
}
