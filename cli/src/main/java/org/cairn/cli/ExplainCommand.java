package org.cairn.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.cairn.app.AppProblems;
import org.cairn.app.Catalogue;
import org.cairn.kernel.ProblemCode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "explain",
        description = {
            "Explains a kind of problem by its code; without a code lists them all.",
            "",
            "Example:  cairn explain run-held"
        },
        mixinStandardHelpOptions = true)
final class ExplainCommand implements Callable<Integer> {
    private final Output output;

    @Mixin Shared shared;

    @Parameters(arity = "0..1", paramLabel = "CODE", description = "As printed in brackets.")
    @Nullable String code;

    ExplainCommand(Output output) {
        this.output = output;
        this.shared = new Shared();
    }

    @Override
    public Integer call() {
        List<ProblemCode> shown = code == null ? Catalogue.all() : List.of(find(code));
        if (shared.json) {
            output.answer(
                    Json.object()
                            .with("problems", shown.stream().map(ExplainCommand::json).toList()));
        } else if (code == null) {
            var table = new Table("code", "exit", "meaning");
            shown.forEach(each -> table.row(each.name(), each.exitCode(), each.explanation()));
            output.answer(table);
        } else {
            ProblemCode one = shown.getFirst();
            output.answer(one.name() + " (exit " + one.exitCode() + ")");
            output.answer("");
            Wrapped.lines(one.explanation(), 90).forEach(output::answer);
        }
        return 0;
    }

    private static ProblemCode find(String code) {
        return Catalogue.find(code)
                .orElseThrow(() ->
                        AppProblems.USAGE
                                .says("there is no problem code '%s'", code)
                                .remedy("List them with `cairn explain`.")
                                .asException());
    }

    private static Json json(ProblemCode code) {
        return Json.object()
                .with("code", code.name())
                .with("exit", code.exitCode())
                .with("fault", code.fault().name().toLowerCase(java.util.Locale.ROOT))
                .with("explanation", code.explanation());
    }
}
