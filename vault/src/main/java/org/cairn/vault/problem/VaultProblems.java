package org.cairn.vault.problem;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.WalRange;

/// The catalogue of the vault's problems.
public final class VaultProblems {
    public static final ProblemCode MISSING =
            new ProblemCode(
                    "vault-missing",
                    Fault.USAGE,
                    10,
                    "The folder named as the vault holds no repo.json, so there is no vault there."
                            + " Either the path is wrong, or a disk is not mounted, or the vault was"
                            + " never created. Check the path before creating a new one: an empty vault"
                            + " beside a full one is easily mistaken for it.");
    public static final ProblemCode FOREIGN_FOLDER =
            ProblemCode.of(
                    "vault-foreign-folder",
                    Fault.USAGE,
                    "A vault is only created in a folder that is empty or does not exist yet. This"
                            + " one holds other things and no repo.json, so Cairn leaves it alone. Name"
                            + " another folder, or empty this one if nothing in it is needed.");
    public static final ProblemCode VERSION_UNKNOWN =
            ProblemCode.of(
                    "vault-version-unknown",
                    Fault.USAGE,
                    "The vault, or one object in it, says that it was written in a format version"
                            + " that this Cairn does not know. Reading it by guessing could return"
                            + " wrong bytes, so nothing is read and nothing is written. Use the version"
                            + " of Cairn that wrote it, or a newer one.");
    public static final ProblemCode VERSION_OLD =
            ProblemCode.of(
                    "vault-version-old",
                    Fault.USAGE,
                    "The vault was written in format version 0, before its format was settled, and"
                            + " nothing of that version is migrated. Name another folder for a new"
                            + " vault, or move this one away, fetch the documents again and take a"
                            + " backup. To read it, use the Cairn that wrote it.");
    public static final ProblemCode OBJECT_MISSING =
            ProblemCode.of(
                    "vault-object-missing",
                    Fault.DAMAGE,
                    "Another object of the vault, or the database, names an object that is not"
                            + " there. The vault removes nothing that is named, and writes objects"
                            + " before it names them, so something else removed it. Put it back from a"
                            + " copy of the vault; the rest of the vault is unaffected.");
    public static final ProblemCode OBJECT_DAMAGED =
            ProblemCode.of(
                    "vault-object-damaged",
                    Fault.DAMAGE,
                    "The bytes of this object are not the bytes that were written: a checksum, a"
                            + " hash, a length or the form does not agree. The usual cause is a failing"
                            + " disk or a copy that was cut short. Put the object back from a copy of"
                            + " the vault, and check the disk; nothing is returned from damaged"
                            + " bytes.");
    public static final ProblemCode PATH_UNSAFE =
            ProblemCode.of(
                    "vault-path-unsafe",
                    Fault.DAMAGE,
                    "Inside the vault's folder stands a symbolic link, or something that is neither"
                            + " a folder nor a plain file, where an object belongs. Cairn follows no"
                            + " links there, because they could lead out of the vault. Replace it by"
                            + " the real file or folder.");
    public static final ProblemCode FULL =
            ProblemCode.of(
                    "vault-full",
                    Fault.LIMIT,
                    "The disk or the quota under the vault has no room for what was to be stored."
                            + " What was stored before is complete, and nothing half-written is"
                            + " visible. Make room or move the vault to a larger disk, then do the same"
                            + " again.");
    public static final ProblemCode UNWRITABLE =
            ProblemCode.of(
                    "vault-unwritable",
                    Fault.DENIED,
                    "The operating system does not let this user write in the vault's folder:"
                            + " permissions, a read-only mount, or a file system without hard links,"
                            + " which the vault needs to create an object once and only once. Give the"
                            + " user the right to write there, or name another folder.");
    public static final ProblemCode UNREADABLE =
            ProblemCode.of(
                    "vault-unreadable",
                    Fault.DENIED,
                    "The operating system does not let this user read an object of the vault."
                            + " Usually the vault was written by another user. Give this user the right"
                            + " to read the vault's files, or run as the user who owns them.");
    public static final ProblemCode IO_FAILED =
            ProblemCode.of(
                    "vault-io-failed",
                    Fault.OUTSIDE,
                    "The operating system reported an error while the vault read or wrote. An"
                            + " object whose writing failed is not visible and is never taken as"
                            + " stored. Trying again is safe; if it happens again, look at the system"
                            + " log for errors of the disk.");
    public static final ProblemCode BODY_INTERRUPTED =
            ProblemCode.of(
                    "vault-body-interrupted",
                    Fault.OUTSIDE,
                    "The bytes that were to be archived ended with an error before their end. A"
                            + " document is stored whole or not at all, so nothing of it is kept."
                            + " Fetching it again is safe.");
    public static final ProblemCode BODY_TOO_LARGE =
            ProblemCode.of(
                    "vault-body-too-large",
                    Fault.LIMIT,
                    "One document may have at most 256 GiB, because the list of its frames is one"
                            + " object that must fit in memory. Nothing of it is kept. Split the file"
                            + " and declare its parts.");
    public static final ProblemCode RUN_NUMBER_TAKEN =
            ProblemCode.of(
                    "run-number-taken",
                    Fault.OUTSIDE,
                    "The vault already knows a run of this number, so a second one may not use it:"
                            + " restore points would be ambiguous. This happens when another process"
                            + " began a run at the same time, or when a database older than the vault"
                            + " numbers its runs. Run again; numbers continue after the highest one in"
                            + " the vault.");
    public static final ProblemCode RUN_OUTCOME_CONFLICT =
            ProblemCode.of(
                    "run-outcome-conflict",
                    Fault.BUG,
                    "A run that the vault records as committed was to be recorded as rolled back,"
                            + " or the other way round. An outcome is written once and never changed."
                            + " The recorded one stands; please report this, with the output of cairn"
                            + " doctor.");

