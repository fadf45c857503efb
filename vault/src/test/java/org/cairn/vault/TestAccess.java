package org.cairn.vault;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.Steps;
import org.cairn.vault.frame.Suite;
import org.cairn.vault.key.RecoveryKey;
import org.cairn.vault.key.SecretKind;
import org.cairn.vault.key.VaultAccess;
import org.cairn.vault.key.VaultSecret;

/// Opens and makes encrypted vaults by a key that is always the same, and remembers recovery keys.
public final class TestAccess implements VaultAccess {
    /// 32 zeros.
    public static final String KEY =
            "CAIRN-KEY-1-00000-00000-00000-00000-00000-00000-00000-00000-00000-00000-06CT0";

    private final List<String> recoveryKeys = new ArrayList<>();

    /// An encrypted vault for tests.
    public static Vault openOrCreate(Path folder) {
        return Vault.openOrCreate(folder, new TestAccess(), InstantSource.system(), Steps.NONE);
    }

    public static VaultSecret secret() {
        return VaultSecret.read(SecretKind.FILE, KEY.toCharArray());
    }

    @Override
    public List<VaultSecret> secrets() {
        return List.of(secret());
    }

    @Override
    public Suite suiteOfNew() {
        return Suite.ENCRYPTED;
    }

    @Override
    public List<VaultSecret> secretsOfNew() {
        return List.of(secret());
    }

    @Override
    public void made(RecoveryKey key) {
        recoveryKeys.add(new String(key.text()));
    }

    /// What was shown, in order.
    public List<String> recoveryKeys() {
        return List.copyOf(recoveryKeys);
    }
}
