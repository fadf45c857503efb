package org.cairn.collect.fetch;

import java.io.IOException;
import java.io.InputStream;
import org.cairn.collect.decode.Body;
import org.cairn.collect.fetch.http.WebAnswer;

/// The bytes of an answer that is not stored, or not yet.
public record AnswerBody(WebAnswer.Body answer) implements Body {
    @Override
    public InputStream open() {
        return answer.stream();
    }

    @Override
    public byte[] read(long offset, int length) {
        try (InputStream in = answer.stream()) {
            in.skipNBytes(offset);
            return in.readNBytes(length);
        } catch (IOException e) {
            throw FetchProblems.SOURCE_FILE_UNREADABLE
                    .says("cannot read the page again")
                    .what("%s", e)
                    .kept("nothing was stored")
                    .remedy("Try again.")
                    .asException(e);
        }
    }

    @Override
    public long lengthBytes() {
        return answer.body().lengthBytes();
    }
}
