package org.cairn.vault.scrub;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// How much of a vault is read at a time: one of so many parts, by bytes.
public record ScrubShare(int parts) {
    /// A round takes a month of days.
    public static final ScrubShare DAILY = new ScrubShare(30);

    public static final ScrubShare ALL = new ScrubShare(1);

    private static final int MOST = 10_000;
    private static final Pattern FORM = Pattern.compile("1/([1-9]\\d{0,4})");

    public ScrubShare {
        if (parts < 1 || parts > MOST) {
            throw new IllegalArgumentException("not a share: 1/" + parts);
        }
    }

    /// Reads `1/30`. Refuses anything else by `IllegalArgumentException`.
    public static ScrubShare parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a share is 1/N, such as 1/30, not " + text);
        }
        return new ScrubShare(Integer.parseInt(matcher.group(1)));
    }

    /// So that as many shares are all, whatever is left over.
    long of(long bytes) {
        return (bytes + parts - 1) / parts;
    }

    @Override
    public String toString() {
        return "1/" + parts;
    }
}
