/// A real S3 server for tests, and a proxy in front of it that misbehaves as it is told.
@NullMarked
package org.cairn.testkit.s3;

import org.jspecify.annotations.NullMarked;
