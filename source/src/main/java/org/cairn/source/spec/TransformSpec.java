package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A pure change of one text value, named in YAML: `transform: [trim, {strip_prefix: "mailto:"}]`.
///
/// The names and what they do are versioned with the mapping: changing what a transform does needs
/// a new name.
public sealed interface TransformSpec {
    /// `trim`: takes white space (Unicode) off both ends; nothing left is no value.
    record Trim() implements TransformSpec {}

    /// `collapse_space`: runs of white space become one space.
    record CollapseSpace() implements TransformSpec {}

    /// `lower`: to lower case, language-neutral.
    record Lower() implements TransformSpec {}

    /// `upper`: to upper case, language-neutral.
    record Upper() implements TransformSpec {}

    /// `empty_to_null`: an empty text is no value.
    record EmptyToNull() implements TransformSpec {}

    /// `absolute_url`: a link as a full address. The decoder does it, which knows the page; see
    /// [FieldSpec.FieldOrigin.Links].
    record AbsoluteUrl() implements TransformSpec {}

    /// `mailto`: the address in a `mailto:` link, without subject and escapes.
    record Mailto() implements TransformSpec {}

    /// `nfc`: Unicode normalisation form C.
    record Nfc() implements TransformSpec {}

    /// `{strip_prefix: text}`: takes the text off the front if it is there.
    record StripPrefix(String prefix) implements TransformSpec {}

    /// `{strip_suffix: text}`: takes the text off the end if it is there.
    record StripSuffix(String suffix) implements TransformSpec {}

    /// `{regex: pattern}`: the first match's first group (or the whole match); no match is no
    /// value. RE2 syntax.
    record Regex(String pattern) implements TransformSpec {}

    /// `{replace: {from: a, to: b}}`: every plain occurrence.
    record Replace(String from, String to) implements TransformSpec {}

    /// `{map: {a: b}}`: exact values replaced; others stay.
    record MapValues(Map<String, String> values) implements TransformSpec {
        public MapValues {
            values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        }
    }
}
