package org.cairn.source.mapping;

import org.cairn.source.SourceProblems;
import org.cairn.source.json.JsonParser;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;

/// The canonical text of a mapping; its hash is the mapping version.
///
/// Left out is what does not change how a value is derived: where the files are, where the pipeline
/// is declared, `expect`, `gone` and the indexes. Reading gives `file:`, an empty name and the
/// defaults for them. Everything else comes back equal. Maps are written in the order of their
/// keys, so equal specs have equal texts. Safe for any thread.
public final class MappingText {
    /// The form of the text; a later form gets the next number and old ones stay readable.
    static final long VERSION = 1;

    private MappingText() {}

    /// One line of JSON.
    public static String write(FileInput input, ResourceSpec resource, PipelineSpec pipeline) {
        return MappingWriter.write(new Mapping(input, resource, pipeline)).compact();
    }

    /// Problem `mapping-unreadable` for a text that was not written by [#write].
    public static Mapping read(String json) {
        try {
            return MappingParts.read(JsonParser.parse(json));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw SourceProblems.MAPPING_UNREADABLE
                    .says("a stored mapping cannot be read")
                    .what("%s", String.valueOf(e.getMessage()))
                    .kept("The archived documents are not affected.")
                    .remedy(
                            "Use the Cairn that wrote it, or restore schema cairn of the database"
                                    + " from a backup.")
                    .asException(e);
        }
    }
}
