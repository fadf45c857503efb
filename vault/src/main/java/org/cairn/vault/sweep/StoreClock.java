package org.cairn.vault.sweep;

import java.time.Duration;
import java.time.Instant;
import java.util.regex.Pattern;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectInfo;
import org.cairn.vault.store.ObjectName;

/// The time as the store has it: that of an object which is made to be looked at.
final class StoreClock {
    private static final String PREFIX = "gc/clock-";
    private static final String TYPE = "clock";
    private static final Pattern FORM = Pattern.compile("gc/clock-[0-9a-f]{32}");
    private static final Duration LEFT_OVER = Duration.ofDays(1);

    private final JsonObjects objects;

    StoreClock(JsonObjects objects) {
        this.objects = objects;
    }

    Instant now() {
        var name = new ObjectName(PREFIX + objects.ids().get());
        objects.put(TYPE, name, _ -> {});
        Instant now =
                objects.store()
                        .find(name)
                        .map(ObjectInfo::lastModified)
                        .orElseThrow(() -> VaultProblems.missing(name.value()));
        remove(name);
        return now;
    }

    private void remove(ObjectName name) {
        try {
            objects.store().remove(name);
        } catch (ProblemException _) {
            // It costs room for some bytes.
        }
    }

    /// Removes what killed processes left.
    void tidy(Instant now) {
        for (ObjectInfo info : objects.store().survey("gc/")) {
            boolean old = info.lastModified().isBefore(now.minus(LEFT_OVER));
            if (old && isOurs(info.name())) {
                remove(info.name());
            }
        }
    }

    static boolean isOurs(ObjectName name) {
        return FORM.matcher(name.value()).matches();
    }
}
