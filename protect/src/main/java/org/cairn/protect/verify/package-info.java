/// Whether what was stored can still be read, byte for byte.
///
/// Open [VerifyBackup].
@NullMarked
package org.cairn.protect.verify;

import org.jspecify.annotations.NullMarked;
