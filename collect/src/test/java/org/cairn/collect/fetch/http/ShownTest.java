package org.cairn.collect.fetch.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ShownTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "api_key",
                "apikey",
                "apiKey",
                "key",
                "access_token",
                "accessToken",
                "X-Amz-Signature",
                "sig",
                "client_secret",
                "password",
                "auth"
            })
    void masksWhatIsCalledLikeASecret(String name) {
        assertThat(Shown.uri(URI.create("https://h.org/p?" + name + "=s3cret&a=1"), ""))
                .hasToString("https://h.org/p?" + name + "=***&a=1");
    }

    @Test
    void masksTheParameterOfTheDeclaration() {
        assertThat(Shown.uri(URI.create("https://h.org/p?who=s3cret"), "who"))
                .hasToString("https://h.org/p?who=***");
    }

    @Test
    void leavesOutUserAndFragment() {
        assertThat(Shown.uri(URI.create("https://u:p@h.org:8/p?monkey=1&author=2#x"), ""))
                .hasToString("https://h.org:8/p?monkey=1&author=2");
    }
}
