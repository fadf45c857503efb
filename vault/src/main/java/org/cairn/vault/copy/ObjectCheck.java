package org.cairn.vault.copy;

import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.cairn.vault.frame.ContainerKind;
import org.cairn.vault.frame.ContainerScan;
import org.cairn.vault.frame.PackId;
import org.cairn.vault.frame.ScanLabel;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.json.SealedJson;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;

/// Looks at one object while its bytes go by, without any key: at the checksums of a container, or
/// at the seal of an object that is read without one.
///
/// Raises `vault-object-damaged`. Confined to one thread.
public final class ObjectCheck {
    /// How many bytes are read at a time.
    public static final int PART_BYTES = 4 << 20;

    private final ObjectName name;
    private final VaultMark vault;
    private boolean begun;
    private Optional<ContainerScan> scan = Optional.empty();

    /// Which vault the objects are of, as `repo.json` says.
    public record VaultMark(UUID uuid, Suite suite) {}

    /// Takes bytes as they come.
    @FunctionalInterface
    public interface Sink {
        void append(byte[] bytes, int offset, int length);
    }

    public ObjectCheck(ObjectName name, VaultMark vault) {
        this.name = name;
        this.vault = vault;
    }

    /// Reads a whole object, looks at it and hands its bytes on before all of it was looked at:
    /// what `sink` makes of them counts when this has returned.
    public void read(ObjectReader object, Sink sink, LongConsumer progress) {
        long size = object.sizeBytes();
        for (long at = 0; at < size; ) {
            byte[] part = object.read(at, (int) Math.min(PART_BYTES, size - at));
            take(part, size);
            sink.append(part, 0, part.length);
            progress.accept(part.length);
            at += part.length;
        }
        end();
    }

    private void take(byte[] part, long size) {
        if (!begun) {
            begun = true;
            if (isSealed()) {
                requireSealed(part, size);
            } else {
                scan = Optional.of(new ContainerScan(label()));
            }
        }
        scan.ifPresent(open -> open.take(part, 0, part.length));
    }

    private void end() {
        if (!begun) {
            throw VaultProblems.damaged(name.value(), "it is empty");
        }
        scan.ifPresent(ContainerScan::end);
    }

    private boolean isSealed() {
        return name.value().equals("repo.json") || name.value().startsWith("keys/");
    }

    private void requireSealed(byte[] whole, long size) {
        if (size > SealedJson.MAX_BYTES) {
            throw VaultProblems.damaged(name.value(), "it has %d bytes, too many", size);
        }
        SealedJson.requireSealed(name.value(), whole);
    }

    private ScanLabel label() {
        String text = name.value();
        Optional<PackId> pack = PackId.parse(text);
        ContainerKind kind =
                switch (text.substring(0, text.indexOf('/') + 1)) {
                    case "packs/", "meta/" -> ContainerKind.PACK;
                    case "body/", "doc/", "runs/", "server/", "gap/", "snap/" ->
                            ContainerKind.OBJECT;
                    case "wal/" ->
                            text.endsWith(".history") ? ContainerKind.OBJECT : ContainerKind.WAL;
                    // Of a kind that this version does not know: a container of some kind.
                    default -> null;
                };
        return new ScanLabel(
                text, vault.suite(), vault.uuid(), kind, pack.map(PackId::hex).orElse(null));
    }
}
