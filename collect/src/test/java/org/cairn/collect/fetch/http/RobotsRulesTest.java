package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

final class RobotsRulesTest {
    private static RobotsRules rules(String text) {
        return RobotsRules.parse(text, "CairnBot");
    }

    @Test
    void theLongestRuleHoldsAndAnAllowOfOneLengthWithIt() {
        var rules = rules("User-agent: *\nDisallow: /a\nAllow: /a/b\nDisallow: /c\nAllow: /c\n");

        assertThat(rules.allows("/a/x")).isFalse();
        assertThat(rules.allows("/a/b/x")).isTrue();
        assertThat(rules.allows("/c")).isTrue();
        assertThat(rules.allows("/")).isTrue();
        assertThat(rules("User-agent: *\nDisallow: /").allows("/robots.txt")).isTrue();
    }

    @Test
    void aGroupOfOurNameHoldsAloneAndSeveralOfItTogether() {
        var rules =
                rules(
                        """
                        User-Agent: *
                        Disallow: /

                        user-agent: cairnbot/2.0
                        User-agent: OtherBot
                        Disallow: /x # why
                        Crawl-delay: 1.5
                        User-agent: CairnBot
                        Disallow: /y
                        Sitemap: https://h.org/s.xml
                        """);
        assertThat(rules.allows("/")).isTrue();
        assertThat(rules.allows("/x")).isFalse();
        assertThat(rules.allows("/y")).isFalse();
        assertThat(rules.crawlDelay()).isEqualTo(Duration.ofMillis(1500));
        assertThat(rules("User-agent: CairnBotX\nDisallow: /").allows("/")).isTrue();
    }

    @Test
    void starsStandForAnythingAndADollarForTheEnd() {
        assertThat(RobotsRules.matches("/*.csv$", "/a/b.csv")).isTrue();
        assertThat(RobotsRules.matches("/*.csv$", "/a/b.csv?x")).isFalse();
        assertThat(RobotsRules.matches("/*.csv", "/a/b.csv?x")).isTrue();
        assertThat(RobotsRules.matches("/fish*", "/fishheads")).isTrue();
        assertThat(RobotsRules.matches("/fish", "/catfish")).isFalse();
        assertThat(RobotsRules.matches("/a$", "/a")).isTrue();
        assertThat(RobotsRules.matches("*", "/")).isTrue();
        assertThat(RobotsRules.matches("/*/x*y$", "/a/xyxy")).isTrue();
    }

    @Test
    void anEmptyDisallowAndAnEmptyFileAllowEverything() {
        assertThat(rules("User-agent: *\nDisallow:").allows("/x")).isTrue();
        assertThat(rules("").allows("/x")).isTrue();
        assertThat(rules("<html>not found</html>").allows("/x")).isTrue();
    }

    @Test
    @Timeout(10)
    void manyStarsDoNotHangIt() {
        assertThat(RobotsRules.matches("/" + "*a".repeat(500) + "b$", "/" + "a".repeat(5000)))
                .isFalse();
    }
}
