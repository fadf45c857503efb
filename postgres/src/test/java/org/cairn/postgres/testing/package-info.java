/// Real PostgreSQL servers for tests of this and other modules. Open [TestServer].
@NullMarked
package org.cairn.postgres.testing;

import org.jspecify.annotations.NullMarked;
