package org.cairn.vault.body;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.cairn.kernel.Sha256;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.EncodedFrame;
import org.cairn.vault.frame.FramePipeline;
import org.cairn.vault.frame.FrameWriter;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;

/// One body on its way into packs that nobody sees yet.
///
/// The calling thread reads and hashes, the workers of a [FramePipeline] compress, and the calling
/// thread appends to the packs in order. Packs become visible only by `publish`, when the whole
/// body is known, because only its hash tells whether the vault has it already. Confined to one
/// thread.
final class BodyWriter implements AutoCloseable {
    private final Supplier<PackDraft> drafts;
    private final BodyLimits limits;
    private final FramePipeline pipeline;
    private final List<PackDraft> packs = new ArrayList<>();
    private final MessageDigest digest = Sha256.digest();
    private @Nullable PackDraft current;
    private int frames;

    /// @param drafts begins a new pack each time
    BodyWriter(ContainerKeys keys, Supplier<PackDraft> drafts, BodyLimits limits) {
        this.drafts = drafts;
        this.limits = limits;
        this.pipeline =
                new FramePipeline(keys, Runtime.getRuntime().availableProcessors(), this::append);
    }

    /// Reads the whole body into packs and says what it is made of.
    BodyMap write(InputStream body, LongConsumer progress) {
        long length = 0;
        int got = FrameWriter.MAX_PLAIN;
        while (got == FrameWriter.MAX_PLAIN) {
            FrameWriter writer = pipeline.take();
            got = fill(writer.plain(), body);
            if (got == 0) {
                pipeline.giveBack(writer);
            } else {
                requireRoom();
                digest.update(writer.plain(), 0, got);
                pipeline.submit(writer, got);
                length += got;
                progress.accept(length);
            }
        }
        pipeline.drain();
        endPack();
        return new BodyMap(
                Sha256.ofDigest(digest.digest()),
                length,
                packs.stream().map(PackDraft::piece).toList());
    }

    /// The packs that it has written.
    List<PackId> packs() {
        return packs.stream().map(PackDraft::id).toList();
    }

    /// Makes the packs visible and durable.
    void publish() {
        packs.forEach(PackDraft::publish);
    }

    private void append(EncodedFrame frame) {
        PackDraft pack = current;
        if (pack == null) {
            pack = drafts.get();
            packs.add(pack);
            current = pack;
        }
        pack.append(frame);
        if (pack.isFull(limits)) {
            endPack();
        }
    }

    private void endPack() {
        if (current != null) {
            current.finish();
            current = null;
        }
    }

    private void requireRoom() {
        frames++;
        if (frames > limits.bodyFrames()) {
            throw VaultProblems.BODY_TOO_LARGE
                    .says("a document has more than %d MiB", limits.bodyFrames())
                    .what("format version 1 lists at most %d frames", limits.bodyFrames())
                    .kept("nothing of this document is stored")
                    .remedy("Split the file and declare its parts.")
                    .with("limit_mib", limits.bodyFrames())
                    .asException();
        }
    }

    private static int fill(byte[] target, InputStream body) {
        try {
            return body.readNBytes(target, 0, target.length);
        } catch (IOException e) {
            throw VaultProblems.BODY_INTERRUPTED
                    .says("the bytes to archive ended with an error")
                    .what("%s", String.valueOf(e.getMessage()))
                    .kept("nothing of this document is stored")
                    .remedy("Fetch the document again.")
                    .asException(e);
        }
    }

    /// Drops every pack that was not published.
    @Override
    public void close() {
        try (pipeline) {
            packs.forEach(PackDraft::close);
        }
    }
}
