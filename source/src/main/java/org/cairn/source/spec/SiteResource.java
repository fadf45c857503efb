package org.cairn.source.spec;

import java.util.List;
import org.cairn.source.spec.FieldSpec.Missing;
import org.jspecify.annotations.Nullable;

/// Where the pages of one resource of a web site are.
///
/// @param start addresses of the first page of each listing
/// @param follow null where records are all in the listing
public record SiteResource(List<String> start, Next next, @Nullable Follow follow) {
    public SiteResource {
        start = List.copyOf(start);
        if (start.isEmpty()) {
            throw new IllegalArgumentException("a listing begins somewhere");
        }
    }

    /// How a listing goes on from page to page.
    public sealed interface Next {
        /// Nothing is said: a page that looks as if there were more is doubted.
        record Unsaid() implements Next {}

        /// Each start page is all there is, whatever it looks like.
        record None() implements Next {}

        /// A link leads to the next page; where there is none, the listing ends.
        ///
        /// @param hosts other servers to which it may lead
        record Link(
                Selector selector, List<String> hosts, long maxPages, PaginatorSpec.Repeats repeats)
                implements Next {
            public Link {
                hosts = List.copyOf(hosts);
            }
        }
    }

    /// The page that each record links to.
    ///
    /// @param link where the record has its address
    /// @param hosts other servers to which it may lead
    public record Follow(Selector link, Missing missing, List<String> hosts, long maxPages) {
        public Follow {
            hosts = List.copyOf(hosts);
        }
    }
}
