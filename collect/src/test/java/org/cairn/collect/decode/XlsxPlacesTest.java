package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.cairn.collect.decode.Decoder.Located;
import org.cairn.collect.decode.Documents.Decoded;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jsoup.parser.Parser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.jspecify.annotations.Nullable;

/// Every value of a workbook that another program wrote is found again in its bytes.
final class XlsxPlacesTest {
    private static final int ROWS = 1_000;
    private static final int COLUMNS = 10;
    private static final String[] TEXTS = {"Ada", "a < b & c", "長い髪", "𠮷野家", "line\nbreak", " x "};

    @TempDir private Path folder;

    private static long seed() {
        return Long.getLong("cairn.seed", 20_261_128L);
    }

    /// What a cell is written as, and what is to be read.
    private record Made(byte[] bytes, List<List<@Nullable String>> rows) {}

    private static Made made(Random random) throws IOException {
        var out = new ByteArrayOutputStream();
        List<List<@Nullable String>> rows = new ArrayList<>();
        try (var book = new Workbook(out, "test", "1.0")) {
            Worksheet sheet = book.newWorksheet("Data & more");
            for (int column = 0; column < COLUMNS; column++) {
                sheet.value(0, column, "c" + column);
            }
            for (int row = 1; row <= ROWS; row++) {
                List<@Nullable String> values = new ArrayList<>();
                for (int column = 0; column < COLUMNS; column++) {
                    values.add(cell(sheet, row, column, random));
                }
                rows.add(values);
            }
        }
        return new Made(out.toByteArray(), rows);
    }

    private static @Nullable String cell(Worksheet sheet, int row, int column, Random random) {
        return switch (column == 0 ? 1 : random.nextInt(7)) {
            case 0 -> {
                yield null;
            }
            case 1 -> {
                sheet.value(row, column, row);
                yield Integer.toString(row);
            }
            case 2 -> {
                double number = random.nextInt(1_000_000) / 100.0;
                sheet.value(row, column, number);
                String text = Double.toString(number);
                yield text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
            }
            case 3 -> {
                LocalDate date = LocalDate.of(1950, 1, 1).plusDays(random.nextInt(40_000));
                sheet.value(row, column, date);
                sheet.style(row, column).format("yyyy-mm-dd").set();
                yield date.toString();
            }
            case 4 -> {
                String text = TEXTS[random.nextInt(TEXTS.length)] + random.nextInt(500);
                sheet.value(row, column, text);
                yield text;
            }
            case 5 -> {
                boolean value = random.nextBoolean();
                sheet.value(row, column, value);
                yield Boolean.toString(value);
            }
            default -> {
                String text = TEXTS[random.nextInt(TEXTS.length)];
                sheet.inlineString(row, column, text);
                yield text;
            }
        };
    }

    @Test
    void tenThousandCellsAreReadAndFoundAgain() throws IOException {
        var random = new Random(seed());
        Made made = made(random);
        String[] columns = new String[COLUMNS];
        for (int i = 0; i < COLUMNS; i++) {
            columns[i] = "c" + i;
        }
        Plan plan = Plan.xlsx().wantColumns(columns);

        Decoded decoded = plan.decode(Documents.body(made.bytes()));

        assertThat(decoded.bad()).as("seed %d", seed()).isEmpty();
        assertThat(decoded.records()).hasSize(ROWS);
        for (int row = 0; row < ROWS; row++) {
            assertThat(decoded.records().get(row).values())
                    .as("row %d, seed %d", row, seed())
                    .containsExactly(made.rows().get(row).toArray());
        }
        requirePlaces(plan, made, decoded, random);
    }

    /// Found by the decoder, read out of the file by another reader of zip files.
    private void requirePlaces(Plan plan, Made made, Decoded decoded, Random random)
            throws IOException {
        Map<String, byte[]> parts = parts(made.bytes());
        Decoder decoder = Decoders.forFormat(plan.format());
        Body body = Documents.body(made.bytes());
        Body unpacked = decoder.unpacked(body);
        for (int i = 0; i < 100; i++) {
            int row = random.nextInt(ROWS);
            int column = random.nextInt(COLUMNS);
            String value = made.rows().get(row).get(column);
            Located found =
                    decoder.locate(
                            body,
                            plan.build(),
                            decoded.records().get(row).span(),
                            0,
                            new FieldOrigin.From("c" + column));
            if (value == null || found == null) {
                assertThat(found == null).as("row %d column %d", row, column).isEqualTo(value == null);
                continue;
            }
            assertThat(found.text()).isEqualTo(value);
            assertThat(found.pointer())
                    .isEqualTo("Data & more!" + SheetCell.reference(column, row + 2));
            Body.Place place = Documents.found(unpacked.place(found.span().offset()), "part");
            byte[] part = Documents.found(parts.get(place.part()), place.part());
            String there =
                    new String(
                            part,
                            (int) place.offset(),
                            found.span().length(),
                            StandardCharsets.UTF_8);
            assertThat(said(there)).as("row %d column %d", row, column).isIn(value, days(value));
        }
    }

    private static String said(String xml) {
        return switch (Parser.unescapeEntities(xml, false)) {
            case "1" -> "true";
            case "0" -> "false";
            case String text -> text.matches("[0-9]+\\.0") ? text.substring(0, text.length() - 2) : text;
        };
    }

    private static String days(String value) {
        if (value.equals("1")) {
            return "true";
        }
        return value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")
                ? Long.toString(LocalDate.parse(value).toEpochDay() + 25_569)
                : value;
    }

    private Map<String, byte[]> parts(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("book.xlsx"), bytes);
        Map<String, byte[]> parts = new HashMap<>();
        try (var zip = new ZipFile(file.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    parts.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        return parts;
    }
}
