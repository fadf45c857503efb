package org.cairn.collect.map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.cairn.source.spec.TransformSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Dates and numbers as people write them.
final class WrittenValuesTest {
    private static String apply(TransformSpec spec, String text) {
        return String.valueOf(Transform.of(spec).apply(text));
    }

    @ParameterizedTest
    @CsvSource({
        "平成10年 3月 4日, 1998-03-04",
        "令和元年５月１日, 2019-05-01",
        "昭和64年1月7日, 1989-01-07",
        "平成40年, 2028",
        "明治二十三年十一月二十九日, 1890-11-29",
        "H10.3.4, 1998-03-04",
        "㍻元年1月8日, 1989-01-08",
        "大正12年9月, 1923-09",
        "2024年2月29日（木）, 2024-02-29",
        "西暦2024年, 2024"
    })
    void eraDatesAreRead(String text, String iso) {
        assertThat(apply(new TransformSpec.EraDate(), text)).isEqualTo(iso);
    }

    @ParameterizedTest
    @ValueSource(strings = {"平成元年1月7日", "平成10年2月31日", "平成0年", "10年3月4日", "令和元年13月", "未定", "昭和二十十年"})
    void whatIsNoEraDateIsRefused(String text) {
        assertThatThrownBy(() -> apply(new TransformSpec.EraDate(), text))
                .isInstanceOf(UnreadableException.class)
                .hasMessage("a date in an era of Japan, such as 平成10年3月4日 or 令和元年5月");
    }

    @ParameterizedTest
    @CsvSource({
        "'3/4/2024', 2024-04-03",
        "'03.04.2024', 2024-04-03",
        "'2024-03-04', 2024-03-04",
        "'4 March 2024', 2024-03-04",
        "'March 4, 2024', 2024-03-04",
        "'1er février 2024', 2024-02-01",
        "'４／３／２０２４', 2024-03-04"
    })
    void datesAreReadInTheirOrder(String text, String iso) {
        assertThat(apply(new TransformSpec.DateOrder(List.of("dmy")), text)).isEqualTo(iso);
    }

    @ParameterizedTest
    @ValueSource(strings = {"31/2/2024", "3/4/24", "2024", "13/13/2024", ""})
    void datesThatDoNotExistAreRefused(String text) {
        assertThatThrownBy(() -> apply(new TransformSpec.DateOrder(List.of("dmy", "mdy")), text))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void patternsAreTriedInTheirOrder() {
        var spec = new TransformSpec.DatePattern(List.of("dd/MM/yyyy", "MMM yyyy", "yyyy"));

        assertThat(apply(spec, "29/02/2024")).isEqualTo("2024-02-29");
        assertThat(apply(spec, "Mar 2024")).isEqualTo("2024-03");
        assertThat(apply(spec, "1999")).isEqualTo("1999");
        assertThatThrownBy(() -> apply(spec, "30/02/2024")).isInstanceOf(UnreadableException.class);
        assertThat(apply(new TransformSpec.DatePrecision(), "2024-03")).isEqualTo("month");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ". | , | 1,234.50 | 1234.50",
                ", | . | -1.234.567,5 | -1234567.5",
                ", | \u202f | 1 234,5 | 1234.5",
                ". | , | １，２３４ | 1234",
                ". | , | 12,34,567 | 1234567",
                ". | '' | 0.5 | 0.5"
            })
    void numbersAreReadWithTheirSeparators(
            String decimal, String group, String text, String number) {
        assertThat(apply(new TransformSpec.NumberForm(decimal, group), text)).isEqualTo(number);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,23", "1.234.5", "12,3456", "1e5", "", "-", "1 234", ",123"})
    void aSeparatorAtAWrongPlaceIsRefused(String text) {
        assertThatThrownBy(() -> apply(new TransformSpec.NumberForm(".", ","), text))
                .isInstanceOf(UnreadableException.class);
    }

    @Test
    void severalValuesBecomeAList() {
        assertThat(apply(new TransformSpec.Split("、"), "自民、 公明、、\"維新\""))
                .isEqualTo("[\"自民\",\"公明\",\"\\\"維新\\\"\"]");
    }
}
