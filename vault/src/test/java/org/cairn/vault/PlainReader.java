package org.cairn.vault;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.KDF;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.HKDFParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Takes snapshots, WAL and bodies out of a vault's folder with nothing but
/// `docs/format/vault-1.md`: shares no code with the product, so that a mistake made in writing and
/// undone in reading is seen. Reads vaults of both suites, of the first epoch; an encrypted one by
/// a key file.
public final class PlainReader {
    private static final Pattern CHUNK =
            Pattern.compile(
                    "\\{\"pack\":\"(\\w{32})\",\"frame\":(\\d+),\"count\":(\\d+),\"id\":\"\\w{64}\"");

    private static final Pattern PIECE =
            Pattern.compile("\\{\"pack\":\"(\\w{32})\",\"frame\":(\\d+),\"count\":(\\d+)\\}");

    private final Path vault;
    private final byte[] salt;
    private final byte @Nullable [] master;

    /// @param keyFile the 32 bytes of a key file; nothing for a vault that is not encrypted
    public PlainReader(Path vault, byte @Nullable [] keyFile) throws IOException {
        this.vault = vault;
        UUID uuid = UUID.fromString(text(read("repo.json"), "uuid"));
        this.salt =
                ByteBuffer.allocate(16)
                        .putLong(uuid.getMostSignificantBits())
                        .putLong(uuid.getLeastSignificantBits())
                        .array();
        this.master = keyFile == null ? null : master(keyFile);
    }

    private byte[] master(byte[] keyFile) throws IOException {
        List<Path> slots;
        try (Stream<Path> files = Files.list(vault.resolve("keys/00000001"))) {
            slots = files.toList();
        }
        for (Path slot : slots) {
            byte[] json = Files.readAllBytes(slot);
            if (text(json, "kind").equals("file")) {
                byte[] key =
                        derive(
                                keyFile,
                                base64(json, "salt"),
                                "cairn slot".getBytes(StandardCharsets.US_ASCII));
                byte[] wrapped = base64(json, "wrapped");
                ByteBuffer about = ByteBuffer.allocate(16 + 4 + 16 + 4);
                about.put(salt)
                        .putInt(1)
                        .put(HexFormat.of().parseHex(slot.getFileName().toString()));
                about.put("file".getBytes(StandardCharsets.US_ASCII));
                return open(
                        key,
                        Arrays.copyOf(wrapped, 12),
                        about.array(),
                        Arrays.copyOfRange(wrapped, 12, wrapped.length));
            }
        }
        throw new IOException("no slot of a key file");
    }

    /// The files of a snapshot, by path, from the name of its object; a folder is a file without
    /// bytes.
    public Map<String, byte[]> snapshot(String object) throws IOException {
        String json = json(object);
        Map<String, byte[]> files = new TreeMap<>();
        for (Matcher chunk = CHUNK.matcher(json); chunk.find(); ) {
            byte[] bytes =
                    frames(
                            place("meta/", chunk.group(1)),
                            Integer.parseInt(chunk.group(2)),
                            Integer.parseInt(chunk.group(3)));
            readChunk(ByteBuffer.wrap(bytes), files);
        }
        return files;
    }

    /// The JSON of an object, such as a hold, by its name.
    public String json(String object) throws IOException {
        return new String(frames(object, 0, Integer.MAX_VALUE), StandardCharsets.UTF_8);
    }

    /// The WAL of an object of `wal/`, by its name.
    public byte[] wal(String object) throws IOException {
        return frames(object, 1, Integer.MAX_VALUE - 1);
    }

    /// The bytes of an object of `body/`, by its name, which have the hash that it says.
    public byte[] body(String object) throws IOException {
        String json = json(object);
        var body = new ByteArrayOutputStream();
        for (Matcher piece = PIECE.matcher(json); piece.find(); ) {
            body.writeBytes(
                    frames(
                            place("packs/", piece.group(1)),
                            Integer.parseInt(piece.group(2)),
                            Integer.parseInt(piece.group(3))));
        }
        String hash = text(json.getBytes(StandardCharsets.UTF_8), "sha256");
        if (!sha256(body.toByteArray()).equals(hash)) {
            throw new IOException("other bytes than " + object + " says");
        }
        return body.toByteArray();
    }

