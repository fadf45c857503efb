package org.cairn.vault.key;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.cairn.kernel.Steps;
import org.cairn.vault.problem.KeyProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Adds and removes the keys of a vault, and rotates them. Confined to one thread; two processes
/// that do so at once do no harm.
///
/// The steps announced are `vault.slot-durable`, `vault.slot-removed`, `vault.epoch-slots-durable`,
/// `vault.epoch-durable` and `vault.rotated`.
public final class KeyRing {
    /// What a passphrase costs who guesses it, and once whoever knows it.
    public static final int ITERATIONS = 600_000;

    private final KeySlots slots;
    private final UUID repository;
    private final Tools tools;

    /// What changes a ring works with.
    ///
    /// @param iterations of PBKDF2 for passphrases
    public record Tools(Entropy entropy, int iterations, InstantSource clock, Steps steps) {
        KeySlots.Making now() {
            return new KeySlots.Making(entropy, iterations, clock.instant());
        }
    }

    public KeyRing(ObjectStore store, UUID repository, Tools tools) {
        this.slots = new KeySlots(store, repository);
        this.repository = repository;
        this.tools = tools;
    }

    /// Lists the slots; needs no key.
    public List<KeySlot> list() {
        return slots.list();
    }

    /// Makes the master key of a new vault and slots for it, which are durable when this returns.
    /// The vault does not exist before its `repo.json` does.
    ///
    /// @return the recovery key first
    public FirstSlots begin(List<VaultSecret> secrets) {
        List<ObjectName> before = slots.names(1);
        List<KeySlot> made = new ArrayList<>();
        try (MasterKeys masters = MasterKeys.first(repository, tools.entropy());
                VaultSecret recovery = VaultSecret.make(SecretKind.RECOVERY, tools.entropy())) {
            for (VaultSecret secret : secrets) {
                made.add(slots.create(1, masters.newest(), secret, tools.now()));
            }
            KeySlot slot = slots.create(1, masters.newest(), recovery, tools.now());
            made.add(slot);
            tools.steps().reached("vault.slots-durable");
            return new FirstSlots(before, made, new RecoveryKey(slot, recovery.text()));
        }
    }

    /// The slots of a vault that is not there yet.
    ///
    /// @param leftOver of somebody who began a vault here and did not come to the end
    public record FirstSlots(List<ObjectName> leftOver, List<KeySlot> made, RecoveryKey recovery) {}

    /// Removes what was left over by others, when the vault is ours.
    public void won(FirstSlots first) {
        first.leftOver().forEach(slots::remove);
    }

    /// Removes our slots, when somebody else made the vault first.
    public void lost(FirstSlots first) {
        first.made().forEach(slot -> slots.remove(slot.name()));
        first.recovery().close();
    }

    /// Lets a secret open the vault. Raises `vault-key-missing` and `vault-key-wrong` for the
    /// secrets that must open it now.
    public KeySlot add(List<VaultSecret> now, VaultSecret secret) {
        try (MasterKeys masters = openNewest(now)) {
            KeySlot slot = slots.create(masters.epoch(), masters.newest(), secret, tools.now());
            tools.steps().reached("vault.slot-durable");
            return slot;
        }
    }

    /// Makes a recovery key, which this is the only time to see.
    public RecoveryKey addRecovery(List<VaultSecret> now) {
        try (VaultSecret recovery = VaultSecret.make(SecretKind.RECOVERY, tools.entropy())) {
            return new RecoveryKey(add(now, recovery), recovery.text());
        }
    }

    /// Whether removing a slot may leave a vault without a recovery key, or without the key at
    /// hand.
    public enum Care {
        CAREFUL,
        FORCED
    }

    /// Takes a slot away. Whoever had its secret and looked into the vault may have kept the master
    /// key: only a rotation makes new objects safe from him. Raises `vault-key-slot-unknown` and
    /// `vault-key-slot-needed`.
    ///
    /// @param prefix of the slot's id
    public KeySlot remove(List<VaultSecret> now, String prefix, Care care) {
        List<KeySlot> all = list();
        KeySlot slot = only(all, prefix);
        try (MasterKeys masters = slots.open(now)) {
            requireNotNeeded(masters, all, slot, care);
        }
        slots.remove(slot.name());
        tools.steps().reached("vault.slot-removed");
        return slot;
    }

    private static KeySlot only(List<KeySlot> all, String prefix) {
        List<KeySlot> begin = all.stream().filter(slot -> slot.id().startsWith(prefix)).toList();
        if (begin.size() != 1 || prefix.isEmpty()) {
            List<KeySlot> meant = begin.isEmpty() ? all : begin;
            throw KeyProblems.slotUnknown(prefix, meant.stream().map(KeySlot::id).toList());
        }
        return begin.getFirst();
    }

