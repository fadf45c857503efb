package org.cairn.collect.validate;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.collect.decode.RawRecord.RawNumber;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.junit.jupiter.api.Test;

final class TypeReaderTest {
    private static void accepts(FieldType type, Object raw, Object value) {
        assertThat(TypeReader.read(type, raw)).as("%s as %s", raw, type).isEqualTo(value);
    }

    private static void refuses(FieldType type, List<?> raws) {
        for (Object raw : raws) {
            assertThat(TypeReader.read(type, raw)).as("%s as %s", raw, type).isNull();
        }
    }

    @Test
    void textTakesEverythingAsItIsWritten() {
        accepts(FieldType.TEXT, "", "");
        accepts(FieldType.TEXT, new RawNumber("1.50"), "1.50");
        accepts(FieldType.TEXT, true, "true");
        accepts(FieldType.TEXT, new RawJson("{\"a\":1}"), "{\"a\":1}");
    }

    @Test
    void integersAreWholeAndFitSixtyFourBits() {
        accepts(FieldType.INTEGER, "-12", -12L);
        accepts(FieldType.INTEGER, "+12", 12L);
        accepts(FieldType.INTEGER, "007", 7L);
        accepts(FieldType.INTEGER, new RawNumber("9223372036854775807"), Long.MAX_VALUE);
        refuses(
                FieldType.INTEGER,
                List.of(
                        "",
                        " 1",
                        "1 ",
                        "1.0",
                        "1e3",
                        "1,000",
                        "0x10",
                        "9223372036854775808",
                        "١٢",
                        "１２",
                        true,
                        new RawNumber("1.0"),
                        new RawJson("[1]")));
    }

    @Test
    void decimalsKeepTheirScale() {
        accepts(FieldType.DECIMAL, "1.50", new BigDecimal("1.50"));
        accepts(FieldType.DECIMAL, new RawNumber("-1e3"), new BigDecimal("-1e3"));
        accepts(FieldType.DECIMAL, ".5", new BigDecimal("0.5"));
        accepts(FieldType.DECIMAL, "1e299", new BigDecimal("1e299"));
        refuses(
                FieldType.DECIMAL,
                List.of(
                        "",
                        "1,5",
                        "1 000",
                        "NaN",
                        "Infinity",
                        "1e300",
                        "1e-301",
                        "1e999999999",
                        "1e-2147483648",
                        "9".repeat(201),
                        "1.5f",
                        "٫5",
                        "１.5"));
    }

    @Test
    void doublesAreFiniteAndDecimal() {
        accepts(FieldType.DOUBLE, "1e3", 1000.0);
        accepts(FieldType.DOUBLE, new RawNumber("0.1"), 0.1);
        refuses(
                FieldType.DOUBLE,
                List.of("NaN", "Infinity", "1e309", "0x1p3", "1.5d", "1,5", "", "1e999999999"));
    }

    @Test
    void booleansAreSpelledInAFewWays() {
        for (String yes : List.of("true", "T", "Yes", "y", "1", "TRUE")) {
            accepts(FieldType.BOOLEAN, yes, true);
        }
        for (String no : List.of("false", "f", "NO", "n", "0")) {
            accepts(FieldType.BOOLEAN, no, false);
        }
        accepts(FieldType.BOOLEAN, true, true);
        accepts(FieldType.BOOLEAN, new RawNumber("0"), false);
        refuses(FieldType.BOOLEAN, List.of("", "on", "off", "ja", "2", " true", "wahr"));
    }

    @Test
    void datesAreIsoAndExist() {
        accepts(FieldType.DATE, "2024-02-29", LocalDate.of(2024, 2, 29));
        accepts(FieldType.DATE, "0001-01-01", LocalDate.of(1, 1, 1));
        refuses(
                FieldType.DATE,
                List.of(
                        "2023-02-29",
                        "2024-2-9",
                        "29.02.2024",
                        "2024-02-29T00:00:00Z",
                        "20240229",
                        "2024-13-01",
                        "",
                        "今日"));
    }

    @Test
    void timesHaveAZone() {
        accepts(
                FieldType.TIMESTAMP,
                "2026-11-21T09:00:00+03:00",
                Instant.parse("2026-11-21T06:00:00Z"));
        accepts(
                FieldType.TIMESTAMP,
                "2026-11-21T09:00:00.123456Z",
                Instant.parse("2026-11-21T09:00:00.123456Z"));
        refuses(
                FieldType.TIMESTAMP,
                List.of(
                        "2026-11-21T09:00:00",
                        "2026-11-21 09:00:00Z",
                        "2026-11-21",
                        "1763715600",
                        "2026-11-21T25:00:00Z",
                        ""));
    }

    @Test
    void uuidsHaveTheirFiveGroups() {
        accepts(
                FieldType.UUID,
                "123E4567-e89b-12d3-a456-426614174000",
                UUID.fromString("123e4567-e89b-12d3-a456-426614174000"));
        refuses(
                FieldType.UUID,
                List.of(
                        "123e4567e89b12d3a456426614174000",
                        "{123e4567-e89b-12d3-a456-426614174000}",
                        "123e4567-e89b-12d3-a456-42661417400",
                        "1234567-e89b1-12d3-a456-426614174000",
                        "123e4567-e89b-12d3-a456-42661417400g",
                        ""));
    }

    @Test
    void jsonTakesEverythingAsJson() {
        accepts(FieldType.JSON, "a\"b", "\"a\\\"b\"");
        accepts(FieldType.JSON, new RawNumber("1.50"), "1.50");
        accepts(FieldType.JSON, true, "true");
        accepts(FieldType.JSON, new RawJson("[1,{}]"), "[1,{}]");
    }

    @Test
    void everyTypeSaysWhatItExpects() {
        for (FieldType type : FieldType.values()) {
            assertThat(TypeReader.expectation(type)).isNotBlank();
        }
    }
}
