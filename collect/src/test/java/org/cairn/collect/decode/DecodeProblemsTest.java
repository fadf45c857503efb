package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ProblemCode;
import org.junit.jupiter.api.Test;

final class DecodeProblemsTest {
    @Test
    void listsEveryCodeOnceAndExplainsItInSomeSentences() throws IllegalAccessException {
        List<Object> declared = new ArrayList<>();
        for (Field field : DecodeProblems.class.getFields()) {
            declared.add(field.get(null));
        }

        assertThat(DecodeProblems.all()).doesNotHaveDuplicates().hasSameElementsAs(cast(declared));
        assertThat(DecodeProblems.all()).extracting(ProblemCode::name).doesNotHaveDuplicates();
        assertThat(DecodeProblems.all())
                .allSatisfy(code ->
                        assertThat(code.explanation().split("[.]( |$)"))
                                .as(code.name())
                                .hasSizeBetween(2, 4));
    }

    private static List<ProblemCode> cast(List<Object> declared) {
        return declared.stream().map(ProblemCode.class::cast).toList();
    }
}
