package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import org.cairn.testkit.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

/// The documents are true: links lead somewhere, every module, problem and word has its place.
final class DocsTest {
    private static final Tree TREE = Tree.ours();
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .importPaths(
                            TREE.modules().stream()
                                    .filter(module -> !module.equals("house"))
                                    .map(module -> TREE.root().resolve(module + "/target/classes"))
                                    .toList());
    private static final Pattern ENTRY = Pattern.compile("(?m)^\\*\\*([^*]+)\\*\\*");
    private static final Pattern SENTENCE_END = Pattern.compile("[.?!](\\s|$)");

    /// Words that must have one meaning each, so that code, messages and documents agree.
    private static final List<String> WORDS =
            List.of(
                    "source",
                    "document",
                    "record",
                    "pipeline",
                    "dataset",
                    "run",
                    "quarantine",
                    "review",
                    "cluster",
                    "server",
                    "ledger",
                    "vault",
                    "frame",
                    "pack",
                    "index",
                    "snapshot",
                    "backup",
                    "WAL stream",
                    "lineage",
                    "timeline",
                    "window",
                    "gap",
                    "plan",
                    "drill",
                    "class",
                    "strategy",
                    "carry",
                    "span",
                    "row version",
                    "withdrawn",
                    "held",
                    "override",
                    "intent",
                    "outcome",
                    "mapping version");

    @TempDir private Path dir;

    @Test
    void everyLinkLeadsSomewhere() {
        assertThat(Links.broken(TREE.root(), TREE.markdownFiles())).isEmpty();
    }

    @Test
    void aBrokenLinkIsFound() throws IOException {
        Files.writeString(dir.resolve("b.md"), "# Two words, here!\n```\n# not a heading\n```\n");
        var document =
                Files.writeString(
                        dir.resolve("a.md"),
                        """
                        [good](b.md) [good](b.md#two-words-here) [far](https://example.org/x)
                        `[code](nowhere.md)` [bad](c.md) [bad](b.md#not-a-heading)
                        ```
                        [code](nowhere.md)
                        ```
                        """);

        assertThat(Links.broken(dir, List.of(document)))
                .containsExactly("a.md links to c.md", "a.md links to b.md#not-a-heading");
    }

    @Test
    void everyModuleHasARowInTheArchitecture() {
        String page = Tree.read(TREE.root().resolve("docs/architecture.md"));

        assertThat(TREE.modules()).allSatisfy(m -> assertThat(page).contains("\n| `" + m + "` |"));
    }

    @Test
    void everyWordHasOneMeaning() {
        String page = Tree.read(TREE.root().resolve("docs/vocabulary.md"));
        var entries = ENTRY.matcher(page).results().map((MatchResult m) -> m.group(1)).toList();

        assertThat(entries).doesNotHaveDuplicates().containsAll(WORDS);
    }

    @Test
    void everyProblemIsListedOnceAndExplained() {
        var catalogues = Catalogues.of(OURS);

        assertThat(catalogues)
                .allSatisfy(c ->
                        assertThat(c.listed()).containsExactlyInAnyOrderElementsOf(c.declared()));
        assertThat(catalogues)
                .flatExtracting(Catalogues.Catalogue::listed)
                .extracting(ProblemCode::name)
                .doesNotHaveDuplicates();
        assertThat(catalogues)
                .flatExtracting(Catalogues.Catalogue::listed)
                .allSatisfy(code ->
                        assertThat(SENTENCE_END.matcher(code.explanation()).results())
                                .as("sentences that explain %s", code.name())
                                .hasSizeGreaterThanOrEqualTo(2));
    }

    @Test
    void theReferenceListsEveryProblem() {
        new Golden(TREE.root().resolve("docs/reference/problems.md"))
                .matches(Catalogues.page(Catalogues.of(OURS)));
    }

    /// What stands under the headings is compared by `CliReferenceTest`, the keys of declarations
    /// by `ReferenceTest` of module source.
    @Test
    void theReferenceHasAHeadingForEveryCommand() {
        String page = Tree.read(TREE.root().resolve("docs/reference/cli.md"));
        List<String> commands =
                OURS.stream()
                        .filter(type -> type.isAnnotatedWith(Command.class))
                        .map(type -> type.getAnnotationOfType(Command.class).name())
                        .filter(name -> !name.equals("cairn"))
                        .toList();

        assertThat(commands).hasSizeGreaterThan(20);
        assertThat(commands)
                .allSatisfy(name ->
                        assertThat(page).containsPattern("(?m)^##+ cairn( \\w+)* " + name + "$"));
    }

    @Test
    void theReferenceSaysWhatExplainPrints() {
        var code = ProblemCode.of("lamp-out", Fault.OUTSIDE, "The lamp is out. Light it.");
        var catalogue = new Catalogues.Catalogue(DocsTest.class, List.of(code), List.of(code));

        assertThat(Catalogues.page(List.of(catalogue)))
                .endsWith(
                        """
                        ## lamp-out

                        The lamp is out. Light it.

                        Fault outside, exit code 5, module `house`.
                        """);
    }
}
