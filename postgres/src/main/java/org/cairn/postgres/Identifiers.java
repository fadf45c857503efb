package org.cairn.postgres;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.cairn.kernel.ProblemException;

/// Names of schemas, tables and columns as they stand in SQL: always quoted, never cut.
public final class Identifiers {
    // NAMEDATALEN - 1 of every stock build.
    private static final int MAX_BYTES = 63;

    private Identifiers() {}

    /// Quotes one name, so that it means exactly itself. Problems: `identifier-wrong`.
    public static String quote(String name) {
        if (name.isEmpty()) {
            throw wrong(name, "is empty");
        }
        if (name.indexOf('\0') >= 0) {
            throw wrong(name.replace('\0', '?'), "holds the character NUL");
        }
        int bytes = utf8Length(name);
        if (bytes > MAX_BYTES) {
            throw wrong(
                    name, "has " + bytes + " bytes in UTF-8, and PostgreSQL keeps " + MAX_BYTES);
        }
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /// Quotes `schema.table`. Problems: `identifier-wrong`.
    public static String quoteTable(String schema, String table) {
        return quote(schema) + "." + quote(table);
    }

    private static int utf8Length(String name) {
        try {
            // A fresh encoder reports lone surrogates, where getBytes would replace them.
            return StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(name)).remaining();
        } catch (CharacterCodingException e) {
            throw wrong("?", "holds half of a surrogate pair: " + e.getMessage());
        }
    }

    private static ProblemException wrong(String name, String why) {
        return PostgresProblems.IDENTIFIER_WRONG
                .says("name '%s' cannot be used in PostgreSQL", name)
                .what("it %s", why)
                .remedy("Choose another name of at most %d bytes.", MAX_BYTES)
                .with("name", name)
                .asException();
    }
}
