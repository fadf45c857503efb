package org.cairn.collect.decode;

import java.util.List;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.Selector;

/// What to take out of each record: the decoder builds nothing else.
///
/// @param origins the values wanted, in the order in which [RawRecord#values] gives them
/// @param children lists below the record, each with a projection of its own
public record Projection(List<FieldOrigin> origins, List<ChildProjection> children) {
    public Projection {
        origins = List.copyOf(origins);
        children = List.copyOf(children);
    }

    /// A list below the record.
    ///
    /// @param each paths inside the record, tried in order; the first that finds something wins. A
    ///   path whose end is an object rather than `[*]` finds a list of one
    /// @param select the same for HTML and XML: selectors of elements
    /// @param projection of each element; its paths start at the element
    public record ChildProjection(
            String field, List<JsonPath> each, List<Selector> select, Projection projection) {
        /// A list in JSON.
        public ChildProjection(String field, List<JsonPath> each, Projection projection) {
            this(field, each, List.of(), projection);
        }

        public ChildProjection {
            each = List.copyOf(each);
            select = List.copyOf(select);
        }
    }
}
