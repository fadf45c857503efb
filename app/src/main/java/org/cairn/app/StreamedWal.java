package org.cairn.app;

import java.time.Duration;
import java.util.Optional;
import org.cairn.kernel.WalRange;
import org.cairn.postgres.change.WalRoute;
import org.cairn.protect.backup.WalDurability;
import org.cairn.protect.plan.LogSearch;
import org.cairn.protect.plan.TimelinePath;
import org.cairn.protect.restore.VaultLog;
import org.cairn.protect.stream.CompanionStream;
import org.cairn.protect.stream.VaultWait;

/// The WAL of a server, as it comes into the vault while a backup is taken: by a stream of its own,
/// or by `cairn serve` where that runs. Confined to one thread.
final class StreamedWal implements WalDurability, AutoCloseable {
    private static final Duration MAY_TAKE = Duration.ofMinutes(5);

    private final TakeBackup.Stream stream;
    private final String server;
    private final Optional<CompanionStream> own;

    private StreamedWal(TakeBackup.Stream stream, String server, Optional<CompanionStream> own) {
        this.stream = stream;
        this.server = server;
        this.own = own;
    }

    /// When it returns, the server keeps what it writes from here on until the vault has it.
    /// Problems: those of [CompanionStream#begin].
    static StreamedWal begin(TakeBackup.Stream stream, String server) {
        return new StreamedWal(
                stream,
                server,
                CompanionStream.begin(stream.settings().vault(), MAY_TAKE, stream.streams()));
    }

    @Override
    public void await(WalRange range) {
        own.ifPresentOrElse(
                companion -> companion.await(server, range),
                () ->
                        VaultWait.await(
                                stream.settings(), stream.catchUp(), server, range, MAY_TAKE));
    }

    @Override
    public Optional<LogSearch.Wal> open(WalRoute route, TimelinePath path) {
        return new VaultLog(stream.settings().vault(), server).open(route, path, this::await);
    }

    @Override
    public void close() {
        own.ifPresent(CompanionStream::close);
    }
}
