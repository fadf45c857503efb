package org.cairn.vault.problem;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;

/// The catalogue of the problems with a vault's keys.
public final class KeyProblems {
    private static final int WRONG_KEY = 12;

    public static final ProblemCode MISSING =
            new ProblemCode(
                    "vault-key-missing",
                    Fault.DENIED,
                    WRONG_KEY,
                    "The vault is encrypted, and nothing was given that could open it. It opens by"
                            + " its key file, its passphrase or its recovery key, whichever of them it"
                            + " has. A new key is never made for a vault that is there, since it would"
                            + " open nothing: put the key file back, or give another key by --key-file"
                            + " or by CAIRN_VAULT_KEY_FILE, CAIRN_VAULT_PASSPHRASE or"
                            + " CAIRN_VAULT_RECOVERY_KEY.");
    public static final ProblemCode WRONG =
            new ProblemCode(
                    "vault-key-wrong",
                    Fault.DENIED,
                    WRONG_KEY,
                    "What was given opens none of the vault's key slots. It belongs to another"
                            + " vault, it has a typing error, or its slot was removed or replaced by a"
                            + " rotation. Nothing of the vault was read or changed. cairn repo key ls"
                            + " lists the slots without any key.");
    public static final ProblemCode UNREADABLE =
            new ProblemCode(
                    "vault-key-unreadable",
                    Fault.DENIED,
                    WRONG_KEY,
                    "A key file or the text of a key is not there, cannot be read, or is not the"
                            + " text of a key. The text begins with CAIRN-KEY-1- and ends with check"
                            + " digits that notice a wrong character. Put the right one there, or open"
                            + " the vault by another key.");
    public static final ProblemCode UNWRITABLE =
            ProblemCode.of(
                    "vault-key-unwritable",
                    Fault.DENIED,
                    "The key file of a new vault could not be written, so the vault was not made:"
                            + " it would open by its recovery key only. Give this user the right to"
                            + " write there, or name another place by vault.key.file in cairn.yaml.");
    public static final ProblemCode SLOT_UNKNOWN =
            ProblemCode.of(
                    "vault-key-slot-unknown",
                    Fault.USAGE,
                    "The vault has no key slot whose id begins so, or several. cairn repo key ls"
                            + " lists them; give so much of the id that it fits one.");
    public static final ProblemCode SLOT_NEEDED =
            new ProblemCode(
                    "vault-key-slot-needed",
                    Fault.USAGE,
                    11,
                    "Without this key slot the vault could not be opened any more, or not after the"
                            + " loss of the key that is used every day. Add another key first. The last"
                            + " recovery key, and the key that opened the vault for this command, go"
                            + " with --force; the last slot of all never goes.");
    public static final ProblemCode SLOTS_LEFT =
            ProblemCode.of(
                    "vault-key-slots-left",
                    Fault.USAGE,
                    "A rotation makes every key slot anew, for which it needs the secret of each."
                            + " Of some no secret was given. Give them all, or say by --drop which"
                            + " slots shall not open the vault any more; recovery keys are always"
                            + " replaced by a new one.");
    public static final ProblemCode ROTATING =
            new ProblemCode(
                    "vault-key-rotating",
                    Fault.OUTSIDE,
                    11,
                    "Another process rotates the keys of the vault, or was ended while it did and"
                            + " the key given is one of before. The vault still opens, by its old keys"
                            + " or by its new ones. Look at cairn repo key ls, then do it again with a"
                            + " key of the newest epoch.");
    public static final ProblemCode NOT_ENCRYPTED =
            ProblemCode.of(
                    "vault-not-encrypted",
                    Fault.USAGE,
                    "The vault was made without encryption, and a vault stays as it was made: it"
                            + " has no key slots. To have an encrypted one, make a new vault.");

    private KeyProblems() {}

    /// Lists every code, for `cairn explain` and the reference page.
    public static List<ProblemCode> all() {
        return List.of(
                MISSING,
                WRONG,
                UNREADABLE,
                UNWRITABLE,
                SLOT_UNKNOWN,
                SLOT_NEEDED,
                SLOTS_LEFT,
                ROTATING,
                NOT_ENCRYPTED);
    }

    /// Makes the problem of an encrypted vault and no key.
    ///
    /// @param kinds of its slots, as they stand in sentences
    public static ProblemException missing(List<String> kinds) {
        return MISSING.says("the vault is encrypted and no key was given")
                .what("%s", opensBy(kinds))
                .kept("nothing was changed; no key was made")
                .remedy(
                        "Put the key file back, or give a key by --key-file, CAIRN_VAULT_KEY_FILE,"
                                + " CAIRN_VAULT_PASSPHRASE or CAIRN_VAULT_RECOVERY_KEY.")
                .asException();
    }

    /// Makes the problem of a key that opens no slot.
    ///
    /// @param given what was given, as it stands in sentences
    public static ProblemException wrong(List<String> given, List<String> kinds) {
        return WRONG.says("the key does not open the vault")
                .what("%s was given; %s", String.join(" and ", given), opensBy(kinds))
                .kept("nothing was read or changed")
                .remedy("Give a key of this vault; `cairn repo key ls` lists its slots.")
                .asException();
    }

    private static String opensBy(List<String> kinds) {
        return kinds.isEmpty()
                ? "it has no key slot that can be read"
                : "it opens by " + String.join(" or ", kinds);
    }

    /// Makes the problem of a slot that is not there.
    public static ProblemException slotUnknown(String prefix, List<String> slots) {
        return SLOT_UNKNOWN
                .says("there is not one key slot '%s'", prefix)
                .what("there are %s", String.join(", ", slots))
                .kept("nothing was changed")
                .remedy("Give the id of one of them, or so much of it that it fits no other.")
                .with("slot", prefix)
                .asException();
    }

    /// Makes the problem of a slot that must stay.
    public static ProblemException slotNeeded(String slot, String why, String remedy) {
        return SLOT_NEEDED
                .says("key slot %s is needed", slot)
                .what("%s", why)
                .kept("nothing was changed")
                .remedy(remedy)
                .with("slot", slot)
                .asException();
    }

    /// Makes the problem of slots that a rotation would lose.
    public static ProblemException slotsLeft(List<String> slots) {
        return SLOTS_LEFT
                .says("the secrets of some key slots were not given")
                .what("they are %s", String.join(", ", slots))
                .kept("nothing was changed")
                .remedy("Give their secrets, or name them by --drop.")
                .asException();
    }

    /// Makes the problem of a rotation that another process has begun.
    public static ProblemException rotating() {
        return ROTATING.says("the keys of the vault are being rotated by somebody else")
                .what("an epoch has begun that this command did not begin")
                .kept("the vault opens by the keys that `cairn repo key ls` lists")
                .remedy("Look at them, then do it again with a key of the newest epoch.")
                .asException();
    }

    /// Makes the problem of keys for a vault that has none.
    public static ProblemException notEncrypted() {
        return NOT_ENCRYPTED
                .says("the vault is not encrypted")
                .what("it was made so, and has no keys")
                .kept("nothing was changed")
                .remedy("Make a new vault to have an encrypted one.")
                .asException();
    }
}
