package org.cairn.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GoldenTest {
    @TempDir private Path dir;

    private final @Nullable String wanted = System.getProperty(Golden.PROPERTY);

    // The comparison is under test here even when the whole build is updating golden files.
    @BeforeEach
    void compares() {
        System.clearProperty(Golden.PROPERTY);
    }

    @AfterEach
    void restoresWhatTheBuildWants() {
        if (wanted != null) {
            System.setProperty(Golden.PROPERTY, wanted);
        } else {
            System.clearProperty(Golden.PROPERTY);
        }
    }

    @Test
    void writesTheFileWhenAskedToUpdate() {
        System.setProperty(Golden.PROPERTY, "update");
        var file = dir.resolve("new/folder/g.txt");

        new Golden(file).matches("fresh");

        assertThat(file).hasContent("fresh");
    }

    @Test
    void acceptsWhatTheFileSays() {
        Golden.named("greeting.txt").matches("good morning\n");
    }

    @Test
    void showsTheFirstLineThatDiffers() throws IOException {
        var file = Files.writeString(dir.resolve("g.txt"), "one\ntwo\n");

        assertThatThrownBy(() -> new Golden(file).matches("one\ntoo\n"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("line 2")
                .hasMessageContaining("expected <two>")
                .hasMessageContaining("but was  <too>")
                .hasMessageContaining("-Dgolden=update");
    }

    @Test
    void showsTheFirstByteThatDiffers() throws IOException {
        var file = Files.write(dir.resolve("g.bin"), new byte[] {1, 2, 3});

        assertThatThrownBy(() -> new Golden(file).matches(new byte[] {1, 2, 4, 5}))
                .hasMessageContaining("byte 2: expected 03 but was 04 05 (3 and 4 bytes in all)");
    }

    @Test
    void failsWhenThereIsNoFileYet() {
        assertThatThrownBy(() -> new Golden(dir.resolve("none")).matches("x"))
                .hasMessageContaining("there is no such file yet");
        assertThat(dir.resolve("none")).doesNotExist();
    }
}
