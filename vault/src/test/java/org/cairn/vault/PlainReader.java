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

    private static final Pattern CHUNK =
            Pattern.compile(
                    "\\{\"pack\":\"([0-9a-f]{32})\",\"frame\":(\\d+),\"count\":(\\d+),");

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
        Map<String, byte[]> files = new TreeMap<>();
        Matcher chunk = CHUNK.matcher(Files.readString(vault.resolve(object)));
        while (chunk.find()) {
            byte[] bytes =
                    bytes(
                            chunk.group(1),
                            Integer.parseInt(chunk.group(2)),
                            Integer.parseInt(chunk.group(3)));
            readChunk(new DataInputStream(new ByteArrayInputStream(bytes)), files);
        }
        return files;
    }

    private void readChunk(DataInputStream in, Map<String, byte[]> files) throws IOException {
        String[] packs = new String[(int) varint(in)];
        for (int i = 0; i < packs.length; i++) {
            packs[i] = HexFormat.of().formatHex(in.readNBytes(16));
        }
        for (long left = varint(in); left > 0; left--) {
            in.skipBytes(1);
            String path = new String(in.readNBytes((int) varint(in)), StandardCharsets.UTF_8);
            var file = new ByteArrayOutputStream();
            varint(in);
            in.skipBytes(10);
            for (long pieces = varint(in); pieces > 0; pieces--) {
                readPiece(in, packs, file);
            }
            files.put(path, file.toByteArray());
        }
    }

    private void readPiece(DataInputStream in, String[] packs, ByteArrayOutputStream file)
            throws IOException {
        int length = (int) varint(in);
        int pack = (int) varint(in);
        if (pack == 0) {
            file.write(new byte[length]);
            return;
        }
        int frame = (int) varint(in);
        int offset = (int) varint(in);
        while (length > 0) {
            byte[] plain = bytes(packs[pack - 1], frame++, 1);
            int part = Math.min(length, plain.length - offset);
            file.write(plain, offset, part);
            length -= part;
            offset = 0;
        }
    }

    private static long varint(DataInputStream in) throws IOException {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.readUnsignedByte();
            value |= (part & 0x7FL) << shift;
            if (part < 0x80) {
                return value;
            }
        }
    }

    /// The plain bytes of frames that follow each other.
    private byte[] bytes(String pack, int first, int count) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var in = new RandomAccessFile(packFile(pack).toFile(), "r")) {
            in.seek(44);
            for (int frame = 0; frame < first + count; frame++) {
                byte[] plain = frame(in);
                if (frame >= first) {
                    bytes.write(plain);
                }
            }
        }
        return bytes.toByteArray();
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
