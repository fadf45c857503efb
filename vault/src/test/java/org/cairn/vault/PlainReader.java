package org.cairn.vault;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes a body out of a vault's folder with nothing but `docs/format/vault-0.md`: shares no code
/// with the product, so that a mistake made in writing and undone in reading is seen.
public final class PlainReader {
    private static final Pattern PACK =
            Pattern.compile("\\{\"pack\":\"([0-9a-f]{32})\",\"frames\":\\[([^]]*)]}");
    private static final Pattern FRAME =
            Pattern.compile(
                    "\\{\"offset\":(\\d+),\"stored\":(\\d+),\"plain\":(\\d+),\"id\":\"([0-9a-f]{64})\"}");

    private final Path vault;

    public PlainReader(Path vault) {
        this.vault = vault;
    }

    public byte[] body(String sha256) throws IOException {
        String json =
                Files.readString(vault.resolve("body/" + sha256.substring(0, 2) + "/" + sha256));
        var body = new ByteArrayOutputStream();
        for (Matcher pack = PACK.matcher(json); pack.find(); ) {
            String id = pack.group(1);
            Path file = vault.resolve("packs/" + id.substring(0, 2) + "/" + id);
            try (var in = new RandomAccessFile(file.toFile(), "r")) {
                for (Matcher frame = FRAME.matcher(pack.group(2)); frame.find(); ) {
                    body.write(frame(in, frame));
                }
            }
        }
        return body.toByteArray();
    }

    private static byte[] frame(RandomAccessFile in, Matcher listed) throws IOException {
        in.seek(Long.parseLong(listed.group(1)));
        int stored = in.readInt();
        int plain = in.readInt();
        int type = in.read();
        int codec = in.read();
        in.skipBytes(6);
        if (stored != Integer.parseInt(listed.group(2))
                || plain != Integer.parseInt(listed.group(3))
                || type != 1) {
            throw new IOException("not the frame that is listed");
        }
        byte[] bytes = new byte[stored];
        in.readFully(bytes);
        return switch (codec) {
            case 0 -> bytes;
            case 1 -> Zstd.decompress(bytes, plain);
            default -> throw new IOException("unknown codec " + codec);
        };
    }
}
