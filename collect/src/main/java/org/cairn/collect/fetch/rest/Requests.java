package org.cairn.collect.fetch.rest;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import org.cairn.source.spec.RestResource;
import org.jspecify.annotations.Nullable;

/// The first address of a listing, made of its declaration. Pure.
final class Requests {
    private Requests() {}

    /// The address that begins a listing.
    ///
    /// @param given the values of the partition, by name
    /// @param start of an incremental run; empty where nothing asks for it
    /// @return null where a value cannot stand in the path, or leads to another server
    static @Nullable URI first(
            URI base, RestResource resource, Map<String, String> given, String start) {
        String declared = resource.endpoint().path();
        Map<String, String> params = new LinkedHashMap<>();
        resource.endpoint()
                .params()
                .forEach((name, text) ->
                        params.put(name, text.replace(RestResource.START_VALUE, start)));
        var partition = resource.partition();
        if (partition != null) {
            for (String name : partition.params().keySet()) {
                String value = given.get(name);
                if (value != null && !declared.contains("{" + name + "}")) {
                    params.put(name, value);
                }
            }
        }
        URI uri = path(base, declared, given);
        return uri == null ? null : Urls.with(uri, params);
    }

    private static @Nullable URI path(URI base, String declared, Map<String, String> given) {
        String path = declared.startsWith("/") ? declared.substring(1) : declared;
        if (path.startsWith("{") && path.indexOf('}') == path.length() - 1) {
            // The value is an address itself, as APIs give them in their records.
            String value = given.getOrDefault(path.substring(1, path.length() - 1), "");
            URI found = Urls.resolve(base, value);
            URI safe = found == null ? null : Urls.asSafeAs(base, found);
            return safe != null && Urls.sameOrigin(base, safe) ? safe : null;
        }
        for (Map.Entry<String, String> each : given.entrySet()) {
            String hole = "{" + each.getKey() + "}";
            if (path.contains(hole)) {
                String value = each.getValue();
                if (value.equals(".") || value.equals("..")) {
                    return null;
                }
                path = path.replace(hole, Urls.encode(value));
            }
        }
        return URI.create(base + path);
    }
}
