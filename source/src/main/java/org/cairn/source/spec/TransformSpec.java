package org.cairn.source.spec;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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

    /// `nfkc`: Unicode normalisation form KC: full-width letters and digits become plain ones.
    record Nfkc() implements TransformSpec {}

    /// `era_date`: a date in an era of Japan becomes ISO 8601, as precise as it is written.
    record EraDate() implements TransformSpec {}

    /// `date_precision`: `day`, `month` or `year` of a date in ISO 8601.
    record DatePrecision() implements TransformSpec {}

    /// `{date_order: [dmy]}`: a date written in one of these orders becomes ISO 8601.
    record DateOrder(List<String> orders) implements TransformSpec {
        public DateOrder {
            orders = List.copyOf(orders);
        }
    }

    /// `{date: ["d MMM yyyy"]}`: a date written by one of these patterns of Java becomes ISO 8601,
    /// as precise as the pattern.
    record DatePattern(List<String> patterns) implements TransformSpec {
        public DatePattern {
            patterns = List.copyOf(patterns);
        }
    }

    /// `{number: {decimal: ",", group: "."}}`: a number written so becomes one with a decimal
    /// point. An empty group means that digits are not grouped.
    record NumberForm(String decimal, String group) implements TransformSpec {}

    /// `timezone: America/Toronto` of a field: a local time becomes one in UTC. Of a time that a
    /// clock shows twice the first is meant; one that it skips is refused. What has a zone stays.
    record LocalTime(String zone) implements TransformSpec {}

    /// `{split: ";"}`: a text with several values becomes a JSON array, each trimmed, none empty.
    record Split(String separator) implements TransformSpec {}
}
