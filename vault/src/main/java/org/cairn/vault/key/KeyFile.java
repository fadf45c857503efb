package org.cairn.vault.key;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.cairn.vault.problem.KeyProblems;

/// A file that holds the text of a key and a line feed; only its owner may read it.
public final class KeyFile {
    private static final int MAX_BYTES = 4096;

    private KeyFile() {}

    /// Reads a key. Raises `vault-key-unreadable`.
    ///
    /// @param kind of the slot that it is for: a recovery key may stand in a file too
    public static VaultSecret read(Path file, SecretKind kind) {
        byte[] bytes = bytes(file);
        char[] text = new char[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            text[i] = (char) (bytes[i] & 0xFF);
        }
        try {
            return VaultSecret.read(kind, text);
        } catch (IllegalArgumentException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        } finally {
            Arrays.fill(bytes, (byte) 0);
            Arrays.fill(text, '\0');
        }
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw unreadable(file, "it is too long for a key");
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException _) {
            throw unreadable(file, "there is no such file");
        } catch (IOException e) {
            throw unreadable(file, String.valueOf(e.getMessage()));
        }
    }

    /// Makes a file with a new key, durable when this returns, or reads the one that is there. A
    /// file is never overwritten: it may be the only key of a vault. Raises `vault-key-unreadable`
    /// and `vault-key-unwritable`.
    public static VaultSecret readOrCreate(Path file, Entropy entropy) {
        if (!Files.exists(file)) {
            VaultSecret made = VaultSecret.make(SecretKind.FILE, entropy);
            if (create(file, made)) {
                return made;
            }
            made.close();
        }
        return read(file, SecretKind.FILE);
    }

    /// Writes a key into a file of its own. Says false if the name is taken.
    ///
    /// The text is durable under a name of its own first, and then gets the right one by a link: a
    /// file that is there is whole.
    public static boolean create(Path file, VaultSecret secret) {
        char[] text = secret.text();
        byte[] bytes = new byte[text.length + 1];
        for (int i = 0; i < text.length; i++) {
            bytes[i] = (byte) text[i];
        }
        bytes[text.length] = '\n';
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("it is no file");
            }
            Files.createDirectories(folder);
            Path draft = folder.resolve(file.getFileName() + "." + UUID.randomUUID());
            try {
                write(draft, bytes);
                Files.createLink(file, draft);
            } finally {
                Files.deleteIfExists(draft);
            }
            force(folder);
            return true;
        } catch (FileAlreadyExistsException _) {
            // Create-if-absent: whoever was first made the key.
            return false;
        } catch (IOException | UnsupportedOperationException e) {
            throw KeyProblems.UNWRITABLE
                    .says("the key file '%s' cannot be written", file)
                    .what("%s", String.valueOf(e.getMessage()))
                    .kept("no vault was made")
                    .remedy("Name another place for it by vault.key.file in cairn.yaml.")
                    .with("path", file)
                    .asException(e);
        } finally {
            Arrays.fill(text, '\0');
            Arrays.fill(bytes, (byte) 0);
        }
    }

    private static void write(Path draft, byte[] text) throws IOException {
        var owner =
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
        try (FileChannel channel =
                FileChannel.open(
                        draft,
                        Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                        owner)) {
            ByteBuffer bytes = ByteBuffer.wrap(text);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
    }

    private static void force(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    private static RuntimeException unreadable(Path file, String what) {
        return KeyProblems.UNREADABLE
                .says("the key file '%s' cannot be used", file)
                .what("%s", what)
                .kept("nothing was changed")
                .remedy(
                        "Put the key file back, or open the vault by another key: its passphrase or"
                                + " its recovery key.")
                .with("path", file)
                .asException();
    }
}
