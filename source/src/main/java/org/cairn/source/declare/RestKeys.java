package org.cairn.source.declare;

import java.util.Map;
import java.util.Set;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource;
import org.jspecify.annotations.Nullable;

/// A source of type `rest_api`.
final class RestKeys {
    private RestKeys() {}

    /// Its input; null after reporting what is missing.
    static @Nullable RestInput input(Values in) {
        for (Key<?> key : InputKeys.ALL) {
            if (in.has(key)) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' is for files; a web API is read as JSON"
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
                new RestLint(in.get(ResourceKeys.RESOURCES)).resources();
        return new RestInput(base.endsWith("/") ? base : base + "/", resources);
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
            new ResourceLint(finding, FileInput.Format.JSON, given).check();
        }
        return finding.finished();
    }
}
