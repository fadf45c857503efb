package org.cairn.source.jsonschema;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaException;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.PathType;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A JSON Schema (2020-12) that describes one record, compiled. Safe for any thread.
///
/// Nothing is fetched: references stay in the schema. Patterns are RE2, so that no text takes
/// longer than its length. `format` says what is meant and refuses nothing, as the standard has it.
public final class RecordSchema {
    private static final String DRAFT = "https://json-schema.org/draft/2020-12/schema";
    private static final int MOST_MISMATCHES = 10;
    private static final int LONGEST = 200;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Schema schema;

    private RecordSchema(Schema schema) {
        this.schema = schema;
    }

    /// What is wrong with a record.
    ///
    /// @param pointer JSON Pointer (RFC 6901) into the record
    /// @param message for a person; never holds the value
    public record Mismatch(String pointer, String message) {}

    /// Compiles a schema.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    public static RecordSchema compile(String text) {
        try {
            JsonNode tree = JSON.readTree(text);
            if (!tree.isObject() && !tree.isBoolean()) {
                throw new IllegalArgumentException("a schema is an object, or true or false");
            }
            requireWithin(tree, "");
            Schema schema = registry().getSchema(tree);
            schema.initializeValidators();
            var compiled = new RecordSchema(schema);
            // A reference that leads to itself shows at once.
            schema.validate(JSON.readTree("{}"));
            schema.validate(JSON.readTree("[]"));
            return compiled;
        } catch (JacksonException e) {
            var at = e.getLocation();
            throw new IllegalArgumentException(
                    "it is not JSON: line %d, column %d"
                            .formatted(at.getLineNr(), at.getColumnNr()),
                    e);
        } catch (SchemaException e) {
            throw new IllegalArgumentException(line(String.valueOf(e.getMessage())), e);
        } catch (StackOverflowError e) {
            throw new IllegalArgumentException("a '$ref' leads to itself without end", e);
        }
    }

    private static SchemaRegistry registry() {
        SchemaRegistryConfig config =
                SchemaRegistryConfig.builder()
                        .pathType(PathType.JSON_POINTER)
                        .locale(Locale.ENGLISH)
                        .regularExpressionFactory(RecordSchema::pattern)
                        .build();
        return SchemaRegistry.withDefaultDialect(
                SpecificationVersion.DRAFT_2020_12,
                builder -> builder.schemaRegistryConfig(config));
    }

    private static com.networknt.schema.regex.RegularExpression pattern(String text) {
        try {
            Pattern pattern = Pattern.compile(text);
            return value -> pattern.matcher(value).find();
        } catch (PatternSyntaxException e) {
            throw new SchemaException(
                    "the pattern '%s' is not RE2: %s".formatted(text, e.getDescription()));
        }
    }

    /// References stay in the schema, and it is of the version that is meant.
    private static void requireWithin(JsonNode node, String pointer) {
        if (node.isObject()) {
            for (String key : Set.of("$ref", "$dynamicRef")) {
                JsonNode reference = node.get(key);
                if (reference != null
                        && reference.isString()
                        && !reference.asString().startsWith("#")) {
                    throw new IllegalArgumentException(
                            "'%s' at %s leads out of the schema, and nothing is fetched; write #/$defs/NAME"
                                    .formatted(key, pointer.isEmpty() ? "/" : pointer));
                }
            }
            JsonNode version = node.get("$schema");
            if (version != null
                    && version.isString()
                    && !version.asString().replace("#", "").equals(DRAFT)) {
                throw new IllegalArgumentException(
                        "'$schema' is another version than 2020-12: write " + DRAFT);
            }
        }
        node.propertyStream()
                .forEach(member ->
                        requireWithin(member.getValue(), pointer + "/" + member.getKey()));
        if (node.isArray()) {
            for (int i = 0; i < node.size(); i++) {
                requireWithin(node.get(i), pointer + "/" + i);
            }
        }
    }

    /// What of a record is not as the schema has it: the first ten.
    ///
    /// @param json the record, well-formed
    public List<Mismatch> check(String json) {
        try {
            List<Error> errors = schema.validate(json, InputFormat.JSON);
            return errors.stream()
                    .limit(MOST_MISMATCHES)
                    .map(error ->
                            new Mismatch(
                                    line(error.getInstanceLocation().toString()),
                                    line(error.getMessage())))
                    .toList();
        } catch (StackOverflowError _) {
            return List.of(new Mismatch("", "the record is too deep for the schema"));
        }
    }

    private static String line(String text) {
        String line = text.replaceAll("[\\s\\p{Cntrl}\\p{Cf}\\p{Cs}]+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
