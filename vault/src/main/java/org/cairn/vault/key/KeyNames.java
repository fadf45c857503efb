package org.cairn.vault.key;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.vault.store.ObjectName;

/// Names of the objects below `keys/`.
final class KeyNames {
    static final String FOLDER = "keys/";

    private static final Pattern FORM =
            Pattern.compile("keys/([0-7][0-9a-f]{7})/(previous|[0-9a-f]{32})");

    /// A name taken apart.
    ///
    /// @param last the id of a slot, or `previous`
    record Parts(int epoch, String last) {
        boolean isSlot() {
            return !last.equals("previous");
        }
    }

    private KeyNames() {}

    static String epoch(int epoch) {
        return "%s%08x/".formatted(FOLDER, epoch);
    }

    static ObjectName previous(int epoch) {
        return new ObjectName(epoch(epoch) + "previous");
    }

    static Optional<Parts> parse(ObjectName name) {
        Matcher matcher = FORM.matcher(name.value());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        var parts = new Parts(Integer.parseInt(matcher.group(1), 16), matcher.group(2));
        return Optional.of(parts).filter(found -> found.epoch() > (found.isSlot() ? 0 : 1));
    }
}
