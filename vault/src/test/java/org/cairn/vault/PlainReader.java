package org.cairn.vault;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Takes bodies, WAL and snapshots out of a vault's folder with nothing but
/// `docs/format/vault-0.md`: shares no code with the product, so that a mistake made in writing and
/// undone in reading is seen.
public final class PlainReader {
    private static final Pattern PACK =
            Pattern.compile("\\{\"pack\":\"([0-9a-f]{32})\",\"frames\":\\[([^]]*)]}");
    private static final Pattern FRAME =
            Pattern.compile(
                    "\\{\"offset\":(\\d+),\"stored\":(\\d+),\"plain\":(\\d+),\"id\":\"([0-9a-f]{64})\"}");

    private static final Pattern TABLE = Pattern.compile("\"file_table\":\"([0-9a-f]{64})\"");

    private final Path vault;

    public PlainReader(Path vault) {
        this.vault = vault;
    }

    /// The bytes of a range of WAL, by the name of its object.
    public byte[] wal(String object) throws IOException {
        try (var in = new RandomAccessFile(vault.resolve(object).toFile(), "r")) {
            in.seek(36);
            long start = in.readLong();
            long length = in.readLong() - start;
            var wal = new ByteArrayOutputStream();
            for (long at = 64; wal.size() < length; at = in.getFilePointer()) {
                in.seek(at);
                wal.write(frame(in));
            }
            return wal.toByteArray();
        }
    }

    /// The files of a snapshot, by path, from the name of its object; a folder is a file without
    /// bytes.
    public Map<String, byte[]> snapshot(String object) throws IOException {
        Matcher table = TABLE.matcher(Files.readString(vault.resolve(object)));
        if (!table.find()) {
            throw new IOException("no file table");
        }
        Map<String, byte[]> files = new TreeMap<>();
        var in = new DataInputStream(new ByteArrayInputStream(body(table.group(1))));
        in.skipBytes(8);
        String[] packs = new String[in.readInt()];
        for (int i = 0; i < packs.length; i++) {
            packs[i] = HexFormat.of().formatHex(in.readNBytes(16));
            in.readLong();
        }
        while (in.read() != 0) {
            String path = new String(in.readNBytes(in.readUnsignedShort()), StandardCharsets.UTF_8);
            in.skipBytes(18);
            files.put(path, file(in, packs));
        }
        return files;
    }

    private byte[] file(DataInputStream in, String[] packs) throws IOException {
        var file = new ByteArrayOutputStream();
        for (int left = in.readInt(); left > 0; left--) {
            int pack = in.readInt();
            if (pack == -1) {
                file.write(new byte[u24(in)]);
            } else {
                long offset = ((long) in.readUnsignedByte() << 32) | (in.readInt() & 0xFFFFFFFFL);
                in.skipBytes(38);
                try (var from = new RandomAccessFile(packFile(packs[pack]).toFile(), "r")) {
                    from.seek(offset);
                    file.write(frame(from));
                }
            }
        }
        return file.toByteArray();
    }

    private static int u24(DataInputStream in) throws IOException {
        return in.readUnsignedByte() << 16 | in.readUnsignedShort();
    }

    private Path packFile(String id) {
        return vault.resolve("packs/" + id.substring(0, 2) + "/" + id);
    }

    private static byte[] frame(RandomAccessFile in) throws IOException {
        int stored = in.readInt();
        int plain = in.readInt();
        int codec = (in.readInt() >>> 16) & 0xFF;
        in.skipBytes(4);
        return unpacked(in, codec, stored, plain);
    }

    public byte[] body(String sha256) throws IOException {
        String json =
                Files.readString(vault.resolve("body/" + sha256.substring(0, 2) + "/" + sha256));
        var body = new ByteArrayOutputStream();
        for (Matcher pack = PACK.matcher(json); pack.find(); ) {
            String id = pack.group(1);
            try (var in = new RandomAccessFile(packFile(id).toFile(), "r")) {
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
        return unpacked(in, codec, stored, plain);
    }

    private static byte[] unpacked(RandomAccessFile in, int codec, int stored, int plain)
            throws IOException {
        byte[] bytes = new byte[stored];
        in.readFully(bytes);
        return switch (codec) {
            case 0 -> bytes;
            case 1 -> Zstd.decompress(bytes, plain);
            default -> throw new IOException("unknown codec " + codec);
        };
    }
}
