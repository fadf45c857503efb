package org.cairn.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

final class ProblemTest {
    private static final ProblemCode CODE =
            ProblemCode.of("wal-gap", Fault.DAMAGE, "A segment is missing.");

    @Test
    void carriesWhatWasSaidInTheOrderGiven() {
        Problem problem =
                CODE.says("segment '%s' is missing", "0001")
                        .what("after %d others", 3)
                        .kept("the backup")
                        .remedy("Take a new backup.")
                        .with("segment", Path.of("0001"))
                        .with("count", 3)
                        .with("again", true)
                        .build();

        assertThat(problem.headline()).isEqualTo("segment '0001' is missing");
        assertThat(problem.what()).isEqualTo("after 3 others");
        assertThat(problem.facts())
                .containsExactly(entry("segment", "0001"), entry("count", 3), entry("again", true));
        assertThatThrownBy(() -> problem.facts().put("more", 1))
                .isInstanceOf(UnsupportedOperationException.class);
    }

    @Test
    void itsExceptionSaysHeadlineCodeAndDetails() {
        var cause = new IllegalStateException("below");

        assertThat(CODE.says("gone").asException()).hasMessage("gone (wal-gap)").hasNoCause();
        assertThat(CODE.says("gone").what("twice").asException(cause))
                .hasMessage("gone (wal-gap): twice")
                .hasCause(cause);
    }

    @Test
    void textWithoutArgumentsIsNotAPattern() {
        assertThat(CODE.says("100 % gone").build().headline()).isEqualTo("100 % gone");
    }

    @Test
    void numbersDoNotDependOnTheLanguageOfTheMachine() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.GERMANY);

            assertThat(CODE.says("%.1f and %,d", 1.5, 1000).build().headline())
                    .isEqualTo("1.5 and 1,000");
        } finally {
            Locale.setDefault(before);
        }
    }

    @Test
    void aCodeIsKebabWordsAndHasTheExitStatusOfItsFault() {
        assertThat(CODE.exitCode()).isEqualTo(20);
        for (String name :
                List.of("", "Wal-gap", "wal_gap", "wal--gap", "-wal", "wal-", "wal gap")) {
            assertThatThrownBy(() -> ProblemCode.of(name, Fault.BUG, "Text."))
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("a problem code is kebab words: " + name);
        }
    }

    @Test
    void faultsHaveTheExitCodesOfTheContract() {
        assertThat(Fault.USAGE.exitCode()).isEqualTo(2);
        assertThat(Fault.DATA.exitCode()).isEqualTo(3);
        assertThat(Fault.DENIED.exitCode()).isEqualTo(4);
        assertThat(Fault.OUTSIDE.exitCode()).isEqualTo(5);
        assertThat(Fault.LIMIT.exitCode()).isEqualTo(6);
        assertThat(Fault.DAMAGE.exitCode()).isEqualTo(20);
        assertThat(Fault.BUG.exitCode()).isEqualTo(70);
        assertThat(Fault.OUTSIDE.httpStatus()).isEqualTo(503);
    }

    @Test
    void aSecretPrintsAsDots() {
        var secret = new Secret("s3cret");

        assertThat(secret).hasToString("•••");
        assertThat("%s %s".formatted(secret, List.of(secret))).doesNotContain("s3cret");
        assertThat(secret.reveal()).isEqualTo("s3cret");
    }

    @Test
    void idsAndSpansRefuseWrongValues() {
        assertThatThrownBy(() -> new RunNumber(0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a run number starts at 1: 0");
        assertThatThrownBy(() -> new DocumentId("ABC"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a document id: ABC");
        assertThatThrownBy(() -> new Sha256("00"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a sha-256: 00");
        assertThatThrownBy(() -> new ByteSpan(-1, 2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a span: -1+2");
        assertThatThrownBy(() -> new ByteSpan(1, -2))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a span: 1+-2");
        assertThatThrownBy(() -> new ByteSpan(Long.MAX_VALUE, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("not a span: 9223372036854775807+1");
    }

    @Test
    void sha256IsThatOfTheStandard() {
        // FIPS 180-2, appendix B.1.
        assertThat(Sha256.of("abc".getBytes(StandardCharsets.US_ASCII)))
                .hasToString("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assertThat(Sha256.ofDigest(Sha256.of(new byte[0]).bytes()))
                .isEqualTo(Sha256.of(new byte[0]));
    }
}
