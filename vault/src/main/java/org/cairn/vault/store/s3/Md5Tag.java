package org.cairn.vault.store.s3;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.CRC32C;

/// The tag of an object (ETag), where it is the MD5 of its bytes: the only evidence that older
/// servers give. Of no use against malice, and not meant to be.
final class Md5Tag {
    private static final int BUFFER = 64 * 1024;

    private Md5Tag() {}

    /// Whether the tag is the MD5 of the file. A tag of another form says nothing, and so no.
    static boolean agrees(String eTag, SpoolFile file) {
        String bare = eTag.replace("\"", "").toLowerCase(Locale.ROOT);
        try (InputStream in = file.open(0, file.sizeBytes())) {
            return bare.equals(md5(in));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String md5(InputStream in) throws IOException {
        try {
            var digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[BUFFER];
            for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
                digest.update(buffer, 0, got);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has MD5", e);
        }
    }

    /// The CRC32C of all that comes.
    static String checksum(InputStream in) throws IOException {
        var crc = new CRC32C();
        byte[] buffer = new byte[BUFFER];
        for (int got = in.read(buffer); got >= 0; got = in.read(buffer)) {
            crc.update(buffer, 0, got);
        }
        return SpoolFile.text(crc);
    }
}
