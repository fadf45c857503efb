package org.cairn.collect.decode;

import java.util.List;
import org.cairn.collect.decode.Details.Detail;
import org.cairn.collect.decode.Picker.Picked;
import org.cairn.collect.decode.RawRecord.RawJson;
import org.cairn.kernel.ProblemException;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Followed;
import org.cairn.source.spec.FieldSpec.FieldOrigin.Take;
import org.cairn.source.spec.FieldSpec.Missing;
import org.jsoup.nodes.Element;
import org.jspecify.annotations.Nullable;

/// Values out of the page that a record links to. Holds one such page at a time, the last one.
/// Confined to one call.
final class DetailValues {
    private final HtmlPage page;
    private final Picker picker;
    private final RecordPlan plan;
    private @Nullable Element record;
    private @Nullable Flaw flaw;
    private String openAddress = "";
    private @Nullable Opened opened;
    private String reason = "";

    private record Opened(HtmlPage page, Picker picker) {}

    DetailValues(HtmlPage page, Picker picker, RecordPlan plan) {
        this.page = page;
        this.picker = picker;
        this.plan = plan;
    }

    /// What follows is about this record.
    void begin(Element next) {
        record = next;
        flaw = null;
    }

    /// Why the record cannot be taken; null for nothing.
    @Nullable Flaw flaw() {
        return flaw;
    }

    @Nullable Object value(Followed followed) {
        Element from = record;
        Opened detail = from == null ? null : open(from, followed);
        if (detail == null) {
            if (followed.missing() != Missing.EMPTY) {
                flaw = new Flaw(Flaw.DETAIL_MISSING, reason);
            }
            return null;
        }
        boolean all = followed.value().take() == Take.ALL;
        List<Picked> found =
                detail.picker.pick(
                        detail.page.document(), followed.value(), all ? Integer.MAX_VALUE : 1);
        for (Picked picked : found) {
            long bad = detail.page.text().malformedIn(picked.span());
            if (bad >= 0) {
                flaw =
                        new Flaw(
                                Flaw.UNDECODABLE,
                                "byte %d of its own page is not text in %s"
                                        .formatted(bad, detail.page.charset().charset().name()));
                return null;
            }
        }
        if (found.isEmpty()) {
            return null;
        }
        return all ? new RawJson(Picker.json(found)) : found.getFirst().text();
    }

    private @Nullable Opened open(Element from, Followed followed) {
        String address = PageLook.address(page, picker, from, followed.link());
        if (address == null) {
            reason = "it has no link to a page of its own";
            return null;
        }
        if (address.equals(openAddress)) {
            return opened;
        }
        openAddress = address;
        opened =
                switch (plan.details().of(address)) {
                    case Detail.Missing(String why) -> {
                        reason = why;
                        yield null;
                    }
                    case Detail.Page detail -> parsed(detail);
                };
        return opened;
    }

    private @Nullable Opened parsed(Detail.Page detail) {
        try {
            HtmlPage parsed = HtmlPage.parse(detail.body(), PageLook.planOf(detail, plan));
            return new Opened(parsed, new Picker(parsed));
        } catch (ProblemException e) {
            reason = "its own page cannot be read: " + e.problem().headline();
            return null;
        }
    }
}
