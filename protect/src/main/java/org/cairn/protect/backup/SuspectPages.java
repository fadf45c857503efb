package org.cairn.protect.backup;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.cairn.kernel.Lsn;
import org.cairn.vault.snapshot.BadPages;
import org.cairn.vault.snapshot.BadPages.BadPage;

/// Pages that stayed bad on every look, until the end of the backup tells which of them matter.
/// Safe for any thread.
final class SuspectPages {
    // A page may be bad by the million when a disk dies; the names of some are enough.
    private static final int KEPT = 100_000;
    private static final Comparator<BadPage> IN_ORDER =
            Comparator.comparing(BadPage::path).thenComparingLong(BadPage::block);

    private final List<Suspect> kept = new ArrayList<>();
    private long others;

    /// @param lsn of the last change, by the page's own word
    private record Suspect(BadPage page, Lsn lsn) {}

    synchronized void add(BadPage page, Lsn lsn) {
        if (kept.size() < KEPT) {
            kept.add(new Suspect(page, lsn));
        } else {
            others++;
        }
    }

    /// Names the pages that are damaged. One that was changed while the backup went on is not: the
    /// WAL in between holds it whole and puts it right.
    synchronized BadPages resolve(Lsn start, Lsn stop) {
        List<BadPage> bad =
                kept.stream()
                        .filter(suspect ->
                                suspect.lsn().compareTo(start) < 0
                                        || suspect.lsn().compareTo(stop) > 0)
                        .map(Suspect::page)
                        .sorted(IN_ORDER)
                        .toList();
        if (others == 0 || bad.size() < KEPT) {
            return BadPages.of(bad);
        }
        return new BadPages(bad.size() + others, BadPages.of(bad).first());
    }
}
