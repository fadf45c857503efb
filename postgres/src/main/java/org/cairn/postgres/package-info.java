/// All that speaks PostgreSQL: connections, problems of statements, schema upgrades, identifiers.
///
/// Rules: only this module imports `org.postgresql`; an `SQLException` never leaves it or a caller
/// without passing [SqlProblems]; messages never carry the values of a row. Open [Database] first,
/// then `server` (the embedded server) and `copy` (rows in and out, fast).
@NullMarked
package org.cairn.postgres;

import org.jspecify.annotations.NullMarked;
