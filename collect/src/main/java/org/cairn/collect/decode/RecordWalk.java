package org.cairn.collect.decode;

import java.util.List;
import org.cairn.source.spec.JsonPath.Step;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/// Follows one record path through a document and stops at each record.
///
/// Above the records a member that appears twice is followed twice: records already given away
/// cannot be taken back. Confined to one thread.
final class RecordWalk {
    private final JsonCursor cursor;
    private final List<Step> steps;
    private final AtRecord found;
    private boolean fitted;

    /// What to do at a record: its first token is current; afterwards its last must be.
    interface AtRecord {
        void stop(JsonCursor cursor);
    }

    RecordWalk(JsonCursor cursor, List<Step> steps, AtRecord found) {
        this.cursor = cursor;
        this.steps = steps;
        this.found = found;
    }

    /// Reads the document, whose first token is current, and says whether the path's place exists.
    ///
    /// It does when an array stands where the last `[*]` is, however empty, or an object at the end
    /// of a path without one; also when an array that an outer `[*]` goes through is empty.
    boolean follow() {
        step(0);
        return fitted;
    }

    private void step(int i) {
        JsonParser parser = cursor.parser();
        if (i == steps.size()) {
            record(i);
            return;
        }
        switch (steps.get(i)) {
            case Step.Member(String name) -> {
                if (parser.currentToken() == JsonToken.START_OBJECT) {
                    member(name, i);
                } else {
                    parser.skipChildren();
                }
            }
            case Step.Index(int index) -> {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    element(index, i);
                } else {
                    parser.skipChildren();
                }
            }
            case Step.Every() -> {
                if (parser.currentToken() == JsonToken.START_ARRAY) {
                    every(i);
                } else {
                    parser.skipChildren();
                }
            }
        }
    }

    private void record(int i) {
        boolean inList = i > 0 && steps.get(i - 1) instanceof Step.Every;
        if (inList || cursor.parser().currentToken() == JsonToken.START_OBJECT) {
            fitted = true;
            found.stop(cursor);
        } else {
            cursor.parser().skipChildren();
        }
    }

    private void member(String name, int i) {
        JsonParser parser = cursor.parser();
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            boolean wanted = name.equals(parser.currentName());
            parser.nextToken();
            if (wanted) {
                step(i + 1);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void element(int index, int i) {
        JsonParser parser = cursor.parser();
        for (int at = 0; parser.nextToken() != JsonToken.END_ARRAY; at++) {
            if (at == index) {
                step(i + 1);
            } else {
                parser.skipChildren();
            }
        }
    }

    private void every(int i) {
        JsonParser parser = cursor.parser();
        boolean last = i == steps.size() - 1;
        boolean empty = true;
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            empty = false;
            step(i + 1);
        }
        fitted |= last || empty;
    }
}
