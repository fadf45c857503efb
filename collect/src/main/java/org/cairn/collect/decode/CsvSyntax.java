package org.cairn.collect.decode;

import java.nio.charset.Charset;

/// How one CSV document is cut and read.
///
/// @param delimiter and `quote` are ASCII and safe to be found as bytes in `charset`
/// @param quote [#NO_QUOTE] where no character is one
record CsvSyntax(Charset charset, byte delimiter, int quote) {
    /// Equals no byte.
    static final int NO_QUOTE = 0x100;
}
