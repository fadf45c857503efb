package org.cairn.source.declare;

import java.text.DecimalFormatSymbols;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cairn.source.declare.DialectKeys.Written;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.TransformSpec;
import org.jspecify.annotations.Nullable;

/// Writes out what `date_order` and `locale` of a source mean for each field: transforms, so that a
/// stored mapping knows them and needs no locale.
final class WrittenValues {
    private WrittenValues() {}

    static ResourceSpec in(ResourceSpec resource, Written written) {
        return written.equals(Written.PLAINLY)
                ? resource
                : resource.withFields(
                        resource.fields().stream().map(field -> field(field, written)).toList());
    }

    private static FieldSpec field(FieldSpec field, Written written) {
        return switch (field) {
            case FieldSpec.Children children -> children;
            case FieldSpec.Value value -> value(value, written);
        };
    }

    private static FieldSpec.Value value(FieldSpec.Value value, Written written) {
        TransformSpec last = ofType(value.type(), written);
        boolean own = value.transforms().stream().anyMatch(WrittenValues::readsValues);
        if (last == null || own) {
            return value;
        }
        List<TransformSpec> transforms = new ArrayList<>(value.transforms());
        transforms.add(last);
        return new FieldSpec.Value(
                value.name(), value.any(), value.type(), transforms, value.checks());
    }

    /// What a field says of its own values counts more than what its source says.
    private static boolean readsValues(TransformSpec transform) {
        return transform instanceof TransformSpec.DateOrder
                || transform instanceof TransformSpec.DatePattern
                || transform instanceof TransformSpec.EraDate
                || transform instanceof TransformSpec.NumberForm;
    }

    private static @Nullable TransformSpec ofType(FieldType type, Written written) {
        return switch (type) {
            case DATE ->
                    written.dateOrder().isEmpty()
                            ? null
                            : new TransformSpec.DateOrder(written.dateOrder());
            case INTEGER, DECIMAL, DOUBLE -> number(written.locale());
            case TEXT, BOOLEAN, TIMESTAMP, UUID, JSON -> null;
        };
    }

    private static @Nullable TransformSpec number(@Nullable Locale locale) {
        if (locale == null) {
            return null;
        }
        var symbols = DecimalFormatSymbols.getInstance(locale);
        return new TransformSpec.NumberForm(
                String.valueOf(symbols.getDecimalSeparator()),
                String.valueOf(symbols.getGroupingSeparator()));
    }
}