    /// The SHA-256 of bytes, in hexadecimal.
    public static String sha256(byte[] bytes) throws IOException {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private void readChunk(ByteBuffer in, Map<String, byte[]> files) throws IOException {
        String[] packs = new String[(int) varint(in)];
        for (int i = 0; i < packs.length; i++) {
            packs[i] = place("packs/", HexFormat.of().formatHex(bytes(in, 16)));
        }
        for (long left = varint(in); left > 0; left--) {
            in.get();
            String path = new String(bytes(in, (int) varint(in)), StandardCharsets.UTF_8);
            long size = varint(in);
            bytes(in, 10);
            var file = new ByteArrayOutputStream();
            for (long pieces = varint(in); pieces > 0; pieces--) {
                readPiece(in, packs, file);
            }
            if (file.size() != size || files.put(path, file.toByteArray()) != null) {
                throw new IOException("not a file table: " + path);
            }
        }
    }

    private void readPiece(ByteBuffer in, String[] packs, ByteArrayOutputStream file)
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
            byte[] plain = frames(packs[pack - 1], frame++, 1);
            int part = Math.min(length, plain.length - offset);
            file.write(plain, offset, part);
            length -= part;
            offset = 0;
        }
    }

    private static String place(String folder, String id) {
        return folder + id.substring(0, 2) + "/" + id;
    }

    private static long varint(ByteBuffer in) {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            int part = in.get();
            value |= (part & 0x7FL) << shift;
            if (part >= 0) {
                return value;
            }
        }
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }

    /// The plain bytes of frames that follow each other, or of those that there are.
    private byte[] frames(String object, int first, int count) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(read(object));
        byte[] header = bytes(in, 44);
        int end = in.limit() - 12 - in.getInt(in.limit() - 12);
        List<byte[]> ids = ids(in.array(), end, header);
        var plain = new ByteArrayOutputStream();
        for (int number = 0; in.position() < end; number++) {
            byte[] frame = bytes(in, 16 + in.getInt(in.position()) + 16);
            if (number >= first && number - first < count) {
                plain.write(plain(frame, number, ids.get(number), header));
            }
        }
        return plain.toByteArray();
    }

    private List<byte[]> ids(byte[] all, int footerAt, byte[] header) throws IOException {
        byte[] footer = Arrays.copyOfRange(all, footerAt, all.length - 12);
        ByteBuffer entries = ByteBuffer.wrap(plain(footer, -1, new byte[32], header));
        return Stream.generate(
                        () -> {
                            byte[] id = bytes(entries, 32);
                            bytes(entries, 7);
                            return id;
                        })
                .limit(entries.remaining() / 39)
                .toList();
    }

    private byte[] plain(byte[] frame, int number, byte[] id, byte[] header) throws IOException {
        byte[] stored = Arrays.copyOfRange(frame, 16, frame.length);
        byte[] key = master;
        if (key == null) {
            stored = Arrays.copyOf(stored, stored.length - 16);
        } else {
            byte[] about = ByteBuffer.allocate(44).put(frame, 0, 12).put(id).array();
            byte[] nonce = ByteBuffer.allocate(12).putLong(0).putInt(number).array();
            stored = open(derive(key, salt, header), nonce, about, stored);
        }
        int length = ByteBuffer.wrap(frame).getInt(4);
        return frame[9] == 0 ? stored : Zstd.decompress(stored, length);
    }

    private static byte[] derive(byte[] secret, byte[] salt, byte[] info) throws IOException {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(
                            HKDFParameterSpec.ofExtract()
                                    .addIKM(secret)
                                    .addSalt(salt)
                                    .thenExpand(info, 32));
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static byte[] open(byte[] key, byte[] nonce, byte[] about, byte[] sealed)
            throws IOException {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(
                    Cipher.DECRYPT_MODE,
                    new SecretKeySpec(key, "AES"),
                    new GCMParameterSpec(128, nonce));
            cipher.updateAAD(about);
            return cipher.doFinal(sealed);
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private byte[] read(String object) throws IOException {
        return Files.readAllBytes(vault.resolve(object));
    }

    private static byte[] base64(byte[] json, String key) throws IOException {
        return Base64.getDecoder().decode(text(json, key));
    }

    private static String text(byte[] json, String key) throws IOException {
        Matcher found =
                Pattern.compile("\"" + key + "\":\"([^\"]*)\"")
                        .matcher(new String(json, StandardCharsets.UTF_8));
        if (!found.find()) {
            throw new IOException("no " + key);
        }
        return found.group(1);
    }
}
