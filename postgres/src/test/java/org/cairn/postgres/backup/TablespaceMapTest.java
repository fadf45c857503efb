package org.cairn.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class TablespaceMapTest {
    @Test
    void readsAndWritesWhatPostgresqlWrites() {
        byte[] bytes = utf8("16384 /srv/a b\n16390 /srv/li\\\nne\\\\ü\n");

        TablespaceMap map = TablespaceMap.parse(bytes);

        assertThat(map.entries())
                .extracting(TablespaceMap.Entry::oid)
                .containsExactly("16384", "16390");
        assertThat(map.entries().getFirst().location()).isEqualTo("/srv/a b");
        assertThat(map.entries().getLast().location().getBytes(StandardCharsets.ISO_8859_1))
                .isEqualTo(utf8("/srv/li\nne\\ü"));
        assertThat(map.bytes()).isEqualTo(bytes);
    }

    @Test
    void nothingIsAMapWithoutTablespaces() {
        assertThat(TablespaceMap.parse(new byte[0]).entries()).isEmpty();
        assertThat(TablespaceMap.parse(new byte[0]).bytes()).isEmpty();
    }

    @Test
    void refusesWhatIsNotAMap() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TablespaceMap.parse(utf8("16384 /srv")))
                .withMessage("the last line of a tablespace map is not whole");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TablespaceMap.parse(utf8("../x /srv\n")))
                .withMessage("not a line of a tablespace map: ../x /srv");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
