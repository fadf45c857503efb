package org.cairn.source;

import static org.assertj.core.api.Assertions.assertThat;

import org.cairn.kernel.ProblemCode;
import org.junit.jupiter.api.Test;

final class SourceProblemsTest {
    @Test
    void listsEveryCodeOnceWithAnExplanationOfSomeSentences() throws IllegalAccessException {
        int declared = 0;
        for (var field : SourceProblems.class.getFields()) {
            declared++;
            assertThat(SourceProblems.all()).contains((ProblemCode) field.get(null));
        }
        assertThat(SourceProblems.all()).hasSize(declared).doesNotHaveDuplicates();
        assertThat(SourceProblems.all())
                .allSatisfy(code ->
                        assertThat(code.explanation().split("\\. "))
                                .as(code.name())
                                .hasSizeBetween(2, 4));
    }
}