    public static final ProblemCode SERVER_CONFLICT =
            conflict(
                    "server-conflict",
                    "The vault knows a server of this system identifier, with another major version"
                            + " or another size of its WAL segments. Both are fixed when a server is"
                            + " made, so this one is another server, or its files were tampered with."
                            + " Nothing of it is stored; give it a vault of its own.");
    public static final ProblemCode WAL_CONFLICT =
            conflict(
                    "wal-conflict",
                    "The vault holds this range of the write-ahead log with other bytes. One server"
                            + " never writes a range twice, so two servers of one identity are running:"
                            + " a copy that was started, or an old primary that was not stopped (a"
                            + " split brain). Nothing in the vault is overwritten. Find out which"
                            + " server is the right one, stop the other, and give a copy that is to"
                            + " live on a vault of its own.");
    public static final ProblemCode TIMELINE_CONFLICT =
            conflict(
                    "timeline-conflict",
                    "The vault holds the history of this timeline, and it differs from the one that"
                            + " the server has now. Two servers of one identity were promoted at"
                            + " different places, and both chose the same number. The history in the"
                            + " vault stands. Stop the one that was not meant to be promoted, or give"
                            + " one of them a vault of its own.");
    public static final ProblemCode WAL_INTERRUPTED =
            ProblemCode.of(
                    "wal-interrupted",
                    Fault.OUTSIDE,
                    "The bytes of a range of the write-ahead log that were to be stored ended early"
                            + " or with an error. A range is stored whole or not at all, so nothing of"
                            + " it is kept. Storing it again is safe.");
    public static final ProblemCode SNAPSHOT_AMBIGUOUS =
            ProblemCode.of(
                    "snapshot-ambiguous",
                    Fault.USAGE,
                    "More than one snapshot in the vault begins with what was given as its name, and Cairn"
                            + " does not guess which one is meant. Give more of the name; cairn backup ls lists"
                            + " them all.");
    public static final ProblemCode SNAPSHOT_PACK_GONE =
            ProblemCode.of(
                    "snapshot-pack-gone",
                    Fault.OUTSIDE,
                    "A backup shares what did not change with earlier ones. Just before it becomes visible"
                            + " it looks whether all that it shares is still in the vault, and an object was"
                            + " not: a sweep, or somebody, removed it while the backup ran. A backup that"
                            + " cannot be restored is not made visible. Taking it again stores what is"
                            + " missing.");
    public static final ProblemCode SNAPSHOT_SESSION_ENDED =
            ProblemCode.of(
                    "snapshot-session-ended",
                    Fault.OUTSIDE,
                    "A writer of the vault leaves word that it is at work. This backup did so too, but it then"
                            + " stood still for longer than a sweep waits (72 hours, or what --grace said), so the"
                            + " sweep ended it and may have removed packs that it had stored. A backup that might"
                            + " lack some of its packs is not made visible. Taking it again stores what is"
                            + " missing.");
    public static final ProblemCode LOCATION_WRONG =
            ProblemCode.of(
                    "vault-location-wrong",
                    Fault.USAGE,
                    "A vault is named by a folder or by s3://bucket/prefix. What a bucket needs besides may"
                            + " follow as in s3://bucket/prefix?endpoint=https://host:port&region=name"
                            + "&path_style=true. Keys are never part of it: without a project they come from"
                            + " the environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY) or a profile.");
    public static final ProblemCode BUCKET_MISSING =
            new ProblemCode(
                    "vault-bucket-missing",
                    Fault.USAGE,
                    10,
                    "The store answered, and says that it has no bucket of this name. Cairn makes no buckets:"
                            + " region, locks and rights are decided when one is made. Make the bucket, or"
                            + " correct `location`, `endpoint` or `path_style` of the vault.");
    public static final ProblemCode STORE_DENIED =
            ProblemCode.of(
                    "vault-store-denied",
                    Fault.DENIED,
                    "The store knows these credentials and does not let them do this. A vault needs"
                            + " s3:ListBucket, s3:GetObject and s3:PutObject, and for fragments of WAL"
                            + " and key slots s3:DeleteObject, below its prefix. What was stored before is unaffected.");
    public static final ProblemCode CREDENTIALS_WRONG =
            ProblemCode.of(
                    "vault-credentials-wrong",
                    Fault.DENIED,
                    "The store does not accept these credentials, or there are none. Without access_key and"
                            + " secret_key in the declaration they are searched for as Amazon's tools do:"
                            + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, then the profile, then the"
                            + " machine. Temporary ones may have expired. Nothing half-written is visible.");
    public static final ProblemCode CLOCK_SKEWED =
            ProblemCode.of(
                    "vault-clock-skewed",
                    Fault.OUTSIDE,
                    "Requests to a bucket are signed with the time, and the store takes those of this machine"
                            + " for too old or too new (fifteen minutes are usual). Cairn has tried the"
                            + " store's own time and was refused again. Set the clock of this machine.");
    public static final ProblemCode REGION_WRONG =
            ProblemCode.of(
                    "vault-region-wrong",
                    Fault.USAGE,
                    "The bucket is in another region, or behind another endpoint, than the request was sent"
                            + " to, or no region is known at all. Set `region` and `endpoint` of the vault, or"
                            + " AWS_REGION.");
    public static final ProblemCode STORE_UNREACHABLE =
            ProblemCode.of(
                    "vault-store-unreachable",
                    Fault.OUTSIDE,
                    "No answer came from the store: its name is not known, nobody listens, the connection is"
                            + " not trusted, or time ran out. Each request was tried several times. What was"
                            + " stored before is complete, and doing the same again is safe.");
    public static final ProblemCode STORE_FAILED =
            ProblemCode.of(
                    "vault-store-failed",
                    Fault.OUTSIDE,
                    "The store answered with an error of its own, also after several attempts, or with"
                            + " something that makes no sense. What was stored before is complete, nothing"
                            + " half-written is visible, and doing the same again is safe.");
    public static final ProblemCode STORE_UNFIT =
            ProblemCode.of(
                    "vault-store-unfit",
                    Fault.USAGE,
                    "A vault rests on objects that are created once: of two writers exactly one may have a"
                            + " name. This store overwrites although the request forbids it"
                            + " (If-None-Match: *), so one writer could destroy what another stored. Google"
                            + " Cloud Storage's S3 interface is known for it. Use another store; cairn repo"
                            + " doctor tests what one guarantees.");
    public static final ProblemCode UPLOAD_ALTERED =
            ProblemCode.of(
                    "vault-upload-altered",
                    Fault.DAMAGE,
                    "The checksum of what the store has is not that of what was sent. Bytes changed on the"
                            + " way or in the store. The object was removed again and nothing names it. Doing"
                            + " the same again is safe; a store that does it twice is not to be trusted.");
    public static final ProblemCode REMOVAL_DENIED =
            ProblemCode.of(
                    "vault-removal-denied",
                    Fault.DENIED,
                    "The store does not let this object be removed: it is locked for a time (Object Lock), or"
                            + " the credentials lack s3:DeleteObject. Fragments of WAL are removed when a segment"
                            + " holds their bytes, and packs when nothing names them; they cost room and"
                            + " nothing else. A key slot that is not"
                            + " removed still opens what it opened. Allow it, or wait until the lock has ended.");
    public static final ProblemCode COPY_FOREIGN =
            conflict(
                    "vault-copy-foreign",
                    "The place that was named for a copy holds another vault: repo.json there has"
                            + " another uuid. Objects of two vaults are never mixed. Name another"
                            + " place for the copy.");
    public static final ProblemCode COPY_ITSELF =
            ProblemCode.of(
                    "vault-copy-itself",
                    Fault.USAGE,
                    "The place that was named for a copy is the vault itself, or lies in it, or the"
                            + " vault lies in it. A copy protects only where it is apart. Name"
                            + " another place, on another disk or another machine.");
    public static final ProblemCode COPY_NEWER =
            conflict(
                    "vault-copy-newer",
                    "The copy has something that came after all that the original has: WAL, a"
                            + " document, or an epoch of keys. So the original was put back from an"
                            + " older state, or somebody works with the copy, and copying would mix"
                            + " two pasts. If the copy is the right one, replicate from it to a new"
                            + " place and use that. Else name a new place for the copy.");

