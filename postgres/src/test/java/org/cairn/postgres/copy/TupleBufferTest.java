package org.cairn.postgres.copy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TupleBufferTest {
    private final TupleBuffer buffer = new TupleBuffer();

    @Test
    void encodesATupleAsThePostgresManualSays() {
        buffer.begin(3).text("a").nullValue().int8(258);

        assertThat(hex())
                .isEqualTo("0003" + "0000000161" + "ffffffff" + "000000080000000000000102");
    }

    @Test
    void refusesTextWithNulAndSaysWhere() {
        buffer.begin(1);

        assertThatThrownBy(() -> buffer.text("ab\0c"))
                .isInstanceOf(UnstorableException.class)
                .hasMessage("character 2 is NUL, which no text column can hold");
        assertThatThrownBy(() -> new TupleBuffer().begin(1).text(new byte[] {'a', 0}, 0, 2))
                .isInstanceOf(UnstorableException.class)
                .hasMessage("character 1 is NUL, which no text column can hold");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\ud83d", "\ude00", "\ude00\ud83d", "\ud83dx"})
    void refusesHalfOfASurrogatePair(String text) {
        buffer.begin(1);

        assertThatThrownBy(() -> buffer.text(text))
                .isInstanceOf(UnstorableException.class)
                .hasMessage(
                        "character 0 is half of a surrogate pair, which no text column can hold");
    }

    @ParameterizedTest
    @CsvSource({
        "80, a continuation first",
        "c3, cut short",
        "c080, overlong",
        "e08080, overlong",
        "eda080, a surrogate",
        "f0808080, overlong",
        "f4908080, past the last character",
        "f5808080, past the last character",
        "e28261, a continuation missing",
        "ff, no lead byte"
    })
    void refusesBytesThatAreNotUtf8(String hex, String why) {
        byte[] bytes = HexFormat.of().parseHex("61" + hex);
        buffer.begin(1);

        assertThatThrownBy(() -> buffer.text(bytes, 0, bytes.length))
                .as(why)
                .isInstanceOf(UnstorableException.class)
                .hasMessage("byte 1 is not UTF-8");
    }

    @Test
    void refusesNumbersDatesAndTimesOutsideTheColumnsRange() {
        assertThatThrownBy(() -> buffer.begin(1).numeric(new BigDecimal("1E+131072")))
                .isInstanceOf(UnstorableException.class)
                .hasMessage(
                        "a number with 1 digits and scale -131072 is outside what numeric can hold");
        buffer.abandonTuple();
        assertThatThrownBy(() -> buffer.begin(1).numeric(new BigDecimal("1E-16384")))
                .isInstanceOf(UnstorableException.class);
        buffer.abandonTuple();
        assertThatThrownBy(() -> buffer.begin(1).date(LocalDate.of(5_874_898, 1, 1)))
                .isInstanceOf(UnstorableException.class)
                .hasMessage("a date in year 5874898");
        buffer.abandonTuple();
        assertThatThrownBy(
                        () -> buffer.begin(1).timestamptz(Instant.parse("+294277-01-01T00:00:00Z")))
                .isInstanceOf(UnstorableException.class);
    }

    @Test
    void anAbandonedTupleLeavesTheOnesBefore() {
        buffer.begin(1).int8(7);
        String before = hex();

        buffer.begin(2).int8(8);
        buffer.abandonTuple();

        assertThat(hex()).isEqualTo(before);
    }

    @Test
    void refusesToHandOverATupleThatLacksFields() {
        buffer.begin(2).int8(1);

        assertThatThrownBy(buffer::length)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the tuple still lacks 1 fields");
        assertThatThrownBy(() -> buffer.begin(1)).isInstanceOf(IllegalStateException.class);
        buffer.int8(2);
        assertThatThrownBy(() -> buffer.int8(3))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("more fields than the tuple was begun with");
    }

    private String hex() {
        return HexFormat.of().formatHex(buffer.array(), 0, buffer.length());
    }
}
