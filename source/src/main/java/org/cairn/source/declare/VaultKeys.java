package org.cairn.source.declare;

import java.util.List;
import java.util.stream.Stream;
import org.cairn.kernel.Secret;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.TextShape.Refers;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.VaultKeySpec;
import org.jspecify.annotations.Nullable;

/// `vault` of `cairn.yaml`: where the vault is, and `vault.key`, what opens it.
public final class VaultKeys {
    /// The key file unless the project says otherwise.
    public static final String DEFAULT_FILE = ".cairn/vault.key";

    private static final VaultKeySpec DEFAULT = new VaultKeySpec.KeyFile(DEFAULT_FILE);

    private static final Key<String> FILE =
            Key.optional(
                    "file",
                    TextShape.of("file").referring(Refers.YES),
                    "The file that holds the key, relative to the project unless absolute. It is"
                            + " made together with a new vault, and never anew for one that is there.");
    private static final Key<Secret> PASSPHRASE =
            Key.optional(
                    "passphrase",
                    TextShape.of("reference to a secret")
                            .referring(Refers.SECRET)
                            .as((text, _, _) -> new Secret(text)),
                    "A passphrase instead of a file, as `${env:NAME}` or `${file:PATH}`.");

    private static final Key<VaultKeySpec> KEY =
            Key.optional(
                            "key",
                            RecordShape.of(
                                            "vault key",
                                            "What opens the vault.",
                                            List.of(FILE, PASSPHRASE),
                                            VaultKeys::key)
                                    .exactlyOne(),
                            "What opens the vault. A new vault is encrypted and also gets a"
                                    + " recovery key, which is shown once.")
                    .otherwise(DEFAULT)
                    .absent("`file: %s`".formatted(DEFAULT_FILE));

    private static final Key<String> COPY_RETENTION =
            Key.optional(
                            "retention",
                            ProtectKeys.sentence(),
                            "How long this copy keeps backups. `cairn serve` removes the others, when"
                                    + " the copy has all of the vault and its newest backup was read"
                                    + " back whole there.")
                    .absent("all are kept");

    private static final Key<List<ProjectSpec.Vault.Copy>> COPIES =
            Key.optional(
                            "copies",
                            ListShape.of(
                                    RecordShape.of(
                                            "copy of the vault",
                                            "A place where the vault is copied to.",
                                            Stream.concat(
                                                            VaultPlaceKeys.KEYS.stream(),
                                                            Stream.of(COPY_RETENTION))
                                                    .toList(),
                                            VaultKeys::copy)),
                            "Where `cairn repo replicate` keeps copies of the vault.")
                    .otherwise(List.of());

    static final Key<ProjectSpec.Vault> VAULT =
            Key.optional(
                            "vault",
                            RecordShape.of(
                                    "vault",
                                    "Where documents, backups and WAL are kept.",
                                    Stream.concat(
                                                    VaultPlaceKeys.KEYS.stream(),
                                                    Stream.of(KEY, COPIES))
                                            .toList(),
                                    VaultKeys::vault),
                            "Where documents, backups and WAL are kept.")
                    .otherwise(new ProjectSpec.Vault(VaultPlaceKeys.DEFAULT, DEFAULT, List.of()))
                    .absent("`location: %s`, encrypted".formatted(VaultPlaceKeys.DEFAULT_LOCATION));

    private VaultKeys() {}

    private static ProjectSpec.Vault vault(Values in) {
        return new ProjectSpec.Vault(VaultPlaceKeys.place(in), in.get(KEY), in.get(COPIES));
    }

    private static ProjectSpec.Vault.Copy copy(Values in) {
        return new ProjectSpec.Vault.Copy(VaultPlaceKeys.place(in), in.find(COPY_RETENTION));
    }

    private static @Nullable VaultKeySpec key(Values in) {
        String file = in.find(FILE);
        Secret passphrase = in.find(PASSPHRASE);
        if (passphrase != null) {
            return new VaultKeySpec.Passphrase(passphrase);
        }
        return file == null ? null : new VaultKeySpec.KeyFile(file);
    }
}
