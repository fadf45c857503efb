package org.cairn.vault.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.cairn.kernel.ProblemCode;
import org.junit.jupiter.api.Test;

final class VaultProblemsTest {
    private static List<ProblemCode> all() {
        return Stream.of(VaultProblems.all(), KeyProblems.all()).flatMap(List::stream).toList();
    }

    @Test
    void listsEveryCodeOnce() {
        long declared =
                Stream.of(VaultProblems.class, KeyProblems.class)
                        .flatMap(catalogue -> Arrays.stream(catalogue.getDeclaredFields()))
                        .filter(field -> field.getType() == ProblemCode.class)
                        .filter(field -> Modifier.isPublic(field.getModifiers()))
                        .count();

        assertThat(all()).hasSize((int) declared);
        assertThat(all().stream().map(ProblemCode::name)).doesNotHaveDuplicates();
    }

    @Test
    void explainsEachCodeInTwoToFourSentences() {
        assertThat(all())
                .allSatisfy(code ->
                        assertThat(code.explanation().split("\\. |\\.$", -1).length - 1)
                                .as(code.name())
                                .isBetween(2, 4));
    }

    @Test
    void keepsTheExitCodesThatScriptsRelyOn() {
        assertThat(VaultProblems.MISSING.exitCode()).isEqualTo(10);
        assertThat(VaultProblems.OBJECT_DAMAGED.exitCode()).isEqualTo(20);
        assertThat(VaultProblems.OBJECT_MISSING.exitCode()).isEqualTo(20);
        assertThat(VaultProblems.FULL.exitCode()).isEqualTo(6);
        assertThat(KeyProblems.MISSING.exitCode()).isEqualTo(12);
        assertThat(KeyProblems.WRONG.exitCode()).isEqualTo(12);
    }
}
