package org.cairn.source.declare;

import java.util.List;
import org.cairn.source.shape.EitherShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.spec.KeySpec;

/// `primary_key:` of a resource.
final class KeyKeys {
    private static final Key<List<List<String>>> ANY =
            Key.required(
                    "any",
                    ListShape.atLeastOne(Names.SOME_TEXTS),
                    "Lists of fields; the first list whose fields all have a value is the key.");

    static final Key<KeySpec> PRIMARY_KEY =
            Key.optional(
                            "primary_key",
                            new EitherShape<>(
                                    null,
                                    Names.SOME_TEXTS.as(
                                            (fields, _, _) -> new KeySpec(List.of(fields))),
                                    RecordShape.of(
                                            "alternative keys",
                                            "Several keys, for records that do not all have the"
                                                    + " same.",
                                            List.of(ANY),
                                            in -> new KeySpec(in.get(ANY)))),
                            "The fields that tell records apart.")
                    .otherwise(KeySpec.WHOLE_RECORD)
                    .absent("the whole record, so a change is a new record")
                    .alsoCalled("key", "keys", "unique_key");

    private KeyKeys() {}
}
