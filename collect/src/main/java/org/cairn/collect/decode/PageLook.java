package org.cairn.collect.decode;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.cairn.collect.decode.Details.Detail;
import org.cairn.collect.decode.HtmlFinder.Chosen;
import org.cairn.collect.decode.Picker.Picked;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.Sha256;
import org.cairn.source.spec.CssPart;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.Selector;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// A look at a page of a web site: what is on it and where it leads. Pure.
public final class PageLook {
    private PageLook() {}

    /// What was looked for.
    ///
    /// @param next the link to the next page; null to look for signs of one
    /// @param follow the link of each record to a page of its own; null for none
    public record Sought(@Nullable Selector next, @Nullable Selector follow) {}

    /// What a page shows.
    ///
    /// @param strategy the id of the one that found the records; null where none did
    /// @param reason why none did; empty where one did
    /// @param content of the records alone, whatever stands around them
    /// @param next where the page says that it goes on; null where it does not
    /// @param details for each record the address of its own page; null for one that has none
    /// @param ended whether the page has the end of a page
    public record Seen(
            @Nullable String strategy,
            String reason,
            long records,
            Sha256 content,
            @Nullable Next next,
            List<@Nullable String> details,
            boolean ended) {}

    /// A link to a next page.
    ///
    /// @param address null where the link leads to no page of the web
    public record Next(String written, @Nullable String address) {}

    /// Problems raised: those of [Decoder#decode] that are about the whole document.
    public static Seen of(Body body, RecordPlan plan, Sought sought) {
        HtmlPage page = HtmlPage.parse(body, plan);
        var picker = new Picker(page);
        boolean ended = hasEnd(body);
        return switch (new HtmlFinder(page, picker, plan).choose()) {
            case Chosen.None(String reason) ->
                    new Seen(
                            null,
                            reason + asksForPassword(page.document()),
                            0,
                            digest(page, List.of()),
                            null,
                            List.of(),
                            ended);
            case Chosen.Fitting(int strategy, var records) -> {
                List<@Nullable String> details = new ArrayList<>();
                Selector follow = sought.follow();
                if (follow != null) {
                    for (Element record : records.elements()) {
                        details.add(address(page, picker, record, follow));
                    }
                }
                Selector link = sought.next();
                yield new Seen(
                        plan.strategies().get(strategy).id(),
                        "",
                        records.elements().size(),
                        digest(page, records.elements()),
                        link == null ? sign(page, plan) : next(page, picker, link),
                        details,
                        ended);
            }
        };
    }

    private static Sha256 digest(HtmlPage page, List<Element> records) {
        MessageDigest digest = Sha256.digest();
        for (Element record : records) {
            digest.update(page.sourceOf(record).getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
        }
        return Sha256.ofDigest(digest.digest());
    }

    private static String asksForPassword(Document document) {
        return document.selectFirst("input[type=password]") == null
                ? ""
                : "; it asks for a password";
    }

    /// The end tag of a page stands in its last bytes, or nowhere.
    private static boolean hasEnd(Body body) {
        int length = (int) Math.min(4096, body.lengthBytes());
        String tail =
                new String(
                        body.read(body.lengthBytes() - length, length),
                        StandardCharsets.ISO_8859_1);
        return tail.replace("\0", "").toLowerCase(Locale.ROOT).contains("</html");
    }

    private static @Nullable Next next(HtmlPage page, Picker picker, Selector link) {
        String href = link(page.document(), picker, link);
        return href == null
                ? null
                : new Next(href, PageAddress.of(page.document().baseUri(), href));
    }

    /// The first link that a selector finds; of an element that is its href.
    private static @Nullable String link(Element in, Picker picker, Selector selector) {
        if (selector.kind() == Selector.Kind.CSS && CssPart.isElements(selector.text())) {
            return picker.elements(in, selector).stream()
                    .map(element -> element.attr("href"))
                    .filter(href -> !href.isBlank())
                    .findFirst()
                    .orElse(null);
        }
        List<Picked> found = picker.pick(in, new FieldOrigin.Select(selector), 1);
        if (found.isEmpty()) {
            return null;
        }
        Attribute href =
                found.getFirst().node() instanceof Element element
                        ? element.attribute("href")
                        : null;
        return href == null ? found.getFirst().text() : href.getValue();
    }

    /// A next page that nobody declared: the same page by another query, or below `page/`. Other
    /// relations of that name lead to the next article.
    private static @Nullable Next sign(HtmlPage page, RecordPlan plan) {
        String own = plan.url() == null ? null : PageAddress.of("", plan.url());
        for (Element link :
                page.document().select("a[rel~=(?i)\\bnext\\b], link[rel~=(?i)\\bnext\\b]")) {
            String address = PageAddress.of(page.document().baseUri(), link.attr("href"));
            if (own != null
                    && address != null
                    && !address.equals(own)
                    && PageAddress.isPageOf(own, address)) {
                return new Next(link.attr("href"), address);
            }
        }
        return null;
    }

    /// Where the page of a record of its own is; null where it has no link to one.
    static @Nullable String address(HtmlPage page, Picker picker, Element record, Selector link) {
        String href = link(record, picker, link);
        return href == null ? null : PageAddress.of(page.document().baseUri(), href);
    }

    /// Where the page of a record of its own is, for a record that was loaded from the page.
    public static @Nullable String address(
            Body body, RecordPlan plan, ByteSpan record, int strategy, Selector link) {
        HtmlPage page = HtmlPage.parse(body, plan);
        var picker = new Picker(page);
        var found = new HtmlFinder(page, picker, plan).at(strategy, record);
        return found.elements().isEmpty()
                ? null
                : address(page, picker, found.elements().getFirst(), link);
    }

    /// Finds the bytes of a value in the page of a record of its own.
    public static Decoder.@Nullable Located locate(
            Detail.Page detail, RecordPlan plan, FieldOrigin.Select value) {
        HtmlPage page = HtmlPage.parse(detail.body(), planOf(detail, plan));
        var whole = new ByteSpan(0, Math.toIntExact(detail.body().lengthBytes()));
        return HtmlDecoder.selected(new Picker(page), page.document(), whole, value);
    }

    static RecordPlan planOf(Detail.Page detail, RecordPlan plan) {
        return new RecordPlan(
                plan.input(),
                plan.fileName(),
                detail.url(),
                plan.strategies(),
                plan.projection(),
                plan.limits(),
                detail.given(),
                Details.NONE);
    }
}