    private static final String FROM_A_COPY =
            "Put '%s' back from a copy of the vault. Without a copy, move the body objects that"
                    + " name it out of the vault and fetch their documents again.";
    private static final String WAL_FROM_A_COPY =
            "Put '%s' back from a copy of the vault. Without a copy nothing can be restored across"
                    + " this range: take a new backup.";
    private static final String SNAPSHOT_FROM_A_COPY =
            "Put '%s' back from a copy of the vault. Without a copy, restore from another snapshot"
                    + " and take a new backup.";

    private static final String KEY_FROM_A_COPY =
            "Put '%s' back from a copy of the vault. While another key opens the vault, rotate its"
                    + " keys.";

    private VaultProblems() {}

    /// Lists every code, for `cairn explain` and the reference page.
    public static List<ProblemCode> all() {
        return List.of(
                MISSING,
                FOREIGN_FOLDER,
                VERSION_UNKNOWN,
                VERSION_OLD,
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
                RUN_OUTCOME_CONFLICT,
                SERVER_CONFLICT,
                WAL_CONFLICT,
                TIMELINE_CONFLICT,
                WAL_INTERRUPTED,
                SNAPSHOT_AMBIGUOUS,
                SNAPSHOT_PACK_GONE,
                SNAPSHOT_SESSION_ENDED,
                LOCATION_WRONG,
                BUCKET_MISSING,
                STORE_DENIED,
                CREDENTIALS_WRONG,
                CLOCK_SKEWED,
                REGION_WRONG,
                STORE_UNREACHABLE,
                STORE_FAILED,
                STORE_UNFIT,
                UPLOAD_ALTERED,
                REMOVAL_DENIED,
                COPY_FOREIGN,
                COPY_ITSELF,
                COPY_NEWER);
    }

