/// The store in a bucket of S3, or of anything that speaks its protocol.
///
/// Rules: the AWS SDK is used in this package and nowhere else; its exceptions end here; a key or a
/// token is never part of a message. All that is promised rests on `If-None-Match: *`, which makes
/// a name taken once and for all. Open [S3Store] first, then [S3Uploads]: the one place where an
/// answer may be lost and has to be found out.
@NullMarked
package org.cairn.vault.store.s3;

import org.jspecify.annotations.NullMarked;
