package org.cairn.source.spec;

import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// How the records of one resource are asked for.
///
/// @param partition null where one listing has them all
/// @param incremental null where every run asks for everything
public record RestResource(
        Endpoint endpoint, @Nullable Partition partition, @Nullable Incremental incremental) {

    /// Stands in a parameter for the place from which an incremental run goes on.
    public static final String START_VALUE = "{incremental.start_value}";

    /// What is asked.
    ///
    /// @param path below the base URL; `{name}` stands for a parameter of the partition
    /// @param params of the query, in their order
    /// @param nothing statuses by which the server says that there are no records
    public record Endpoint(
            String path,
            Map<String, String> params,
            PaginatorSpec paginator,
            Set<Integer> nothing) {
        public Endpoint {
            nothing = Collections.unmodifiableSet(new TreeSet<>(nothing));
            params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
        }
    }

    /// One listing for each record of a parent.
    ///
    /// @param parent a resource of the same source
    /// @param params of the child's requests by name: text in which `{parent.PATH}` stands for a
    ///   value of the parent's record
    /// @param carry more such values, which are not sent and only go to fields
    public record Partition(
            String parent, Map<String, String> params, Map<String, String> carry, Missing missing) {
        public Partition {
            params = Collections.unmodifiableMap(new LinkedHashMap<>(params));
            carry = Collections.unmodifiableMap(new LinkedHashMap<>(carry));
        }

        /// What a parent's record without one of the values means.
        public enum Missing {
            /// The run is held: something is not asked for.
            HOLD,
            /// There is nothing to ask for.
            SKIP
        }

        /// The names that fields can use as `{carry: name}`.
        public Set<String> names() {
            Set<String> names = new TreeSet<>(params.keySet());
            names.addAll(carry.keySet());
            return names;
        }
    }

    /// Asks only for what came since.
    ///
    /// @param cursor where in a record the value is by which it is known how new it is
    /// @param initial the start value of a run that asks for everything
    /// @param lag how far before the newest known value a run begins, for records that came late
    public record Incremental(JsonPath cursor, String initial, @Nullable Duration lag) {}

    /// The names of what is carried into records from outside of their documents.
    public Set<String> given() {
        return partition == null ? Set.of() : partition.names();
    }
}
