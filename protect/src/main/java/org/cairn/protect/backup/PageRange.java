package org.cairn.protect.backup;

/// Bytes of a file, in a buffer.
///
/// @param offset where they begin in the buffer
/// @param position where they begin in the file
record PageRange(byte[] bytes, int offset, int length, long position) {}
