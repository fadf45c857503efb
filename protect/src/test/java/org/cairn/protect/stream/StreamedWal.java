package org.cairn.protect.stream;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.Arrays;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.WalRange;
import org.cairn.vault.Vault;
import org.cairn.vault.wal.WalObject;

/// Reads WAL back: from the vault, from the journal, from the files of the server.
final class StreamedWal {
    private StreamedWal() {}

    /// A range out of the vault, of which every byte must be there.
    static byte[] ofVault(Vault vault, String server, WalRange range) {
        byte[] bytes = new byte[Math.toIntExact(range.lengthBytes())];
        boolean[] seen = new boolean[bytes.length];
        for (WalObject object : vault.wal().list(server)) {
            if (object.range().timeline().equals(range.timeline())) {
                copy(vault, object, range, bytes, seen);
            }
        }
        for (int i = 0; i < seen.length; i++) {
            if (!seen[i]) {
                throw new AssertionError("the vault lacks " + range.start().plusBytes(i));
            }
        }
        return bytes;
    }

    private static void copy(
            Vault vault, WalObject object, WalRange range, byte[] bytes, boolean[] seen) {
        try (InputStream input = vault.wal().open(object)) {
            byte[] content = input.readAllBytes();
            long shift = object.range().start().bytes() - range.start().bytes();
            for (int i = 0; i < content.length; i++) {
                long at = i + shift;
                if (at >= 0 && at < bytes.length) {
                    bytes[(int) at] = content[i];
                    seen[(int) at] = true;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A range out of the server's own files.
    static byte[] ofServer(StreamedServer server, WalRange range) {
        var bytes = new ByteArrayOutputStream();
        Lsn at = range.start();
        while (at.compareTo(range.end()) < 0) {
            Lsn start = StreamedServer.SEGMENTS.startOf(at);
            Lsn border = StreamedServer.SEGMENTS.endOf(at);
            Lsn end = border.compareTo(range.end()) < 0 ? border : range.end();
            try {
                byte[] file = Files.readAllBytes(server.walFile(range.timeline(), at));
                bytes.writeBytes(
                        Arrays.copyOfRange(
                                file,
                                (int) (at.bytes() - start.bytes()),
                                (int) (end.bytes() - start.bytes())));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            at = end;
        }
        return bytes.toByteArray();
    }
}
