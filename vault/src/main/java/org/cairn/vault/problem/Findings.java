package org.cairn.vault.problem;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import org.cairn.kernel.ProblemException;

/// What is found wrong while objects are read, the first finding of each. Safe for any thread.
public final class Findings {
    private final Map<String, Finding> found = new ConcurrentSkipListMap<>();

    /// Reads the object `name` by `read`; a problem that it raises becomes a finding. Says whether
    /// all was well.
    public boolean reading(String name, Runnable read) {
        try {
            read.run();
            return true;
        } catch (ProblemException e) {
            // A finding is the answer here.
            Finding finding = Finding.of(e.problem(), name);
            found.putIfAbsent(finding.object(), finding);
            return false;
        }
    }

    /// Says whether something is wrong with the object of this name.
    public boolean concern(String name) {
        return found.containsKey(name);
    }

    /// All of them, by the names of the objects.
    public List<Finding> all() {
        return List.copyOf(found.values());
    }
}
