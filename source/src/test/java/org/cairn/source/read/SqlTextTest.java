package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SqlTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT 1",
                "  -- a; b\n/* c; /* d; */ e; */ SELECT ';', \";\", $$;$$, $a$; $$ ;$a$",
                "with x as (select E'\\';' || 'it''s') table x",
                "VALUES (1)",
                "(SELECT 1) UNION (SELECT 2)",
                "SELECT price$1, 'e''\\' FROM t",
                "select 'open"
            })
    void takesOneQuery(String sql) {
        assertThat(SqlText.query(sql)).isEqualTo(sql);
    }

    @Test
    void leavesOutWhatEndsTheQuery() {
        assertThat(SqlText.query("SELECT 1 ; -- the end\n;\n")).isEqualTo("SELECT 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ";",
                "-- nothing",
                "/* open",
                "DROP TABLE x",
                "CREATE VIEW v AS SELECT 1",
                "SELECT 1; DROP TABLE x",
                "SELECT '\\'; DROP TABLE x --'",
                "SELECT $$;$$; DELETE FROM x",
                "SELECT 1 /* */ ; /* */ SELECT 2"
            })
    void refusesWhatIsNone(String sql) {
        assertThat(SqlText.query(sql)).isEmpty();
    }
}
