package org.cairn.collect.replay;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.cairn.collect.fetch.http.Tape;
import org.cairn.collect.fetch.http.WebHead;
import org.cairn.collect.fetch.http.WebRequest;
import org.cairn.collect.replay.Recording.Answer;
import org.cairn.kernel.Sha256;
import org.jspecify.annotations.Nullable;

/// Gives recorded answers, and nothing else. The same question is answered as often as it was
/// recorded, then as the last time. Confined to one thread.
final class ReplayTape implements Tape {
    private final Recording recording;
    private final Map<String, Deque<Answer>> byRequest = new HashMap<>();
    private final Map<String, Answer> byUrl = new HashMap<>();
    private final Set<Answer> played = new HashSet<>();

    ReplayTape(Recording recording) {
        this.recording = recording;
        recording
                .answers()
                .forEach(answer ->
                        byRequest
                                .computeIfAbsent(answer.request(), _ -> new ArrayDeque<>())
                                .add(answer));
    }

    static String request(WebRequest request) {
        return (request.form() == null ? "GET " : "POST ") + request.shown();
    }

    @Override
    public Played play(WebRequest request) {
        Deque<Answer> answers = byRequest.get(request(request));
        if (answers == null) {
            throw lacks(request);
        }
        Answer answer = answers.size() > 1 ? answers.removeFirst() : answers.getFirst();
        played.add(answer);
        byUrl.put(answer.url(), answer);
        Path body = recording.folder().resolve(answer.file());
        if (!Files.isRegularFile(body)) {
            throw RecordingProblems.unreadable(body, "there is no such file");
        }
        return new Played(answer.head(), body);
    }

    @Override
    public void keep(WebRequest request, WebHead head, Bytes body) {}

    /// The file that has the answer of an address; null where none was asked for.
    @Nullable Answer answer(String url) {
        return byUrl.get(url);
    }

    /// Answers that nobody asked for.
    List<Answer> unheard() {
        return recording.answers().stream().filter(answer -> !played.contains(answer)).toList();
    }

    /// Whether a body is another one than was recorded.
    static boolean isChanged(Answer answer, Sha256 content) {
        return !answer.sha256().equals(content);
    }

    private RuntimeException lacks(WebRequest request) {
        return RecordingProblems.RECORDING_LACKS
                .says("the recording of '%s' has no answer to what is asked", recording.source())
                .what(
                        "%s; it has %d answers%s",
                        request(request),
                        recording.answers().size(),
                        recording.answers().isEmpty()
                                ? ""
                                : ", the first to " + recording.answers().getFirst().request())
                .kept("nothing was changed; nothing was asked of the network")
                .remedy(
                        "If the declaration is right: `cairn source record %s --replace`.",
                        recording.source())
                .with("request", request(request))
                .asException();
    }
}
