package org.cairn.postgres.change;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class RelationFileTest {
    @ParameterizedTest
    @CsvSource({
        "base/5/16384, 1663, 5, 16384, MAIN, 0",
        "base/5/16384.1, 1663, 5, 16384, MAIN, 1",
        "base/4294967295/4294967295.32767, 1663, 4294967295, 4294967295, MAIN, 32767",
        "global/1262_fsm, 1664, 0, 1262, FREE_SPACE_MAP, 0",
        "global/1262, 1664, 0, 1262, MAIN, 0",
        "pg_tblspc/16400/PG_18_202506291/5/16385_vm, 16400, 5, 16385, VISIBILITY_MAP, 0",
        "pg_tblspc/16400/PG_15_202209061/16401/1259_vm.2, 16400, 16401, 1259, VISIBILITY_MAP, 2",
        "base/1/16500_init, 1663, 1, 16500, INIT, 0"
    })
    void aPathSaysWhichFileOfWhichRelationItIs(
            String path, long tablespace, long database, long number, String rest) {
        assertThat(RelationFile.parse(path))
                .as(rest)
                .get()
                .extracting(RelationFile::relation)
                .isEqualTo(new Relation(tablespace, database, number));
    }

    @ParameterizedTest
    @CsvSource({
        "base/5/16384, MAIN, 0",
        "base/5/16384.1, MAIN, 1",
        "global/1262_fsm, FREE_SPACE_MAP, 0",
        "pg_tblspc/16400/PG_15_202209061/16401/1259_vm.2, VISIBILITY_MAP, 2",
        "base/1/16500_init.12, INIT, 12"
    })
    void aPathSaysForkAndSegment(String path, Fork fork, int segment) {
        assertThat(RelationFile.parse(path))
                .get()
                .matches(file -> file.fork() == fork && file.segment() == segment);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PG_VERSION",
                "global/pg_control",
                "global/pg_filenode.map",
                "base/5/PG_VERSION",
                "base/5/t3_16384",
                "base/5/16384_fsm_vm",
                "base/5/16384_other",
                "base/5/016384",
                "base/5/16384.0",
                "base/5/16384.01",
                "base/5/0",
                "base/5/4294967296",
                "base/5/16384.",
                "base/5/16384/1",
                "base/05/16384",
                "base/pgsql_tmp/16384",
                "pg_tblspc/16400/5/16385",
                "pg_tblspc/16400/PG_18_1/16385",
                "pg_xact/0000",
                "pg_multixact/offsets/0000",
                "x/base/5/16384",
                "base/5/16384\n"
            })
    void whateverElseIsNoFileOfARelation(String path) {
        assertThat(RelationFile.parse(path)).isEmpty();
    }

    @Test
    void nothingImpossibleCanBeMade() {
        assertThatThrownBy(() -> new Relation(0, 5, 1)).hasMessage("not a relation: 0/5/1");
        assertThatThrownBy(() -> new Relation(1663, 1L << 32, 1))
                .hasMessage("not a relation: 1663/4294967296/1");
        assertThatThrownBy(() -> new RelationFile(new Relation(1663, 5, 0), Fork.MAIN, 0))
                .hasMessageStartingWith("not a file of a relation");
    }
}
