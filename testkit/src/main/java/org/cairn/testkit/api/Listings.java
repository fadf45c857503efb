package org.cairn.testkit.api;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Lists of records, cut into pages as well or as badly as a service does. Safe for any thread.
public final class Listings {
    private final Map<String, List<Map<String, @Nullable Object>>> lists = new HashMap<>();
    private final List<Quirk> quirks = new ArrayList<>();
    private final Map<String, List<Integer>> begun = new HashMap<>();
    private int failures;

    /// One page.
    ///
    /// @param number of the page, as asked for since the listing was begun
    /// @param next offset of the next page; null for none
    public record Page(
            List<Map<String, @Nullable Object>> records,
            int offset,
            int limit,
            @Nullable Integer next,
            long total,
            int number) {}

    /// From now on the service misbehaves so, and in no other way.
    public synchronized void misbehave(Quirk... how) {
        quirks.clear();
        quirks.addAll(Arrays.asList(how));
        begun.clear();
        failures = 0;
    }

    public synchronized void put(String path, List<Map<String, @Nullable Object>> records) {
        lists.put(path, new ArrayList<>(records));
    }

    public synchronized List<Map<String, @Nullable Object>> all(String path) {
        return List.copyOf(lists.getOrDefault(path, List.of()));
    }

    /// The page of a list that begins at an offset; an offset of 0 begins the listing anew.
    synchronized Page page(
            String path, List<Map<String, @Nullable Object>> found, int offset, int limit) {
        int number = number(path, offset);
        int size = limit;
        for (Quirk quirk : quirks) {
            if (quirk instanceof Quirk.Caps(int most)) {
                size = Math.min(size, most);
            }
        }
        int from = Math.min(offset, found.size());
        int to = Math.min(from + size, found.size());
        var records = new ArrayList<>(found.subList(from, to));
        Integer next = to < found.size() ? to : null;
        long total = found.size();
        var page = new Page(records, offset, size, next, total, number);
        for (Quirk quirk : List.copyOf(quirks)) {
            page = changed(path, found, page, quirk);
        }
        return page;
    }

    /// The same page keeps its number when it is asked for again.
    private int number(String path, int offset) {
        List<Integer> offsets = begun.computeIfAbsent(path, _ -> new ArrayList<>());
        if (offset == 0) {
            offsets.clear();
        }
        if (!offsets.contains(offset)) {
            offsets.add(offset);
        }
        return offsets.indexOf(offset) + 1;
    }

    private Page changed(
            String path, List<Map<String, @Nullable Object>> found, Page page, Quirk quirk) {
        int number = page.number();
        return switch (quirk) {
            case Quirk.EmptyPage(int at) when at == number -> with(page, List.of(), page.next());
            case Quirk.EmptyOnce(int at) when at == number -> {
                quirks.remove(quirk);
                yield with(page, List.of(), page.next());
            }
            case Quirk.EndsEarly(int at) when at == number -> with(page, page.records(), null);
            case Quirk.Repeats(int at) when at == number ->
                    with(page, found.subList(0, Math.min(page.limit(), found.size())), page.next());
            case Quirk.Circles(int at) when at == number ->
                    with(page, page.records(), page.offset());
            case Quirk.Renames(String key, String other) ->
                    with(
                            page,
                            page.records().stream().map(each -> renamed(each, key, other)).toList(),
                            page.next());
            case Quirk.Quotes(String key) ->
                    with(
                            page,
                            page.records().stream().map(each -> quoted(each, key)).toList(),
                            page.next());
            case Quirk.Shifts(int at) when at == number -> {
                lists.getOrDefault(path, new ArrayList<>()).removeFirst();
                quirks.remove(quirk);
                yield page;
            }
            case Quirk.Grows(int at) when at == number -> {
                Map<String, @Nullable Object> first = new LinkedHashMap<>(found.getFirst());
                first.replaceAll(
                        (_, value) -> value instanceof String text ? text + "-grown" : value);
                lists.getOrDefault(path, new ArrayList<>()).addFirst(first);
                quirks.remove(quirk);
                yield page;
            }
            case Quirk.States(long total) ->
                    new Page(
                            page.records(),
                            page.offset(),
                            page.limit(),
                            page.next(),
                            total,
                            number);
            default -> page;
        };
    }

    private static Page with(
            Page page, List<Map<String, @Nullable Object>> records, @Nullable Integer next) {
        return new Page(
                List.copyOf(records),
                page.offset(),
                page.limit(),
                next,
                page.total(),
                page.number());
    }

    private static Map<String, @Nullable Object> renamed(
            Map<String, @Nullable Object> record, String key, String other) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>();
        record.forEach((name, value) -> changed.put(name.equals(key) ? other : name, value));
        return changed;
    }

    private static Map<String, @Nullable Object> quoted(
            Map<String, @Nullable Object> record, String key) {
        Map<String, @Nullable Object> changed = new LinkedHashMap<>(record);
        changed.computeIfPresent(key, (_, value) -> value.toString());
        return changed;
    }

    /// The records of a page where a list belongs: a list, or one object.
    synchronized Object records(Page page) {
        boolean lone = quirks.stream().anyMatch(Quirk.LoneObject.class::isInstance);
        return lone && !page.records().isEmpty() ? page.records().getFirst() : page.records();
    }

    /// The origin that the next page of this one is said to be on, or nothing.
    synchronized String origin(Page page) {
        for (Quirk quirk : quirks) {
            if (quirk instanceof Quirk.Elsewhere(int at, String origin) && at == page.number()) {
                return origin;
            }
        }
        return "";
    }

    /// The answer of a page, spoilt where the service spoils it.
    synchronized ApiAnswer answer(Page page, ApiAnswer good) {
        for (Quirk quirk : List.copyOf(quirks)) {
            switch (quirk) {
                case Quirk.ErrorPage(int at) when at == page.number() -> {
                    return ApiAnswer.html(
                            200, "<!DOCTYPE html><html><body><h1>Oops</h1></body></html>");
                }
                case Quirk.Halves(int at) when at == page.number() -> {
                    return new ApiAnswer(
                            good.status(),
                            good.mediaType(),
                            good.headers(),
                            Arrays.copyOf(good.body(), good.body().length / 2));
                }
                case Quirk.Fails(int at, int status, int times)
                        when at == page.number() && failures < times -> {
                    failures++;
                    return ApiAnswer.text(status, "Please try again later.");
                }
                default -> {}
            }
        }
        return good;
    }
}
