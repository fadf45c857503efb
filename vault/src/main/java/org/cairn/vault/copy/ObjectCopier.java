package org.cairn.vault.copy;

import java.util.List;
import java.util.function.LongConsumer;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.Steps;
import org.cairn.vault.copy.ObjectCheck.VaultMark;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectReader;
import org.cairn.vault.store.ObjectStore;
import org.jspecify.annotations.Nullable;

/// Copies one object at a time, looking at its bytes. Safe for any thread.
final class ObjectCopier {
    private static final List<String> MADE_IN_BOTH = List.of("expired/", "gap/", "hold/");

    private final ObjectStore source;
    private final ObjectStore copy;
    private final VaultMark vault;
    private final Steps steps;
    private final LongConsumer progress;

    /// How it ended.
    sealed interface Outcome {
        /// It is there now.
        ///
        /// @param anew whether a damaged one stood there before
        record Created(long bytes, boolean anew) implements Outcome {}

        /// Somebody else was first.
        record Existed(long bytes) implements Outcome {}

        /// The original has it no longer.
        record Gone() implements Outcome {}
    }

    ObjectCopier(Replication.Ends ends, Steps steps, LongConsumer progress) {
        this.source = ends.source();
        this.copy = ends.copy();
        this.vault = ends.vault();
        this.steps = steps;
        this.progress = progress;
    }

    /// Copies an object. Raises `vault-object-damaged` for one of the original that is, and for two
    /// that differ and are both whole and must not, and the problems of the copy's store.
    ///
    /// @param there the length that the copy has under this name; null if it has none
    Outcome copy(ObjectName name, @Nullable Long there) {
        try (ObjectReader object = source.open(name)) {
            return there == null ? create(object) : replace(object);
        } catch (ProblemException e) {
            if (isMissing(e, name)) {
                return new Outcome.Gone();
            }
            throw e;
        }
    }

    private static boolean isMissing(ProblemException e, ObjectName name) {
        Problem problem = e.problem();
        return problem.code().equals(VaultProblems.OBJECT_MISSING)
                && name.value().equals(problem.facts().get("object"));
    }

    private Outcome create(ObjectReader object) {
        try (var draft = copy.draft(object.name())) {
            new ObjectCheck(object.name(), vault).read(ofOriginal(object), draft::append, progress);
            return switch (draft.publish()) {
                case CREATED -> new Outcome.Created(object.sizeBytes(), false);
                case EXISTED -> new Outcome.Existed(object.sizeBytes());
            };
        }
    }

    /// What is there has another length, so one of both is damaged. The original is read to its end
    /// before anything is removed; an object that is whole is never removed.
    private Outcome replace(ObjectReader object) {
        boolean isCopyWhole = isWholeInCopy(object.name());
        new ObjectCheck(object.name(), vault).read(ofOriginal(object), (_, _, _) -> {}, _ -> {});
        if (isCopyWhole && mayDiffer(object.name())) {
            return new Outcome.Existed(object.sizeBytes());
        }
        if (isCopyWhole) {
            throw VaultProblems.damaged(
                    object.name().value(),
                    "the copy has another object under this name, and both are whole");
        }
        copy.remove(object.name());
        steps.reached("copy.damaged-removed");
        return switch (create(object)) {
            case Outcome.Created(long bytes, _) -> new Outcome.Created(bytes, true);
            case Outcome other -> other;
        };
    }

    /// What its name says is all that counts, and when and why it was made may be another matter in
    /// each place: a retention of its own has expired the same WAL in the copy.
    static boolean mayDiffer(ObjectName name) {
        return MADE_IN_BOTH.stream().anyMatch(name.value()::startsWith);
    }

    private boolean isWholeInCopy(ObjectName name) {
        try (ObjectReader there = copy.open(name)) {
            new ObjectCheck(name, vault).read(there, (_, _, _) -> {}, _ -> {});
            return true;
        } catch (ProblemException e) {
            if (e.problem().code().equals(VaultProblems.OBJECT_DAMAGED)) {
                return false;
            }
            throw e;
        }
    }

    /// A sector that cannot be read is damage of one object, and no reason to end.
    private static ObjectReader ofOriginal(ObjectReader object) {
        return new ObjectReader() {
            @Override
            public ObjectName name() {
                return object.name();
            }

            @Override
            public long sizeBytes() {
                return object.sizeBytes();
            }

            @Override
            public byte[] read(long offset, int length) {
                try {
                    return object.read(offset, length);
                } catch (ProblemException e) {
                    if (isOfTheDisk(e.problem().code())) {
                        throw VaultProblems.damaged(
                                object.name().value(), "it cannot be read: %s", e.problem().what());
                    }
                    throw e;
                }
            }

            @Override
            public void close() {}
        };
    }

    private static boolean isOfTheDisk(ProblemCode code) {
        return VaultProblems.isOfOneObject(code)
                && !code.equals(VaultProblems.OBJECT_MISSING)
                && !code.equals(VaultProblems.OBJECT_DAMAGED);
    }
}
