package org.cairn.source.declare;

import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.FileInput.Format;
import org.cairn.source.spec.PaginatorSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource;
import org.jspecify.annotations.Nullable;

/// A source of type `rest_api`.
final class RestKeys {
    private RestKeys() {}

    /// Its input; null after reporting what is missing.
    static @Nullable RestInput input(Values in) {
        Format format = in.find(InputKeys.FORMAT);
        Format pages = format == null ? Format.JSON : format;
        for (Key<?> key : InputKeys.ALL) {
            boolean ours =
                    (key.equals(InputKeys.FORMAT) && (pages == Format.JSON || pages == Format.XML))
                            || (key.equals(InputKeys.NAMESPACES) && pages == Format.XML);
            if (in.has(key) && !ours) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' is for files; a web API is read as JSON or, with format: xml, as XML"
                                        .formatted(key.name()),
                                "Remove it.");
            }
        }
        String base = in.get(ClientKeys.CLIENT).baseUrl();
        if (base == null) {
            if (in.complete()) {
                in.reading()
                        .error(
                                in.place(),
                                "a rest_api has no client.base_url",
                                "Add client: {base_url: \"https://api.example.org/\"}.");
            }
            return null;
        }
        Map<String, RestResource> resources =
                new RestLint(in.get(ResourceKeys.RESOURCES), pages).resources();
        checkConditional(in, resources);
        Map<String, String> namespaces = in.find(InputKeys.NAMESPACES);
        return new RestInput(
                base.endsWith("/") ? base : base + "/",
                RestInput.reading(pages, namespaces == null ? Map.of() : namespaces),
                resources);
    }

    /// Of a listing of several pages, one that is unchanged says nothing of the others.
    private static void checkConditional(Values in, Map<String, RestResource> resources) {
        boolean written = in.positions().has("client", "conditional_get");
        boolean any =
                resources.isEmpty()
                        || resources.values().stream()
                                .anyMatch(each ->
                                        each.partition() == null
                                                && each.endpoint().paginator().kind()
                                                        instanceof PaginatorSpec.Kind.SinglePage);
        if (written && in.get(ClientKeys.CLIENT).conditionalGet() && !any) {
            in.reading()
                    .error(
                            in.positions().key("client", "conditional_get"),
                            "'conditional_get' is for listings that are one page, and there is none",
                            "Remove it: pages that are the same are stored once anyway, and nothing"
                                    + " is decoded when all are.");
        }
    }

    /// A resource of it.
    static ResourceSpec resource(ResourceDraft draft, RestInput input) {
        SourceKeys.refuseOf(draft, SiteKeys.ALL, "html");
        if (draft.in().has(StrategyKeys.RECORDS)) {
            draft.in()
                    .reading()
                    .error(
                            draft.in().placeOf(StrategyKeys.RECORDS),
                            "'records' is for files; in pages the data_selector finds the records",
                            "Remove 'records' and write endpoint: {data_selector: …}.");
        }
        EndpointKeys.Asked asked = draft.in().find(EndpointKeys.ENDPOINT);
        if (asked == null) {
            return draft.finished();
        }
        ResourceDraft finding = draft.finding(asked.records());
        RestResource rest = input.resources().get(draft.name());
        if (draft.in().complete()) {
            Set<String> given = rest == null ? Set.of() : rest.given();
            new ResourceLint(finding, input.format(), given).check();
        }
        return finding.finished();
    }
}
