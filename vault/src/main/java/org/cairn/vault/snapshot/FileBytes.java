package org.cairn.vault.snapshot;

import java.util.Arrays;

/// The bytes of a small file, compared by what they are and never changed.
public final class FileBytes {
    public static final FileBytes NONE = new FileBytes(new byte[0]);

    private final byte[] bytes;

    private FileBytes(byte[] bytes) {
        this.bytes = bytes;
    }

    public static FileBytes of(byte[] bytes) {
        return new FileBytes(bytes.clone());
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof FileBytes file && Arrays.equals(bytes, file.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
