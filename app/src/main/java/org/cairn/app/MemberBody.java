package org.cairn.app;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import org.cairn.collect.decode.Body;
import org.cairn.collect.fetch.Containers;
import org.cairn.collect.fetch.FetchProblems;
import org.cairn.kernel.ProblemException;

/// A file inside an archive, unpacked anew each time it is read, for trying a declaration without
/// storing anything.
record MemberBody(Path archive, Containers.Member member) implements Body {
    @Override
    public InputStream open() {
        try {
            return member.opener().open();
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    @Override
    public byte[] read(long offset, int length) {
        try (InputStream in = open()) {
            in.skipNBytes(offset);
            return in.readNBytes(length);
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    @Override
    public long lengthBytes() {
        try (InputStream in = open()) {
            return in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            throw unreadable(archive, e);
        }
    }

    static ProblemException unreadable(Path file, IOException e) {
        return FetchProblems.SOURCE_FILE_UNREADABLE
                .says("cannot read %s", file.getFileName())
                .what("%s", e)
                .kept("nothing was written")
                .remedy("Make it readable for the user that runs Cairn, then try again.")
                .asException(e);
    }
}
