package org.cairn.testkit.api;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Bills of the Parliament of Canada as LEGISinfo gives them: a whole session as a list at the root
/// from `/legisinfo/en/bills/json?parlsession=45-1`, one bill as a list of one from
/// `/legisinfo/en/bill/45-1/c-2/json`, whose keys are others; `/legisinfo/en/bill/ID` leads there.
///
/// As there: times come in three forms, and a bill that is not there is a page with status 200.
public final class LegisInfo implements ApiSite {
    private static final List<String> TIMES =
            List.of(
                    "2025-06-03T10:02:53.767",
                    "2026-04-27T08:44:38.9-04:00",
                    "2025-09-20T00:00:00");

    private final int bills;
    private volatile Words words = Words.OLD;

    /// What keys are called in the list.
    public enum Words {
        /// `BillId`, `BillNumberFormatted`.
        OLD,
        /// `Id`, `NumberCode`, as third parties have seen it.
        NEW
    }

    public LegisInfo(int bills) {
        this.bills = bills;
    }

    public void call(Words how) {
        words = how;
    }

    @Override
    public ApiAnswer answer(ApiRequest request) {
        String path = request.path();
        if (path.equals("/legisinfo/en/bills/json")) {
            String session = request.params().getOrDefault("parlsession", "45-1");
            return ApiAnswer.json(session.equals("45-1") ? list() : List.of());
        }
        if (path.matches("/legisinfo/en/bill/[0-9]+")) {
            int id = Integer.parseInt(path.substring(path.lastIndexOf('/') + 1)) - 13_000_000;
            return new ApiAnswer(
                    302,
                    "text/html",
                    Map.of("Location", "/legisinfo/en/bill/45-1/c-%d/json".formatted(id)),
                    new byte[0]);
        }
        if (path.matches("/legisinfo/en/bill/45-1/c-[0-9]+/json")) {
            int number = Integer.parseInt(path.split("/c-|/json")[1]);
            if (number <= bills) {
                return ApiAnswer.json(List.of(detail(number)));
            }
        }
        return ApiAnswer.html(
                200, "<!DOCTYPE html><html><head><title>LEGISinfo</title></head></html>");
    }

    private List<Map<String, @Nullable Object>> list() {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        for (int i = 1; i <= bills; i++) {
            Map<String, @Nullable Object> bill = new LinkedHashMap<>();
            boolean old = words == Words.OLD;
            bill.put(old ? "BillId" : "Id", 13_000_000 + i);
            bill.put(old ? "BillNumberFormatted" : "NumberCode", "C-" + i);
            bill.put("LongTitleEn", "An Act respecting matter " + i);
            bill.put("LongTitleFr", "Loi concernant l'affaire " + i);
            bill.put(old ? "CurrentStatusEn" : "StatusNameEn", "At second reading");
            bill.put("OriginatingChamberId", 1);
            bill.put("ReceivedRoyalAssentDateTime", null);
            bill.put("ParlSessionCode", "45-1");
            bill.put("LatestActivityDateTime", TIMES.get(i % TIMES.size()));
            all.add(bill);
        }
        return all;
    }

    private static Map<String, @Nullable Object> detail(int number) {
        Map<String, @Nullable Object> bill = new LinkedHashMap<>();
        bill.put("Id", 13_000_000 + number);
        bill.put("NumberCode", "C-" + number);
        bill.put("StatusNameEn", "At second reading");
        bill.put("SponsorPersonName", "Hon. Somebody");
        bill.put("LatestBillEventDateTime", TIMES.get(number % TIMES.size()));
        bill.put("WebReferences", List.of());
        return bill;
    }
}
