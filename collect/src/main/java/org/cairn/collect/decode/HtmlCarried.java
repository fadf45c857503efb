package org.cairn.collect.decode;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.Picker.Picked;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.Selector;
import org.jspecify.annotations.Nullable;

/// The values around the records of one page: the only match of the page, or else the last one that
/// begins before the record, such as the heading above it.
final class HtmlCarried {
    private final Map<String, List<Picked>> byName = new HashMap<>();

    HtmlCarried(HtmlPage page, Picker picker, @Nullable MarkupRecords records) {
        if (records != null) {
            records.carry()
                    .forEach((name, selector) -> byName.put(name, inOrder(page, picker, selector)));
        }
    }

    private static List<Picked> inOrder(HtmlPage page, Picker picker, Selector selector) {
        return picker
                .pick(page.document(), new FieldOrigin.Select(selector), Integer.MAX_VALUE)
                .stream()
                .sorted(Comparator.comparingLong(picked -> picked.span().offset()))
                .toList();
    }

    @Nullable Picked get(String name, long record) {
        List<Picked> matches = byName.getOrDefault(name, List.of());
        if (matches.size() == 1) {
            return matches.getFirst();
        }
        int low = 0;
        int high = matches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (matches.get(middle).span().offset() < record) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == 0 ? null : matches.get(low - 1);
    }
}
