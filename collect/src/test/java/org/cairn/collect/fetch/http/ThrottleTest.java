package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.cairn.source.spec.WebSpec.AutoThrottle;
import org.junit.jupiter.api.Test;

/// The delays that Scrapy's documentation says AutoThrottle gives.
final class ThrottleTest {
    private final Throttle throttle = new Throttle();

    private static AutoThrottle rules(double target) {
        return new AutoThrottle(target, Duration.ofSeconds(5), Duration.ofSeconds(60));
    }

    @Test
    void beginsWithTheStartDelayAndGoesHalfWayToTheTimeOfAnswering() {
        assertThat(throttle.delay(rules(1))).hasSeconds(5);
        throttle.learn(rules(1), Duration.ofSeconds(1), true);
        assertThat(throttle.delay(rules(1))).hasSeconds(3);
        throttle.learn(rules(1), Duration.ofSeconds(1), true);
        assertThat(throttle.delay(rules(1))).hasSeconds(2);
    }

    @Test
    void isNeverShorterThanTheTimeOfAnsweringByTheConcurrency() {
        throttle.learn(rules(2), Duration.ofSeconds(20), true);
        assertThat(throttle.delay(rules(2))).hasSeconds(10);
    }

    @Test
    void anAnswerThatIsNoSuccessNeverMakesItShorter() {
        throttle.learn(rules(1), Duration.ofMillis(1), false);
        assertThat(throttle.delay(rules(1))).hasSeconds(5);
        throttle.learn(rules(1), Duration.ofSeconds(9), false);
        assertThat(throttle.delay(rules(1))).hasSeconds(9);
    }

    @Test
    void hasALongestAndIsNothingForThoseWhoDoNotAskForIt() {
        throttle.learn(rules(1), Duration.ofHours(1), true);
        assertThat(throttle.delay(rules(1))).hasSeconds(60);
        assertThat(throttle.delay(null)).isZero();
    }
}
