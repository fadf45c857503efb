package org.cairn.vault.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.cairn.vault.TestKeys;
import org.junit.jupiter.api.Test;

final class FramePipelineTest {
    @Test
    void handsFramesOnInTheOrderGiven() {
        List<ContentId> given = new ArrayList<>();
        List<ContentId> handedOn = new ArrayList<>();
        var random = new Random(7);

        try (var pipeline =
                new FramePipeline(TestKeys.clear(), 4, frame -> handedOn.add(frame.id()))) {
            for (int i = 0; i < 40; i++) {
                FrameWriter writer = pipeline.take();
                if (i % 3 == 0) {
                    random.nextBytes(writer.plain());
                } else {
                    Arrays.fill(writer.plain(), (byte) i);
                }
                given.add(TestKeys.clear().idOf(writer.plain()));
                pipeline.submit(writer, FrameWriter.MAX_PLAIN);
            }
            pipeline.drain();
        }

        assertThat(handedOn).as("seed 7").isEqualTo(given);
    }

    @Test
    void endsWhenTheFramesCannotBeTaken() {
        var pipeline =
                new FramePipeline(
                        TestKeys.clear(),
                        2,
                        _ -> {
                            throw new IllegalStateException("no room");
                        });
        try (pipeline) {
            for (int i = 0; i < 3; i++) {
                pipeline.submit(pipeline.take(), FrameWriter.MAX_PLAIN);
            }

            assertThatThrownBy(pipeline::drain).hasMessage("no room");
        }
    }
}
