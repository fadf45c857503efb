package org.cairn.cli;

import java.util.List;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.quarantine.QuarantineLedger.Filter;
import org.cairn.ledger.quarantine.QuarantineRecord.State;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which refusals a command means.
final class QuarantineChoice {
    @Parameters(
            arity = "0..*",
            paramLabel = "NO",
            description = "Numbers in the list; meant are all refusals of these records.")
    List<Long> numbers = List.of();

    @Option(names = "--reason", paramLabel = "CODE", description = "Only with this code.")
    @Nullable String reason;

    @Option(names = "--run", paramLabel = "RUN", description = "Only of this run.")
    @Nullable Long run;

    @Option(names = "--dataset", paramLabel = "DATASET", description = "Only of this dataset.")
    @Nullable String dataset;

    @Option(names = "--all", description = "Everything that is open.")
    boolean all;

    /// Whether anything was said: nothing is never everything.
    boolean isEmpty() {
        return numbers.isEmpty() && reason == null && run == null && dataset == null && !all;
    }

    Filter filter() {
        return new Filter(
                numbers.isEmpty() ? null : numbers,
                run == null ? null : new RunNumber(run),
                dataset,
                reason,
                State.OPEN);
    }
}
