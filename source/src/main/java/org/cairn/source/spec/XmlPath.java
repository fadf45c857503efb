package org.cairn.source.spec;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The part of XPath 1.0 that can be followed while a document streams past: from the root down by
/// `/` and `//`, names or `*`, each with tests of attributes: `/feed/entry`, `//Vote[@type='x']`.
///
/// @param attribute the attribute at the end (`/@id`), or null for elements
public record XmlPath(List<Step> steps, @Nullable String attribute) {
    private static final Pattern STEP =
            Pattern.compile(
                    "(//?)(?:([\\pL_][\\pL\\pN_.-]*):)?(\\*|[\\pL_][\\pL\\pN_.-]*)((?:\\[[^\\]]*\\])*)");
    private static final Pattern TEST =
            Pattern.compile(
                    "\\[\\s*@([\\pL_][\\pL\\pN_.:-]*)\\s*(?:=\\s*('[^']*'|\"[^\"]*\")\\s*)?\\]");
    private static final Pattern END = Pattern.compile("/(?:@([\\pL_][\\pL\\pN_.:-]*)|text\\(\\))");

    public XmlPath {
        steps = List.copyOf(steps);
    }

    /// One step down.
    ///
    /// @param depth whether the element may stand at any depth (`//`)
    /// @param prefix of a declared namespace, or null for elements of no declared one
    /// @param name local name, or `*`
    public record Step(Depth depth, @Nullable String prefix, String name, List<Test> tests) {
        public Step {
            tests = List.copyOf(tests);
        }
    }

    /// How far below the step before an element stands.
    public enum Depth {
        CHILD,
        ANY
    }

    /// A test of an attribute: that it is there, or what it is.
    public record Test(String attribute, @Nullable String value) {}

    /// Reads a path.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    public static XmlPath parse(String text) {
        List<Step> steps = new ArrayList<>();
        Matcher step = STEP.matcher(text);
        int at = 0;
        while (step.find(at) && step.start() == at) {
            steps.add(
                    new Step(
                            step.group(1).equals("//") ? Depth.ANY : Depth.CHILD,
                            step.group(2),
                            step.group(3),
                            tests(step.group(4))));
            at = step.end();
            if (at < text.length() && text.charAt(at) == '(') {
                // A function such as text(), which is no step.
                steps.removeLast();
                at = step.start();
                break;
            }
        }
        String rest = text.substring(at);
        Matcher end = END.matcher(rest);
        boolean whole = rest.isEmpty() || end.matches();
        if (steps.isEmpty() || !whole) {
            throw new IllegalArgumentException(
                    "'%s' cannot be followed while the document streams".formatted(text));
        }
        return new XmlPath(steps, rest.isEmpty() ? null : end.group(1));
    }

    private static List<Test> tests(String text) {
        List<Test> tests = new ArrayList<>();
        Matcher test = TEST.matcher(text);
        int at = 0;
        while (at < text.length()) {
            if (!test.find(at) || test.start() != at) {
                throw new IllegalArgumentException(
                        "'%s' is not a test of an attribute".formatted(text.substring(at)));
            }
            String value = test.group(2);
            tests.add(
                    new Test(
                            test.group(1),
                            value == null ? null : value.substring(1, value.length() - 1)));
            at = test.end();
        }
        return tests;
    }
}
