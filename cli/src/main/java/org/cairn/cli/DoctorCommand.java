package org.cairn.cli;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.cairn.app.Diagnose.Finding;
import org.cairn.app.Diagnose.Mode;
import org.cairn.app.Diagnose.Weight;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "doctor",
        description = {
            "Checks the project from the outside in and says what to do.",
            "",
            "Examples:  cairn doctor  |  cairn doctor --fix"
        },
        footer = {"", "Exit: 0 nothing is broken, 1 something is."},
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Option(names = "--fix", description = "Make the fixes that are safe.")
    boolean fix;

    DoctorCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        List<Finding> findings = shared.wiring(output).diagnose().run(fix ? Mode.FIX : Mode.LOOK);
        shared.endProgress();
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("findings", findings.stream().map(DoctorCommand::json).toList()));
        } else {
            findings.forEach(this::show);
        }
        boolean broken = findings.stream().anyMatch(each -> each.weight() == Weight.BROKEN);
        return broken ? 1 : 0;
    }

    private void show(Finding finding) {
        output.answer(
                "%-6s  %-18s %s"
                        .formatted(word(finding), finding.check(), Table.oneLine(finding.fact())));
        if (!finding.consequence().isEmpty()) {
            output.answer(" ".repeat(27) + "so: " + finding.consequence());
        }
        if (finding.fixed()) {
            output.answer(" ".repeat(27) + "fixed");
        } else if (!finding.remedy().isEmpty()) {
            output.answer(" ".repeat(27) + finding.remedy());
        }
    }

    private static String word(Finding finding) {
        return finding.weight().name().toLowerCase(Locale.ROOT);
    }

    private static Json json(Finding finding) {
        return Json.object()
                .with("severity", word(finding))
                .with("check", finding.check())
                .with("fact", finding.fact())
                .with("consequence", finding.consequence())
                .with("remedy", finding.remedy())
                .with("fixed", finding.fixed());
    }
}
