package org.cairn.vault.frame;

import java.util.Optional;
import java.util.regex.Pattern;

/// The identity of a pack: 16 random bytes as 32 lower-case hexadecimal digits.
public record PackId(String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{32}");

    public PackId {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a pack id: " + hex);
        }
    }

    /// Takes the id out of the name of an object; empty if that is not the name of a pack.
    public static Optional<PackId> parse(String objectName) {
        String hex = objectName.substring(objectName.lastIndexOf('/') + 1);
        return FORM.matcher(hex).matches()
                ? Optional.of(new PackId(hex)).filter(id -> id.objectName().equals(objectName))
                : Optional.empty();
    }

    /// The name of the object that holds the pack, below one of 256 folders.
    public String objectName() {
        return "packs/" + hex.substring(0, 2) + "/" + hex;
    }

    /// The name of the object that holds it when it is a pack of file tables.
    public String metaName() {
        return objectName();
    }

    @Override
    public String toString() {
        return hex;
    }
}
