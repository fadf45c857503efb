package org.cairn.vault.run;

import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.cairn.kernel.Lsn;
import org.cairn.kernel.RunNumber;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.json.JsonParts;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore.Creation;

/// Names and JSON of the objects of a run; members in `docs/format/vault-1.md`.
final class RunObject {
    static final String FOLDER = "runs/";
    static final String INTENT = "intent";
    static final String OUTCOME = "outcome";

    /// The first of the objects that say what a run read; written last.
    static final String INPUTS = "inputs";

    private static final Pattern FORM =
            Pattern.compile("runs/([1-9]\\d{0,17})\\.(intent|outcome|inputs(?:-[1-9]\\d{0,8})?)");

    /// A name taken apart.
    record Name(RunNumber run, String kind) {
        ObjectName object() {
            return new ObjectName(FOLDER + run + "." + kind);
        }
    }

    private RunObject() {}

    static Optional<Name> parse(ObjectName name) {
        var matcher = FORM.matcher(name.value());
        return matcher.matches()
                ? Optional.of(
                        new Name(new RunNumber(Long.parseLong(matcher.group(1))), matcher.group(2)))
                : Optional.empty();
    }

    static Creation put(JsonObjects objects, RunIntent intent) {
        return objects.put(
                "run-intent",
                new Name(intent.run(), INTENT).object(),
                json -> {
                    json.writeNumberProperty("run", intent.run().value());
                    json.writeNumberProperty("xid", intent.xid());
                    json.writeStringProperty("system_identifier", intent.systemIdentifier());
                    json.writeStringProperty("database", intent.database());
                    json.writeNumberProperty("timeline", intent.timeline());
                    json.writeStringProperty("insert_lsn", intent.insertLsn().toString());
                    json.writeStringProperty("at", intent.at().toString());
                });
    }

    static RunIntent loadIntent(JsonObjects objects, RunNumber run) {
        return objects.load("run-intent", new Name(run, INTENT).object(), RunObject::intent);
    }

    private static RunIntent intent(JsonParts json) {
        return new RunIntent(
                new RunNumber(json.whole("run")),
                json.whole("xid"),
                json.text("system_identifier"),
                json.text("database"),
                json.small("timeline"),
                Lsn.parse(json.text("insert_lsn")),
                Instant.parse(json.text("at")));
    }

    static Creation put(JsonObjects objects, RunOutcome outcome) {
        return objects.put(
                "run-outcome",
                new Name(outcome.run(), OUTCOME).object(),
                json -> {
                    json.writeNumberProperty("run", outcome.run().value());
                    json.writeStringProperty("state", outcome.state().name());
                    if (outcome.commitLsn() != null) {
                        json.writeStringProperty("commit_lsn", outcome.commitLsn().toString());
                    }
                    json.writeStringProperty("at", outcome.at().toString());
                });
    }

    static RunOutcome loadOutcome(JsonObjects objects, RunNumber run) {
        return objects.load("run-outcome", new Name(run, OUTCOME).object(), RunObject::outcome);
    }

    private static RunOutcome outcome(JsonParts json) {
        return new RunOutcome(
                new RunNumber(json.whole("run")),
                RunOutcome.State.valueOf(json.text("state")),
                json.findText("commit_lsn").map(Lsn::parse).orElse(null),
                Instant.parse(json.text("at")));
    }
}
