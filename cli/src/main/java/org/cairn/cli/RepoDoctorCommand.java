package org.cairn.cli;

import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.ProbeStore;
import org.cairn.vault.store.Guarantee;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Command(
        name = "doctor",
        description = {
            "Tries out what the store under the vault really guarantees, on the store itself.",
            "It writes and removes objects of its own and touches no other."
        },
        footer = {
            "",
            "Exit: 0 a vault can be trusted there (what is less than it could be is named), 1 it cannot,",
            "      2 the place is wrong, 4 not allowed, 5 not reachable, 10 no folder or no bucket."
        },
        mixinStandardHelpOptions = true)
final class RepoDoctorCommand implements Callable<Integer> {
    private static final int INDENT = 28;

    private final Output output;

    @Mixin Shared shared;
    @Mixin BackupCommand.Place place = new BackupCommand.Place();

    RepoDoctorCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        ProbeStore.Probed probed = place.wiring(shared, output).probeStore(place.vault).probe();
        shared.endProgress();
        int exit = probed.isFit() ? 0 : 1;
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("type", "end")
                            .with("exit", exit)
                            .with("vault", probed.location())
                            .with(
                                    "guarantees",
                                    probed.guarantees().stream()
                                            .map(RepoDoctorCommand::json)
                                            .toList()));
            return exit;
        }
        output.answer("store     " + probed.location());
        probed.guarantees().forEach(this::show);
        output.answer(
                probed.isFit()
                        ? "a vault can be trusted there"
                        : "a vault cannot be trusted there");
        return exit;
    }

    private void show(Guarantee guarantee) {
        output.answer(
                "%-8s  %-17s %s"
                        .formatted(
                                word(guarantee),
                                guarantee.name(),
                                Table.oneLine(guarantee.fact())));
        if (!guarantee.lost().isEmpty()) {
            output.answer(" ".repeat(INDENT) + "so: " + guarantee.lost());
        }
        if (!guarantee.remedy().isEmpty()) {
            output.answer(" ".repeat(INDENT) + guarantee.remedy());
        }
    }

    private static String word(Guarantee guarantee) {
        return guarantee.verdict().name().toLowerCase(Locale.ROOT);
    }

    private static Json json(Guarantee guarantee) {
        return Json.object()
                .with("name", guarantee.name())
                .with("verdict", word(guarantee))
                .with("fact", guarantee.fact())
                .with("lost", guarantee.lost())
                .with("remedy", guarantee.remedy());
    }
}
