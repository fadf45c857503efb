package org.cairn.app;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.cairn.ledger.dataset.DatasetLedger;
import org.cairn.postgres.Database;
import org.cairn.postgres.Identifiers;
import org.cairn.postgres.Sql;
import org.cairn.postgres.SqlProblems;

/// What every dataset holds, as one hash each: equal hashes are equal rows in every column, those
/// of lineage included. Orders the rows of a dataset in memory of the server, so it is meant for
/// small ones.
final class DatasetHashes {
    private DatasetHashes() {}

    /// One dataset at one time.
    ///
    /// @param rows that are not withdrawn
    record Content(String dataset, long rows, String sha256) {}

    static List<Content> of(Database database) {
        try (Connection connection = database.connect()) {
            List<Content> contents = new ArrayList<>();
            for (var dataset : new DatasetLedger().list(connection)) {
                String table = Identifiers.quoteTable(dataset.schema(), dataset.table());
                contents.add(
                        Sql.load(
                                connection,
                                """
                                SELECT %s, encode(sha256(convert_to(coalesce(
                                           string_agg(md5(t::text), '' ORDER BY md5(t::text)), ''),
                                           'UTF8')), 'hex')
                                  FROM %s AS t
                                """
                                        .formatted(
                                                dataset.isChild()
                                                        ? "count(*)"
                                                        : "count(*) FILTER (WHERE _withdrawn IS NULL)",
                                                table),
                                row ->
                                        new Content(
                                                dataset.name(), row.getLong(1), row.getString(2))));
            }
            return contents;
        } catch (SQLException e) {
            throw SqlProblems.of("close the connection", e);
        }
    }
}