    /// Says whether a problem of reading is one of this object, while others may be well.
    public static boolean isOfOneObject(ProblemCode code) {
        return List.of(OBJECT_DAMAGED, OBJECT_MISSING, IO_FAILED, UNREADABLE, PATH_UNSAFE)
                .contains(code);
    }

    // 11: the repository is in use in a way that forbids this. Not a fault that anybody may retry.
    private static ProblemCode conflict(String name, String explanation) {
        return new ProblemCode(name, Fault.USAGE, 11, explanation);
    }

    /// Makes the problem of an object whose bytes are wrong; `what` says how that was seen.
    public static ProblemException damaged(String object, String what, Object... arguments) {
        return OBJECT_DAMAGED
                .says("vault object '%s' is damaged", object)
                .what(what, arguments)
                .kept("no byte of it was handed out; other objects are unaffected")
                .remedy(fromACopy(object), object)
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
                .remedy(fromACopy(object), object)
                .with("object", object)
                .asException();
    }

    /// Makes the problem of a range of WAL that the vault has with other bytes.
    public static ProblemException walConflict(String object, WalRange range) {
        return WAL_CONFLICT
                .says("the WAL from %s was written twice", range)
                .what("'%s' holds other bytes: two servers of one identity are writing", object)
                .kept("the bytes in the vault stand; nothing was overwritten")
                .remedy("Stop the server that is not meant to run, then look at both.")
                .with("object", object)
                .asException();
    }

