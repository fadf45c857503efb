package org.cairn.collect.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.cairn.collect.decode.Documents.Plan;
import org.cairn.kernel.ProblemException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Files that are called workbooks and are none, are broken, or mean harm.
final class XlsxHostileTest {
    private static final String ROWS =
            "<row r='1'><c r='A1' t='str'><v>id</v></c></row><row r='2'><c r='A2'><v>1</v></c></row>";

    private static String problem(byte[] bytes) {
        ProblemException problem =
                catchThrowableOfType(
                        ProblemException.class,
                        () -> Plan.xlsx().wantColumns("id").decode(Documents.body(bytes)));
        return problem.problem().code().name() + ": " + problem.problem().what();
    }

    private static byte[] old(String inside) {
        byte[] sign = {
            (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
        };
        byte[] all = new byte[200_000];
        System.arraycopy(sign, 0, all, 0, 8);
        byte[] name = inside.getBytes(StandardCharsets.UTF_16LE);
        // Over the end of the first buffer.
        System.arraycopy(name, 0, all, 65_520, name.length);
        return all;
    }

    @Test
    void otherKindsOfFilesAreRecognised() {
        assertThat(problem(old("Workbook")))
                .isEqualTo("workbook-unreadable: it is a file of Excel 97 to 2003 (.xls)");
        assertThat(problem(old("EncryptedPackage")))
                .isEqualTo("workbook-unreadable: it is encrypted by a password");
        assertThat(problem("<html><table>".getBytes(StandardCharsets.UTF_8)))
                .contains("it is a page");
        assertThat(problem("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8)))
                .contains("does not begin as a zip file does");
        assertThat(problem(new byte[0])).contains("it is empty");
        assertThat(problem(new Books().with("content.xml", "<x/>").bytes())).contains(".ods");
        assertThat(problem(new Books().with("xl/workbook.bin", "").bytes())).contains(".xlsb");
        assertThat(problem(new Books().with("a.txt", "a").bytes()))
                .contains("a zip file without a workbook");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    <row r='1'><c r='A1' t='str'><v>a</v></c></row><row r='3'/><row r='2'/> | row 2 stands behind row 3
                    <row r='1'><c r='B1'/><c r='A1'/></row> | a cell of row 1 is not at its place
                    <row r='1'><c r='ZZZZ1'/></row> | a cell of row 1 is not at its place
                    <row r='99999999999'/> | a row has the number
                    <row r='1'><c r='A1'> | where </c> is expected
                    """)
    void brokenSheetsAreRefused(String rows, String why) {
        assertThat(problem(Books.ofRows(rows).bytes())).contains(why);
    }

    @Test
    void entitiesAreRefused() {
        Books book =
                Books.ofRows(ROWS)
                        .strings("")
                        .with(
                                "xl/sharedStrings.xml",
                                "<!DOCTYPE sst [<!ENTITY a 'aaaa'>]><sst><si><t>&a;</t></si></sst>");

        assertThat(problem(book.bytes())).startsWith("entities-refused");
    }

    @Test
    void aBombIsRefusedBeforeItIsUnpacked() {
        byte[] bytes =
                Books.ofRows(ROWS).with("xl/sharedStrings.xml", new byte[65 << 20]).bytes();

        assertThat(problem(bytes)).startsWith("workbook-too-large: 'xl/sharedStrings.xml'");
    }

    @Test
    void bytesThatAreChangedOrMissingAreAProblemAndNeverAnotherError() {
        byte[] whole = Books.ofRows(ROWS).strings("<si><t>a</t></si>").styles("14").bytes();
        long seed = Long.getLong("cairn.seed", 20_261_128L);
        var random = new Random(seed);
        for (int i = 0; i < 600; i++) {
            byte[] bytes = whole.clone();
            if (i % 3 == 0) {
                bytes = java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            for (int k = 0; k < i % 4 && bytes.length > 0; k++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                Plan.xlsx().wantColumns("id").decode(Documents.body(bytes));
            } catch (ProblemException e) {
                assertThat(e.problem().what()).as("seed %d", seed).isNotBlank();
            } catch (RuntimeException e) {
                throw new AssertionError("-Dcairn.seed=" + seed, e);
            }
        }
    }
}
