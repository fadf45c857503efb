package org.cairn.collect.infer;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/// Names that fields may have, out of what columns and members are called.
public final class FieldNames {
    private static final int LONGEST = 50;
    private static final Pattern KEY =
            Pattern.compile(
                    "(?i)(.*[_.\\W])?(id|code|key|uuid|guid|slug|url|uri|number|no|nr)'?\\]?");
    private static final Set<String> TAKEN =
            Set.of("tableoid", "xmin", "cmin", "xmax", "cmax", "ctid");

    private FieldNames() {}

    static boolean looksLikeKey(String name) {
        return KEY.matcher(name).matches();
    }

    static List<String> of(List<String> names) {
        List<String> fields = new ArrayList<>();
        Set<String> used = new HashSet<>(TAKEN);
        for (int i = 0; i < names.size(); i++) {
            String plain = plain(names.get(i));
            String base = plain.isEmpty() ? "column_" + (i + 1) : plain;
            String field = base;
            for (int n = 2; !used.add(field); n++) {
                String end = "_" + n;
                field = base.substring(0, Math.min(base.length(), LONGEST - end.length())) + end;
            }
            fields.add(field);
        }
        return fields;
    }

    /// A name that declarations accept; empty when nothing of it can be in one.
    public static String plain(String name) {
        String small =
                name.replaceAll("(?<=[a-z0-9])(?=[A-Z])", "_")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^a-z0-9]+", "_")
                        .replaceAll("^[^a-z]+|_+$", "");
        return small.length() > LONGEST ? small.substring(0, LONGEST).replaceAll("_+$", "") : small;
    }
}
