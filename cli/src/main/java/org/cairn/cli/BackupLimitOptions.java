package org.cairn.cli;

import java.time.Duration;
import org.cairn.kernel.ByteSize;
import org.cairn.protect.backup.BackupLimits;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// How much of the machine one backup may take, where it is not as declared in `protect.backup`.
final class BackupLimitOptions {
    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec spec;

    @Option(
            names = "--max-rate",
            paramLabel = "SIZE",
            description = "What it reads from the server in a second, at most: 20MiB.")
    private @Nullable ByteSize maxRate;

    @Option(
            names = "--cpu",
            paramLabel = "PERCENT",
            description = "The share of the time in which each of its threads works.")
    private @Nullable Integer cpu;

    @Option(
            names = "--yield-above",
            paramLabel = "PERCENT",
            description =
                    "While other processes use more of all cores than this, its threads work a"
                            + " fifth of the time.")
    private @Nullable Integer yieldAbove;

    @Option(
            names = "--max-duration",
            paramLabel = "TIME",
            description =
                    "How long it may read before it is given up: 4h. The next one goes on from"
                            + " what it stored.")
    private @Nullable Duration maxDuration;

    /// What is said here, and the rest as declared.
    BackupLimits over(BackupLimits declared) {
        return new BackupLimits(
                maxRate == null ? declared.perSecond() : maxRate,
                percent("--cpu", cpu, declared.cpuPercent()),
                percent("--yield-above", yieldAbove, declared.yieldAbove()),
                maxDuration == null ? declared.longest() : maxDuration);
    }

    private int percent(String name, @Nullable Integer given, int declared) {
        if (given == null) {
            return declared;
        }
        if (given < 1 || given > 100) {
            throw new CommandLine.ParameterException(
                    java.util.Objects.requireNonNull(spec).commandLine(),
                    "%s is a percentage from 1 to 100, not %d".formatted(name, given));
        }
        return given;
    }
}
