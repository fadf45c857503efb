package org.cairn.postgres.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class FileRulesTest {
    private final FileRules rules = new FileRules(131_072);

    @Test
    void theNumberOfTheFirstPageGoesOnFromFileToFile() {
        assertThat(rules.firstBlock("base/5", "16384")).contains(0);
        assertThat(rules.firstBlock("base/5", "16384.1")).contains(131_072);
        assertThat(rules.firstBlock("base/5", "16384_fsm.2")).contains(262_144);
        assertThat(rules.firstBlock("global", "1262_vm")).contains(0);
        assertThat(rules.firstBlock("pg_tblspc/16390/PG_18_202506291/5", "16384_init")).contains(0);
        assertThat(rules.firstBlock("base/5", "16384.32767").map(Integer::toUnsignedLong))
                .contains(32_767L * 131_072);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PG_VERSION",
                "pg_filenode.map",
                "pg_control",
                "16384_other",
                "16384.x",
                "16384.1.2",
                "12345678901"
            })
    void whatIsNotARelationHasNoPages(String name) {
        assertThat(rules.firstBlock("base/5", name)).isEmpty();
        assertThat(rules.firstBlock("global", name)).isEqualTo(Optional.empty());
    }

    @Test
    void aNumberOutsideOfADatabaseIsNoRelation() {
        assertThat(rules.firstBlock("pg_xact", "0000")).isEmpty();
        assertThat(rules.firstBlock("base", "5")).isEmpty();
        assertThat(rules.firstBlock("pg_tblspc/16390/PG_18_202506291", "5")).isEmpty();
    }

    @Test
    void ofAnUnloggedRelationOnlyTheInitForkIsTaken() {
        Set<String> unlogged =
                FileRules.unlogged(List.of("100", "100_fsm", "100.1", "101", "100_init"));

        assertThat(unlogged).containsExactly("100");
        assertThat(List.of("100", "100_fsm", "100_vm", "100.1"))
                .allMatch(name -> FileRules.isMadeAnew(name, unlogged));
        assertThat(List.of("100_init", "101", "1001", "pg_filenode.map"))
                .noneMatch(name -> FileRules.isMadeAnew(name, unlogged));
    }

    @ParameterizedTest
    @ValueSource(strings = {"t3_16384", "t12_16384_fsm", "t3_16384.1", "t3_16384_vm.2"})
    void temporaryRelationsAreMadeAnew(String name) {
        assertThat(FileRules.isMadeAnew(name, Set.of())).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "postmaster.pid",
                "postmaster.opts",
                "backup_label",
                "tablespace_map",
                "backup_manifest",
                "pgsql_tmp",
                "pgsql_tmp123.0",
                "pg_internal.init",
                "pg_internal.init.4711",
                "postgresql.auto.conf.tmp",
                "current_logfiles.tmp",
                "recovery.signal",
                "standby.signal"
            })
    void whatTheServerLeavesOutIsLeftOut(String name) {
        assertThat(FileRules.isLeftOut(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"postgresql.auto.conf", "current_logfiles", "backup_label.old", "t", "1"})
    void theRestIsTaken(String name) {
        assertThat(FileRules.isLeftOut(name)).isFalse();
    }
}
