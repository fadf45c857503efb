package org.cairn.source.spec;

import org.cairn.source.spec.FieldSpec.FieldOrigin;

/// Where a page of a web API says something of its listing: a JSON path, or an XPath from the root
/// element.
public record PagePlace(FieldOrigin origin) {
    public static PagePlace json(JsonPath path) {
        return new PagePlace(new FieldOrigin.Json(path));
    }

    public static PagePlace xpath(Selector selector) {
        return new PagePlace(new FieldOrigin.Select(selector));
    }

    /// Whether it is for JSON, and not for XML.
    public boolean isJson() {
        return origin instanceof FieldOrigin.Json;
    }

    /// As the declaration has it.
    @Override
    public String toString() {
        return switch (origin) {
            case FieldOrigin.Json(JsonPath path) -> path.toString();
            case FieldOrigin.Select(Selector selector, _, _) -> selector.text();
            case FieldOrigin.From(String name) -> name;
            case FieldOrigin.Carry(String name) -> name;
            case FieldOrigin.Followed _ ->
                    throw new IllegalStateException("a page says it of itself");
        };
    }
}
