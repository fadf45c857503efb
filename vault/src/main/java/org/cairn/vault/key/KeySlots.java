package org.cairn.vault.key;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.cairn.vault.frame.ContainerKeys;
import org.cairn.vault.frame.Hkdf;
import org.cairn.vault.problem.Findings;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// The slots of one vault as objects `keys/<epoch>/<slot>`.
///
/// An epoch from the second on counts when `keys/<epoch>/previous` is there, which is written after
/// its slots: a rotation that was cut short leaves slots that nobody minds. A slot whose key does
/// not open `previous` is such a one too. Safe for any thread and any number of processes.
public final class KeySlots {
    private static final byte[] WRAP_PREVIOUS = "cairn wrap previous".getBytes(US_ASCII);

    private final ObjectStore store;
    private final UUID repository;

    public KeySlots(ObjectStore store, UUID repository) {
        this.store = store;
        this.repository = repository;
    }

    /// Lists the slots that can be read, of the newest epoch first and then by when they were made.
    public List<KeySlot> list() {
        int newest = newestEpoch();
        return slots().filter(slot -> slot.epoch() <= newest)
                .sorted(
                        Comparator.comparingInt(KeySlot::epoch)
                                .reversed()
                                .thenComparing(KeySlot::created)
                                .thenComparing(KeySlot::id))
                .toList();
    }

    // One that rotted must not keep the others from opening the vault; Vault.verify names it.
    private Stream<KeySlot> slots() {
        var findings = new Findings();
        return store.list(KeyNames.FOLDER).stream()
                .filter(name -> KeyNames.parse(name).filter(KeyNames.Parts::isSlot).isPresent())
                .map(name -> {
                    KeySlot[] read = new KeySlot[1];
                    findings.reading(
                            name.value(), () -> read[0] = KeyObjects.loadSlot(store, name));
                    return Optional.ofNullable(read[0]);
                })
                .flatMap(Optional::stream);
    }

    int newestEpoch() {
        return store.list(KeyNames.FOLDER).stream()
                .map(KeyNames::parse)
                .flatMap(Optional::stream)
                .filter(parts -> !parts.isSlot())
                .mapToInt(KeyNames.Parts::epoch)
                .max()
                .orElse(1);
    }

    /// Opens the vault by the first of these secrets that fits a slot. Raises `vault-key-missing`
    /// without any, `vault-key-wrong` when none fits, and `vault-object-damaged` or
    /// `vault-object-missing` when what holds the keys of older epochs cannot be read.
    public ContainerKeys unlock(List<VaultSecret> secrets) {
        try (MasterKeys masters = open(secrets)) {
            return masters.containerKeys();
        }
    }

    MasterKeys open(List<VaultSecret> secrets) {
        List<KeySlot> slots = list();
        List<String> kinds = slots.stream().map(slot -> slot.kind().noun()).distinct().toList();
        if (secrets.isEmpty()) {
            throw KeyProblems.missing(kinds);
        }
        for (KeySlot slot : slots) {
            for (VaultSecret secret : secrets) {
                Optional<MasterKeys> opened = open(slot, secret);
                if (opened.isPresent()) {
                    return opened.get();
                }
            }
        }
        throw KeyProblems.wrong(
                secrets.stream().map(VaultSecret::toString).distinct().toList(), kinds);
    }

    private Optional<MasterKeys> open(KeySlot slot, VaultSecret secret) {
        Optional<byte[]> master = unwrap(slot, secret);
        if (master.isEmpty()) {
            return Optional.empty();
        }
        SortedMap<Integer, byte[]> masters = new TreeMap<>();
        masters.put(slot.epoch(), master.get());
        byte[] key = master.get();
        for (int epoch = slot.epoch(); epoch > 1; epoch--) {
            Optional<byte[]> before = previous(epoch, key);
            if (before.isEmpty()) {
                masters.values().forEach(each -> Arrays.fill(each, (byte) 0));
                return Optional.empty();
            }
            key = before.get();
            masters.put(epoch - 1, key);
        }
        return Optional.of(MasterKeys.opened(repository, masters, slot));
    }

