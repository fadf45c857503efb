package org.cairn.protect.backup;

import java.util.List;
import org.cairn.postgres.backup.BackupFiles;
import org.cairn.postgres.backup.DataFile;

/// What a capture reads from, and how.
record CaptureSource(
        BackupFiles server,
        List<DataFile> files,
        ChangePlan changes,
        PageGuard guard,
        Pace pace,
        CaptureProgress progress) {}
