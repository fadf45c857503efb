package org.cairn.vault.frame;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The identity of a pack: 16 random bytes as 32 lower-case hexadecimal digits.
public record PackId(Kind kind, String hex) {
    /// What the frames of a pack hold.
    public enum Kind {
        /// Bytes of bodies and of files.
        DATA("packs/"),
        /// Chunks of file tables.
        META("meta/");

        private final String folder;

        Kind(String folder) {
            this.folder = folder;
        }

        /// The folder of their objects.
        public String folder() {
            return folder;
        }
    }

    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");
    private static final Pattern NAME = Pattern.compile("(packs|meta)/[0-9a-f]{2}/([0-9a-f]{32})");

    public PackId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a pack id: " + hex);
        }
    }

    /// Makes the identity of a pack of data.
    public PackId(String hex) {
        this(Kind.DATA, hex);
    }

    /// Makes the identity of a pack of file tables.
    public static PackId meta(String hex) {
        return new PackId(Kind.META, hex);
    }

    /// Takes the id out of the name of an object; empty if that is not the name of a pack.
    public static Optional<PackId> parse(String objectName) {
        Matcher name = NAME.matcher(objectName);
        if (!name.matches()) {
            return Optional.empty();
        }
        Kind kind = name.group(1).equals("meta") ? Kind.META : Kind.DATA;
        return Optional.of(new PackId(kind, name.group(2)))
                .filter(id -> id.objectName().equals(objectName));
    }

    /// The name of the object that holds the pack, below one of 256 folders.
    public String objectName() {
        return kind.folder() + hex.substring(0, 2) + "/" + hex;
    }

    /// What a reader of the pack knows beforehand.
    public ContainerLabel label() {
        return new ContainerLabel(ContainerKind.PACK, objectName(), hex);
    }

    @Override
    public String toString() {
        return hex;
    }
}
