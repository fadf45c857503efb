package org.cairn.collect.decode;

import java.util.Arrays;
import org.cairn.source.spec.XmlPath;
import org.cairn.source.spec.XmlPath.Depth;
import org.cairn.source.spec.XmlPath.Step;
import org.cairn.source.spec.XmlPath.Test;
import org.jspecify.annotations.Nullable;

/// Follows one path while elements open and close. Confined to one thread.
///
/// For each open element a bit for each step tells whether the steps up to it end at that element,
/// and another whether they end there or around it.
final class XmlMatcher {
    private static final int MOST_STEPS = 62;

    private final XmlPath path;
    private final XmlScope scope;
    private long[] here = new long[16];
    private long[] around = new long[16];
    private int depth;

    XmlMatcher(XmlPath path, XmlScope scope) {
        if (path.steps().size() > MOST_STEPS) {
            throw DecodeProblems.SELECTOR_FAILED
                    .says("a path of the declaration has more than %d steps", MOST_STEPS)
                    .remedy("Write a shorter one, for example with //.")
                    .asException();
        }
        this.path = path;
        this.scope = scope;
        here[0] = 1;
        around[0] = 1;
    }

    XmlPath path() {
        return path;
    }

    /// Opens the element whose start tag is current; true when the whole path ends at it.
    boolean push(XmlTokens tag) {
        long parent = here[depth];
        long above = around[depth];
        depth++;
        if (depth == here.length) {
            here = Arrays.copyOf(here, depth * 2);
            around = Arrays.copyOf(around, depth * 2);
        }
        long ends = 0;
        for (int i = 0; i < path.steps().size(); i++) {
            Step step = path.steps().get(i);
            long before = step.depth() == Depth.CHILD ? parent : above;
            if ((before >> i & 1) != 0 && fits(step, tag)) {
                ends |= 1L << (i + 1);
            }
        }
        here[depth] = ends;
        around[depth] = above | ends;
        return isAtEnd();
    }

    void pop() {
        depth--;
    }

    /// Whether the whole path ends at the innermost open element.
    boolean isAtEnd() {
        return (here[depth] >> path.steps().size() & 1) != 0;
    }

    private boolean fits(Step step, XmlTokens tag) {
        String name = tag.name();
        int colon = name.indexOf(':');
        String local = name.substring(colon + 1);
        if (!step.name().equals("*") && !step.name().equals(local)) {
            return false;
        }
        if (!scope.declared().equals(XmlScope.NOTHING)) {
            String wanted = step.prefix() == null ? "" : scope.declared().get(step.prefix());
            boolean any = step.prefix() == null && step.name().equals("*");
            if (!any && !scope.namespace(name).equals(wanted)) {
                return false;
            }
        } else if (step.prefix() != null) {
            throw DecodeProblems.SELECTOR_FAILED
                    .says("the prefix '%s' in a path is not declared", step.prefix())
                    .remedy("Declare namespaces: {%s: …} in the source.".formatted(step.prefix()))
                    .asException();
        }
        for (Test test : step.tests()) {
            String value = attribute(tag, test.attribute());
            if (value == null || (test.value() != null && !test.value().equals(value))) {
                return false;
            }
        }
        return true;
    }

    /// An attribute by its name, with or without its prefix.
    static @Nullable String attribute(XmlTokens tag, String wanted) {
        for (XmlTokens.Attribute attribute : tag.attributes()) {
            String name = attribute.name();
            if (name.equals(wanted) || name.substring(name.indexOf(':') + 1).equals(wanted)) {
                return attribute.value();
            }
        }
        return null;
    }
}
