package org.cairn.collect.decode;

import java.nio.charset.Charset;

/// How one CSV document is cut and read.
///
/// @param delimiter and `quote` are ASCII and safe to be found as bytes in `charset`
record CsvSyntax(Charset charset, byte delimiter, byte quote) {}
