package org.cairn.source.spec;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// How a listing goes on from page to page.
///
/// @param pageSize records that are asked for a page; null where that is left to the server
/// @param total where a page states how many records the listing has, or null
public record PaginatorSpec(
        Kind kind, @Nullable Long pageSize, @Nullable PagePlace total, Stop stop) {
    public static final PaginatorSpec SINGLE_PAGE =
            new PaginatorSpec(new Kind.SinglePage(), null, null, Stop.DEFAULT);

    public PaginatorSpec {
        if (pageSize != null && pageSize < 1) {
            throw new IllegalArgumentException("'page_size' is at least 1");
        }
    }

    /// Where the next page is.
    public sealed interface Kind {
        /// There is one page.
        record SinglePage() implements Kind {}

        /// Pages have numbers.
        ///
        /// @param sizeParam tells the server the size of a page, or null
        record PageNumber(String pageParam, long firstPage, @Nullable String sizeParam)
                implements Kind {}

        /// A page begins after so many records.
        record Offset(String offsetParam, @Nullable String limitParam) implements Kind {}

        /// A page names a token for the next one.
        ///
        /// @param selector in the body; null where a header has it
        /// @param header null where the body has it
        record Cursor(String cursorParam, @Nullable PagePlace selector, @Nullable String header)
                implements Kind {}

        /// A page has the address of the next one in its body.
        ///
        /// @param hosts to which it may lead, beside that of the source
        record JsonLink(PagePlace selector, List<String> hosts) implements Kind {
            public JsonLink {
                hosts = List.copyOf(hosts);
            }
        }

        /// A page has the address of the next one in its header `Link` (RFC 8288).
        record HeaderLink(String rel, List<String> hosts) implements Kind {
            public HeaderLink {
                hosts = List.copyOf(hosts);
            }
        }
    }

    /// When a listing ends.
    ///
    /// @param shortPage whether a page with fewer records than were asked for is the last
    /// @param maxPages more are a reason to hold the run
    /// @param maxRecords more are a reason to hold the run
    /// @param repeats what records that come twice mean: a listing that moved while it was read, or
    ///   nothing
    public record Stop(boolean shortPage, long maxPages, long maxRecords, Repeats repeats) {
        public static final Stop DEFAULT = new Stop(false, 10_000, 10_000_000, Repeats.HOLD);
    }

    /// What it means when a record comes twice in one listing.
    public enum Repeats {
        HOLD,
        ALLOW
    }
}
