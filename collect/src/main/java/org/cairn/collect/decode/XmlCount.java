package org.cairn.collect.decode;

import java.util.ArrayList;
import java.util.List;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.XmlPath;

/// Finds the first strategy with enough records, reading no further than needed. Confined to one
/// document.
final class XmlCount {
    private final RecordPlan plan;
    private final List<Integer> candidates;
    private final long[] counts;

    XmlCount(RecordPlan plan, List<Integer> candidates) {
        this.plan = plan;
        this.candidates = candidates;
        this.counts = new long[candidates.size()];
    }

    void look(XmlTokens tokens, XmlScope scope) {
        List<XmlMatcher> matchers = new ArrayList<>();
        int[] insideOf = new int[counts.length];
        for (int i : candidates) {
            String path = XmlDecoder.markup(plan, i).select().text();
            matchers.add(new XmlMatcher(XmlPath.parse(path), scope));
        }
        for (Token token = tokens.next(); token != Token.EOF; token = tokens.next()) {
            if (token == Token.START) {
                scope.push(tokens);
                for (int i = 0; i < counts.length; i++) {
                    // Outermost ones only: an element inside a record is no further record.
                    if (matchers.get(i).push(tokens) && insideOf[i] == 0) {
                        counts[i]++;
                        insideOf[i] = tokens.depth();
                    }
                }
                if (counts[0] >= declared(0).min() && counts[0] > 0) {
                    return;
                }
            } else if (token == Token.END) {
                scope.pop();
                for (int i = 0; i < counts.length; i++) {
                    matchers.get(i).pop();
                    if (insideOf[i] > tokens.depth()) {
                        insideOf[i] = 0;
                    }
                }
            }
        }
    }

    private MarkupRecords declared(int candidate) {
        return XmlDecoder.markup(plan, candidates.get(candidate));
    }

    /// The strategy, or -1.
    int chosen() {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] >= declared(i).min()) {
                return candidates.get(i);
            }
        }
        return -1;
    }

    String reason() {
        List<String> tried = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            tried.add(
                    "%s finds %d, and at least %d are wanted"
                            .formatted(declared(i).select(), counts[i], declared(i).min()));
        }
        return String.join("; ", tried);
    }
}
