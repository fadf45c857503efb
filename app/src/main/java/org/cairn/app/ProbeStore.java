package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.FolderTrial;
import org.cairn.vault.store.Guarantee;
import org.cairn.vault.store.Guarantee.Verdict;
import org.cairn.vault.store.s3.BucketTrial;
import org.cairn.vault.store.s3.S3Address;
import org.cairn.vault.store.s3.S3Settings;

/// Tries out what the store under a vault really guarantees; there need not be a vault yet.
public final class ProbeStore {
    private final VaultLocation location;
    private final InstantSource clock;

    ProbeStore(VaultLocation location, InstantSource clock) {
        this.location = location;
        this.clock = clock;
    }

    /// What came out.
    ///
    /// @param location a folder, or `s3://` and a bucket
    public record Probed(String location, List<Guarantee> guarantees) {
        public Probed {
            guarantees = List.copyOf(guarantees);
        }

        /// Whether a vault can be trusted there.
        public boolean isFit() {
            return guarantees.stream().noneMatch(each -> each.verdict() == Verdict.MISSING);
        }
    }

    /// Writes and removes objects of its own and touches no other. Problems: `vault-missing` for a
    /// folder that is not there, and those of a bucket that cannot be reached.
    public Probed probe() {
        return new Probed(
                location.toString(),
                switch (location) {
                    case VaultLocation.Folder(Path path) -> {
                        if (!Files.isDirectory(path)) {
                            throw missing(path);
                        }
                        yield new FolderTrial(path, clock).run();
                    }
                    case VaultLocation.Bucket(S3Address address, S3Settings settings) ->
                            new BucketTrial(address, settings, clock).run();
                });
    }

    private static ProblemException missing(Path path) {
        return VaultProblems.MISSING
                .says("there is no folder '%s' to try", path)
                .what("a store is tried out where it is")
                .kept("nothing was changed")
                .remedy("Make the folder, or the vault with `cairn repo init`.")
                .with("path", path)
                .asException();
    }
}