    private static void requireNotNeeded(
            MasterKeys masters, List<KeySlot> all, KeySlot slot, Care care) {
        List<KeySlot> others =
                all.stream()
                        .filter(other -> !other.id().equals(slot.id()))
                        .filter(other -> other.epoch() == masters.epoch())
                        .toList();
        if (others.isEmpty()) {
            throw KeyProblems.slotNeeded(
                    slot.id(), "it is the only one that opens the vault", "Add another key first.");
        }
        boolean recovery = others.stream().anyMatch(s -> s.kind() == SecretKind.RECOVERY);
        if (care == Care.CAREFUL && slot.kind() == SecretKind.RECOVERY && !recovery) {
            throw KeyProblems.slotNeeded(
                    slot.id(),
                    "it is the only recovery key",
                    "Make another by `repo key add --recovery` first, or say --force.");
        }
        if (care == Care.CAREFUL && masters.wasOpenedBy(slot)) {
            throw KeyProblems.slotNeeded(
                    slot.id(),
                    "it is the one that opened the vault just now",
                    "Open the vault by the key that shall stay, or say --force.");
        }
    }

    /// Begins an epoch: new objects get a key that no old secret opens, and slots are made anew for
    /// the secrets that are given and for a new recovery key. The slots of before are removed.
    ///
    /// A slot whose secret is not given would be lost, and so must be among `dropped`; recovery
    /// keys need not. Raises `vault-key-slots-left`, and `vault-key-rotating` when another process
    /// was faster.
    ///
    /// @param secrets of all slots that shall stay; one of them opens the vault
    /// @param dropped ids of slots that shall not stay, or the beginning of each
    /// @param show hears the new recovery key, which is overwritten afterwards, while the old slots
    ///   still open the vault
    public void rotate(
            List<VaultSecret> secrets, List<String> dropped, Consumer<RecoveryKey> show) {
        List<VaultSecret> kept = keptOf(secrets, dropped);
        try (MasterKeys masters = openNewest(secrets);
                MasterKeys next = MasterKeys.first(repository, tools.entropy());
                VaultSecret recovery = VaultSecret.make(SecretKind.RECOVERY, tools.entropy())) {
            int epoch = masters.epoch() + 1;
            List<ObjectName> leftOver = slots.names(epoch);
            List<KeySlot> made = new ArrayList<>();
            for (VaultSecret secret : kept) {
                made.add(slots.create(epoch, next.newest(), secret, tools.now()));
            }
            KeySlot slot = slots.create(epoch, next.newest(), recovery, tools.now());
            made.add(slot);
            tools.steps().reached("vault.epoch-slots-durable");
            if (slots.commit(epoch, next.newest(), masters.newest(), tools.now())
                    == ObjectStore.Creation.EXISTED) {
                made.forEach(each -> slots.remove(each.name()));
                throw KeyProblems.rotating();
            }
            tools.steps().reached("vault.epoch-durable");
            try (var shown = new RecoveryKey(slot, recovery.text())) {
                show.accept(shown);
            }
            leftOver.forEach(slots::remove);
            removeBefore(epoch);
        }
    }

    private void removeBefore(int epoch) {
        for (int old = 1; old < epoch; old++) {
            slots.names(old).forEach(slots::remove);
        }
        tools.steps().reached("vault.rotated");
    }

    /// The secrets for which slots are made anew: one for each slot that stays.
    private List<VaultSecret> keptOf(List<VaultSecret> secrets, List<String> dropped) {
        List<VaultSecret> kept = new ArrayList<>();
        List<String> left = new ArrayList<>();
        int newest = slots.newestEpoch();
        for (KeySlot slot : list()) {
            boolean stays =
                    slot.epoch() == newest
                            && slot.kind() != SecretKind.RECOVERY
                            && dropped.stream().noneMatch(slot.id()::startsWith);
            if (stays) {
                secrets.stream()
                        .filter(secret -> slots.opens(slot, secret))
                        .findFirst()
                        .ifPresentOrElse(
                                kept::add,
                                () -> left.add("%s (%s)".formatted(slot.id(), slot.kind().noun())));
            }
        }
        if (!left.isEmpty() && !secrets.isEmpty()) {
            throw KeyProblems.slotsLeft(left);
        }
        return kept;
    }

    /// Raises `vault-key-missing` or `vault-key-wrong` unless one of these opens the vault.
    public void requireOpen(List<VaultSecret> now) {
        openNewest(now).close();
    }

    private MasterKeys openNewest(List<VaultSecret> secrets) {
        MasterKeys masters = slots.open(secrets);
        if (masters.epoch() < slots.newestEpoch()) {
            masters.close();
            throw KeyProblems.rotating();
        }
        return masters;
    }
}
