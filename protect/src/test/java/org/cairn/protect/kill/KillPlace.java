package org.cairn.protect.kill;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.cairn.kernel.Secret;
import org.cairn.testkit.s3.S3Server;
import org.cairn.vault.TestAccess;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.RecoveryKey;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.key.VaultSecret;
import org.cairn.vault.store.s3.S3Address;
import org.cairn.vault.store.s3.S3Credentials;
import org.cairn.vault.store.s3.S3Settings;

/// Where a vault and its copy are, in words that a child can be given.
///
/// @param home of the journals, and of what is in a folder
/// @param bucket the server of a bucket, or a word that is none
/// @param form which of the two is in the bucket
record KillPlace(Path home, URI bucket, Form form) {
    enum Form {
        FOLDERS,
        VAULT_IN_BUCKET,
        COPY_IN_BUCKET
    }

    VaultLocation vault() {
        return form == Form.VAULT_IN_BUCKET ? inBucket("vault") : inFolder("vault");
    }

    VaultLocation copy() {
        return form == Form.COPY_IN_BUCKET ? inBucket("copy") : inFolder("copy");
    }

    VaultLocation.Folder inFolder(String name) {
        return new VaultLocation.Folder(home.resolve(name));
    }

    private VaultLocation inBucket(String name) {
        var credentials =
                new S3Credentials(
                        new Secret(S3Server.ACCESS_KEY), new Secret(S3Server.SECRET_KEY), null);
        var address =
                new S3Address(
                        S3Server.BUCKET,
                        home.getFileName() + "/" + name + "/",
                        bucket,
                        "us-east-1",
                        S3Address.Style.PATH,
                        credentials);
        return new VaultLocation.Bucket(
                address, S3Settings.spoolingTo(home.resolve("spool-" + name)));
    }

    /// Folders are encrypted, what is in a bucket or is copied to one is not.
    VaultAccess access() {
        return form == Form.FOLDERS ? new QuietAccess() : VaultAccess.CLEAR;
    }

    List<Object> arguments() {
        return List.of(home, bucket, form);
    }

    static KillPlace of(String home, String bucket, String form) {
        return new KillPlace(Path.of(home), URI.create(bucket), Form.valueOf(form));
    }

    /// By one key, without the slow slot of a passphrase.
    private static final class QuietAccess implements VaultAccess {
        @Override
        public List<VaultSecret> secrets() {
            return List.of(TestAccess.secret());
        }

        @Override
        public Suite suiteOfNew() {
            return Suite.ENCRYPTED;
        }

        @Override
        public List<VaultSecret> secretsOfNew() {
            return List.of(TestAccess.secret());
        }

        @Override
        public void made(RecoveryKey key) {
            // Nobody will need it.
        }
    }
}