    /// Makes the problem of a range of WAL whose bytes did not all come.
    public static ProblemException walInterrupted(String object, String what) {
        return WAL_INTERRUPTED
                .says("the WAL for '%s' did not come whole", object)
                .what("%s", what)
                .kept("nothing of this range is stored")
                .remedy("Store it again.")
                .with("object", object)
                .asException();
    }

    /// Makes the problem of a name that several snapshots begin with.
    public static ProblemException snapshotAmbiguous(String prefix, List<String> labels) {
        return SNAPSHOT_AMBIGUOUS
                .says("'%s' may be one of %d snapshots", prefix, labels.size())
                .what("they are %s", String.join(", ", labels))
                .kept("nothing was done")
                .remedy("Give more of the name.")
                .with("prefix", prefix)
                .asException();
    }

    private static String fromACopy(String object) {
        return switch (object.substring(0, object.indexOf('/') + 1)) {
            case "wal/", "gap/", "expired/", "server/" -> WAL_FROM_A_COPY;
            case "snap/", "meta/", "hold/", "proof/" -> SNAPSHOT_FROM_A_COPY;
            case "keys/" -> KEY_FROM_A_COPY;
            default -> FROM_A_COPY;
        };
    }

    /// Makes the problem of a vault of the format before.
    public static ProblemException versionOld(String object) {
        return VERSION_OLD
                .says("this vault has format version 0")
                .what("'%s' says so, and this cairn reads format version 1", object)
                .kept("nothing was read or written")
                .remedy(
                        "Name another folder for a new vault, or move this one away; then fetch"
                                + " again and take a backup.")
                .with("object", object)
                .with("version", 0)
                .asException();
    }

    /// Makes the problem of an object of a later or unknown format.
    public static ProblemException versionUnknown(String object, long version) {
        return VERSION_UNKNOWN
                .says("vault object '%s' has format version %d", object, version)
                .what("this cairn reads format version 1")
                .kept("nothing was read or written")
                .remedy("Use the version of cairn that wrote the vault, or a newer one.")
                .with("object", object)
                .with("version", version)
                .asException();
    }
}
