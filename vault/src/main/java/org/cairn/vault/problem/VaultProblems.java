package org.cairn.vault.problem;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;

/// The catalogue of the vault's problems.
public final class VaultProblems {
    public static final ProblemCode MISSING =
            new ProblemCode(
                    "vault-missing",
                    Fault.USAGE,
                    10,
                    "The folder named as the vault holds no repo.json, so there is no vault there."
                            + " Either the path is wrong, or a disk is not mounted, or the vault was never"
                            + " created. Check the path before creating a new one: an empty vault beside a"
                            + " full one is easily mistaken for it.");
    public static final ProblemCode FOREIGN_FOLDER =
            ProblemCode.of(
                    "vault-foreign-folder",
                    Fault.USAGE,
                    "A vault is only created in a folder that is empty or does not exist yet. This one"
                            + " holds other things and no repo.json, so Cairn leaves it alone. Name another"
                            + " folder, or empty this one if nothing in it is needed.");
    public static final ProblemCode VERSION_UNKNOWN =
            ProblemCode.of(
                    "vault-version-unknown",
                    Fault.USAGE,
                    "The vault, or one object in it, says that it was written in a format version that this"
                            + " Cairn does not know. Reading it by guessing could return wrong bytes, so"
                            + " nothing is read and nothing is written. Use the version of Cairn that wrote"
                            + " it, or a newer one.");
    public static final ProblemCode OBJECT_MISSING =
            ProblemCode.of(
                    "vault-object-missing",
                    Fault.DAMAGE,
                    "Another object of the vault, or the database, names an object that is not there. The"
                            + " vault never deletes objects and writes them before it names them, so"
                            + " something else removed it. Put it back from a copy of the vault; the rest of"
                            + " the vault is unaffected.");
    public static final ProblemCode OBJECT_DAMAGED =
            ProblemCode.of(
                    "vault-object-damaged",
                    Fault.DAMAGE,
                    "The bytes of this object are not the bytes that were written: a checksum, a hash, a"
                            + " length or the form does not agree. The usual cause is a failing disk or a"
                            + " copy that was cut short. Put the object back from a copy of the vault, and"
                            + " check the disk; nothing is returned from damaged bytes.");
    public static final ProblemCode PATH_UNSAFE =
            ProblemCode.of(
                    "vault-path-unsafe",
                    Fault.DAMAGE,
                    "Inside the vault's folder stands a symbolic link, or something that is neither a"
                            + " folder nor a plain file, where an object belongs. Cairn follows no links"
                            + " there, because they could lead out of the vault. Replace it by the real file"
                            + " or folder.");
    public static final ProblemCode FULL =
            ProblemCode.of(
                    "vault-full",
                    Fault.LIMIT,
                    "The disk or the quota under the vault has no room for what was to be stored. What was"
                            + " stored before is complete, and nothing half-written is visible. Make room or"
                            + " move the vault to a larger disk, then do the same again.");
    public static final ProblemCode UNWRITABLE =
            ProblemCode.of(
                    "vault-unwritable",
                    Fault.DENIED,
                    "The operating system does not let this user write in the vault's folder: permissions,"
                            + " a read-only mount, or a file system without hard links, which the vault"
                            + " needs to create an object once and only once. Give the user the right to"
                            + " write there, or name another folder.");
    public static final ProblemCode UNREADABLE =
            ProblemCode.of(
                    "vault-unreadable",
                    Fault.DENIED,
                    "The operating system does not let this user read an object of the vault. Usually the"
                            + " vault was written by another user. Give this user the right to read the"
                            + " vault's files, or run as the user who owns them.");
    public static final ProblemCode IO_FAILED =
            ProblemCode.of(
                    "vault-io-failed",
                    Fault.OUTSIDE,
                    "The operating system reported an error while the vault read or wrote. An object whose"
                            + " writing failed is not visible and is never taken as stored. Trying again is"
                            + " safe; if it happens again, look at the system log for errors of the disk.");
    public static final ProblemCode BODY_INTERRUPTED =
            ProblemCode.of(
                    "vault-body-interrupted",
                    Fault.OUTSIDE,
                    "The bytes that were to be archived ended with an error before their end. A document is"
                            + " stored whole or not at all, so nothing of it is kept. Fetching it again is"
                            + " safe.");
    public static final ProblemCode BODY_TOO_LARGE =
            ProblemCode.of(
                    "vault-body-too-large",
                    Fault.LIMIT,
                    "One document may have at most 256 GiB in format version 0, because the list of its"
                            + " frames is one object that must fit in memory. Nothing of it is kept. Split"
                            + " the file and declare its parts.");
    public static final ProblemCode RUN_NUMBER_TAKEN =
            ProblemCode.of(
                    "run-number-taken",
                    Fault.OUTSIDE,
                    "The vault already knows a run of this number, so a second one may not use it: restore"
                            + " points would be ambiguous. This happens when another process began a run at"
                            + " the same time, or when a database older than the vault numbers its runs."
                            + " Run again; numbers continue after the highest one in the vault.");
    public static final ProblemCode RUN_OUTCOME_CONFLICT =
            ProblemCode.of(
                    "run-outcome-conflict",
                    Fault.BUG,
                    "A run that the vault records as committed was to be recorded as rolled back, or the"
                            + " other way round. An outcome is written once and never changed. The recorded"
                            + " one stands; please report this, with the output of cairn doctor.");

    private static final String FROM_A_COPY =
            "Put '%s' back from a copy of the vault. Without a copy, move the body objects that name it"
                    + " out of the vault and fetch their documents again.";

    private VaultProblems() {}

    /// Lists every code, for `cairn explain` and the reference page.
    public static List<ProblemCode> all() {
        return List.of(
                MISSING,
                FOREIGN_FOLDER,
                VERSION_UNKNOWN,
                OBJECT_MISSING,
                OBJECT_DAMAGED,
                PATH_UNSAFE,
                FULL,
                UNWRITABLE,
                UNREADABLE,
                IO_FAILED,
                BODY_INTERRUPTED,
                BODY_TOO_LARGE,
                RUN_NUMBER_TAKEN,
                RUN_OUTCOME_CONFLICT);
    }

    /// Makes the problem of an object whose bytes are wrong; `what` says how that was seen.
    public static ProblemException damaged(String object, String what, Object... arguments) {
        return OBJECT_DAMAGED
                .says("vault object '%s' is damaged", object)
                .what(what, arguments)
                .kept("no byte of it was handed out; other objects are unaffected")
                .remedy(FROM_A_COPY, object)
                .with("object", object)
                .asException();
    }

    /// Makes the problem of an object whose bytes pass their checksum and still make no sense.
    public static ProblemException malformed(String object, RuntimeException cause) {
        return damaged(object, "its form is wrong: %s", String.valueOf(cause.getMessage()));
    }

    /// Makes the problem of an object that is named but not there.
    public static ProblemException missing(String object) {
        return OBJECT_MISSING
                .says("vault object '%s' is missing", object)
                .what("it is named by the vault or the database, and is not there")
                .kept("other objects are unaffected")
                .remedy(FROM_A_COPY, object)
                .with("object", object)
                .asException();
    }

    /// Makes the problem of an object of a later or unknown format.
    public static ProblemException versionUnknown(String object, long version) {
        return VERSION_UNKNOWN
                .says("vault object '%s' has format version %d", object, version)
                .what("this cairn reads format version 0")
                .kept("nothing was read or written")
                .remedy("Use the version of cairn that wrote the vault, or a newer one.")
                .with("object", object)
                .with("version", version)
                .asException();
    }
}
