package org.cairn.app;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.cairn.collect.ReplayProblems;
import org.cairn.collect.RunProblems;
import org.cairn.collect.decode.DecodeProblems;
import org.cairn.collect.fetch.FetchProblems;
import org.cairn.collect.fetch.http.WebProblems;
import org.cairn.collect.load.LoadProblems;
import org.cairn.collect.map.MapProblems;
import org.cairn.collect.replay.RecordingProblems;
import org.cairn.collect.trace.TraceProblems;
import org.cairn.kernel.ProblemCode;
import org.cairn.ledger.LedgerProblems;
import org.cairn.postgres.PostgresProblems;
import org.cairn.protect.ProtectProblems;
import org.cairn.source.SourceProblems;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.problem.VaultProblems;

/// Every kind of problem that Cairn raises, by name.
public final class Catalogue {
    private Catalogue() {}

    /// Sorted by name.
    public static List<ProblemCode> all() {
        return Stream.of(
                        SourceProblems.all(),
                        PostgresProblems.all(),
                        VaultProblems.all(),
                        KeyProblems.all(),
                        LedgerProblems.all(),
                        DecodeProblems.all(),
                        FetchProblems.all(),
                        WebProblems.all(),
                        RecordingProblems.all(),
                        MapProblems.all(),
                        LoadProblems.all(),
                        TraceProblems.all(),
                        RunProblems.all(),
                        ReplayProblems.all(),
                        ProtectProblems.all(),
                        AppProblems.all())
                .flatMap(List::stream)
                .sorted(Comparator.comparing(ProblemCode::name))
                .toList();
    }

    public static Optional<ProblemCode> find(String name) {
        return all().stream().filter(code -> code.name().equals(name)).findFirst();
    }
}
