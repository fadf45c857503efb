package org.cairn.source.declare;

import java.util.List;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.Unpivot;

/// Whether a resource's `unpivot` fits its source. Confined to one call of [#check].
final class UnpivotLint {
    private final ResourceDraft draft;
    private final FileInput input;

    UnpivotLint(ResourceDraft draft, FileInput input) {
        this.draft = draft;
        this.input = input;
    }

    void check() {
        Unpivot unpivot = draft.in().find(UnpivotKeys.UNPIVOT);
        if (unpivot == null) {
            return;
        }
        if (!input.format().isTable()) {
            error("'unpivot' is only for csv and xlsx", "Remove it.");
            return;
        }
        List<String> names = unpivot.namesTo();
        int rows = input.table().header().present() ? input.table().header().more().size() + 1 : 0;
        if (names.size() > 1 && names.size() != rows) {
            error(
                    "'names_to' has %d names, and there are %d header rows"
                            .formatted(names.size(), rows),
                    "Write one name, or as many as 'dialect.header_rows' has.");
        }
    }

    private void error(String message, String remedy) {
        draft.in().reading().error(draft.in().placeOf(UnpivotKeys.UNPIVOT), message, remedy);
    }
}
