package org.cairn.collect.decode;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;

/// Which namespaces are in scope while elements open and close; looked at only where the source
/// declares some. Confined to one thread.
final class XmlScope {
    static final Map<String, String> NOTHING = Map.of();

    private final Map<String, String> declared;
    private final Deque<Map<String, String>> scopes = new ArrayDeque<>();

    /// @param declared namespaces by the prefix that paths use
    /// @param around those in scope around the first element, by the document's own prefix
    XmlScope(Map<String, String> declared, Map<String, String> around) {
        this.declared = declared;
        scopes.push(around);
    }

    Map<String, String> declared() {
        return declared;
    }

    /// Those in scope in the innermost open element.
    Map<String, String> current() {
        return scopes.getFirst();
    }

    void push(XmlTokens tag) {
        if (declared.isEmpty()) {
            return;
        }
        Map<String, String> inner = scopes.getFirst();
        for (XmlTokens.Attribute attribute : tag.attributes()) {
            boolean plain = attribute.name().equals("xmlns");
            if (plain || attribute.name().startsWith("xmlns:")) {
                inner = new HashMap<>(inner);
                inner.put(
                        plain ? "" : attribute.name().substring("xmlns:".length()),
                        attribute.value());
            }
        }
        scopes.push(inner);
    }

    void pop() {
        if (!declared.isEmpty()) {
            scopes.pop();
        }
    }

    /// The namespace of a name if the source declares it; else nothing.
    String namespace(String name) {
        if (declared.isEmpty()) {
            return "";
        }
        int colon = name.indexOf(':');
        String uri = current().getOrDefault(colon < 0 ? "" : name.substring(0, colon), "");
        return declared.containsValue(uri) ? uri : "";
    }
}