    /// Says whether a secret opens a slot.
    boolean opens(KeySlot slot, VaultSecret secret) {
        Optional<byte[]> master = unwrap(slot, secret);
        master.ifPresent(key -> Arrays.fill(key, (byte) 0));
        return master.isPresent();
    }

    private Optional<byte[]> unwrap(KeySlot slot, VaultSecret secret) {
        if (secret.kind() != slot.kind()) {
            return Optional.empty();
        }
        return KeyWrap.unwrap(
                slot.wrapped().bytes(),
                secret.wrapKey(slot.wrapped().salt(), slot.iterations()),
                KeyWrap.slotAad(repository, slot.epoch(), slot.id(), slot.kind()));
    }

    private Optional<byte[]> previous(int epoch, byte[] master) {
        return KeyWrap.unwrap(
                KeyObjects.loadPrevious(store, epoch),
                wrapPrevious(master),
                KeyWrap.previousAad(repository, epoch));
    }

    private byte[] wrapPrevious(byte[] master) {
        return Hkdf.derive(master, ContainerKeys.salt(repository), WRAP_PREVIOUS);
    }

    /// How a slot is made.
    ///
    /// @param iterations of PBKDF2 for a passphrase
    record Making(Entropy entropy, int iterations, Instant at) {}

    /// Creates a slot; durable when it returns.
    KeySlot create(int epoch, byte[] master, VaultSecret secret, Making making) {
        String id = HexFormat.of().formatHex(making.entropy().bytes(16));
        int iterations = secret.kind() == SecretKind.PASSPHRASE ? making.iterations() : 0;
        byte[] salt = making.entropy().bytes(KeySlot.Wrapped.SALT_BYTES);
        byte[] wrapped =
                KeyWrap.wrap(
                        master,
                        secret.wrapKey(salt, iterations),
                        KeyWrap.slotAad(repository, epoch, id, secret.kind()),
                        KeyWrap.nonce(making.entropy()));
        var slot =
                new KeySlot(
                        epoch,
                        id,
                        secret.kind(),
                        iterations,
                        new KeySlot.Wrapped(salt, wrapped),
                        making.at());
        if (KeyObjects.put(store, slot) == ObjectStore.Creation.EXISTED) {
            throw new IllegalStateException("a random slot id came twice: " + id);
        }
        return slot;
    }

    /// Makes an epoch count, whose slots are there. Says `EXISTED` when another did so first.
    ObjectStore.Creation commit(int epoch, byte[] master, byte[] before, Making making) {
        byte[] wrapped =
                KeyWrap.wrap(
                        before,
                        wrapPrevious(master),
                        KeyWrap.previousAad(repository, epoch),
                        KeyWrap.nonce(making.entropy()));
        return KeyObjects.putPrevious(store, epoch, wrapped, making.at());
    }

    /// The names of all slots of an epoch, also of those that rotted or were left over.
    List<ObjectName> names(int epoch) {
        return store.list(KeyNames.epoch(epoch)).stream()
                .filter(name -> KeyNames.parse(name).filter(KeyNames.Parts::isSlot).isPresent())
                .toList();
    }

    void remove(ObjectName name) {
        store.remove(name);
    }

    /// Reads an object to see whether it is whole, for which no key is needed. Returns false if its
    /// name is not that of a slot or of an older epoch's key.
    public boolean check(ObjectName name) {
        Optional<KeyNames.Parts> parts = KeyNames.parse(name);
        parts.ifPresent(found -> {
            if (found.isSlot()) {
                KeyObjects.loadSlot(store, name);
            } else {
                KeyObjects.loadPrevious(store, found.epoch());
            }
        });
        return parts.isPresent();
    }
}
