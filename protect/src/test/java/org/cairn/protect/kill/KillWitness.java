package org.cairn.protect.kill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/// What the journals of the children say must be there, may be there and must not be there. Backups
/// and documents by their numbers.
final class KillWitness {
    private static final String ROUND = "round";

    /// Visible, or its writer was killed before it heard so.
    final Set<Long> begun = new HashSet<>();

    final Set<Long> taken = new TreeSet<>();
    final Set<Long> refused = new HashSet<>();
    final Set<Long> expiring = new HashSet<>();
    final Set<Long> expired = new HashSet<>();
    final Set<Long> storing = new HashSet<>();
    final Set<Long> stored = new HashSet<>();

    /// What the copy must have.
    final Set<Long> copied = new TreeSet<>();

    int copies;
    private final Set<Long> takenWhenCopying = new HashSet<>();

    /// Marks in all journals that all children are dead.
    static void endRound(KillPlace place) throws IOException {
        for (int writer = 0; writer < 2; writer++) {
            Files.writeString(
                    KillChild.journal(place, writer),
                    ROUND + "\n",
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        }
    }

    /// Reads the journals, which both end with the same round.
    static KillWitness of(KillPlace place) throws IOException {
        var witness = new KillWitness();
        List<List<String>> first = rounds(KillChild.journal(place, 0));
        List<List<String>> second = rounds(KillChild.journal(place, 1));
        for (int round = 0; round < first.size(); round++) {
            witness.hear(first.get(round));
            witness.hear(second.get(round));
        }
        return witness;
    }

    private static List<List<String>> rounds(Path journal) throws IOException {
        return Arrays.stream(Files.readString(journal).split(ROUND + "\n", -1))
                .map(lines -> lines.lines().toList())
                .toList();
    }

    private void hear(List<String> lines) {
        long last = -1;
        for (String line : lines) {
            String[] words = line.split(" ");
            List<Long> numbers =
                    line.startsWith("unexpected")
                            ? List.of()
                            : Arrays.stream(words)
                                    .skip(1)
                                    .filter(word -> !word.startsWith("snap/"))
                                    .map(Long::valueOf)
                                    .toList();
            switch (words[0]) {
                case "begun" -> {
                    last = numbers.getFirst();
                    begun.add(last);
                }
                case "taken" -> taken.addAll(numbers);
                case "refused" -> refused.add(last);
                case "expiring" -> expiring.addAll(numbers);
                case "expired" -> expired.addAll(numbers);
                case "storing" -> storing.addAll(numbers);
                case "stored" -> stored.addAll(numbers);
                case "copying" -> {
                    takenWhenCopying.addAll(taken);
                    takenWhenCopying.removeAll(expiring);
                }
                case "copied" -> {
                    copied.addAll(takenWhenCopying);
                    takenWhenCopying.clear();
                    copies++;
                }
                case "copy-expiring" -> copied.removeAll(numbers);
                case "copy-expired" -> {}
                default -> throw new AssertionError(line);
            }
        }
        takenWhenCopying.clear();
    }

    /// Backups that were reported as taken and that nobody began to expire.
    Set<Long> required() {
        Set<Long> required = new TreeSet<>(taken);
        required.removeAll(expiring);
        return required;
    }
}
