package org.cairn.vault.run;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cairn.kernel.ProblemException;
import org.cairn.kernel.RunNumber;
import org.cairn.vault.json.JsonObjects;
import org.cairn.vault.problem.VaultProblems;
import org.cairn.vault.store.ObjectName;
import org.cairn.vault.store.ObjectStore;

/// Inputs, intent and outcome of every run, as immutable objects `runs/<N>.inputs`,
/// `runs/<N>.intent` and `runs/<N>.outcome`.
///
/// The order is law: intend, COMMIT, conclude. A run whose intent stands alone either committed or
/// did not; only the database can say, by the run's xid. Safe for any thread and any number of
/// processes; raises the problems of [ObjectStore] and `vault-object-damaged`.
public final class RunLog {
    private final ObjectStore store;
    private final JsonObjects objects;

    public RunLog(JsonObjects objects) {
        this.store = objects.store();
        this.objects = objects;
    }

    /// Records that a run is about to commit; durable when it returns. Raises `run-number-taken`.
    public void intend(RunIntent intent) {
        ObjectName name = name(intent.run(), RunObject.INTENT);
        if (RunObject.put(objects, intent) == ObjectStore.Creation.EXISTED) {
            throw taken(intent.run(), name);
        }
    }

    private static ProblemException taken(RunNumber run, ObjectName name) {
        return VaultProblems.RUN_NUMBER_TAKEN
                .says("run %s is already in the vault", run)
                .what("object '%s' exists", name)
                .kept("nothing was committed by this run")
                .remedy("Run again; numbers continue after the highest one in the vault.")
                .with("run", run.value())
                .asException();
    }

    /// Records how a run ended; durable when it returns. Concluding again with the same state
    /// changes nothing, so that whoever finds an open run may conclude it. Raises
    /// `run-outcome-conflict` for another state, and `vault-object-missing` for a run that was
    /// never intended.
    public void conclude(RunOutcome outcome) {
        ObjectName intent = name(outcome.run(), RunObject.INTENT);
        if (!store.exists(intent)) {
            throw VaultProblems.missing(intent.value());
        }
        if (RunObject.put(objects, outcome) == ObjectStore.Creation.EXISTED) {
            requireSameState(loadOutcome(outcome.run()), outcome);
        }
    }

    /// Records what a run read, before any of it is decoded; durable when it returns. Raises
    /// `run-number-taken`.
    public void recordInputs(RunInputs inputs) {
        if (InputsObject.put(objects, inputs) == ObjectStore.Creation.EXISTED) {
            throw taken(inputs.run(), name(inputs.run(), RunObject.INPUTS));
        }
    }

    /// What a run read; empty for a run that fetched nothing.
    public Optional<RunInputs> findInputs(RunNumber run) {
        return store.find(name(run, RunObject.INPUTS)).map(_ -> InputsObject.load(objects, run));
    }

    /// Lists the runs whose inputs are known, whatever became of them, newest first.
    public List<RunNumber> withInputs() {
        return numbers(RunObject.INPUTS).reversed();
    }

    public Optional<RunIntent> findIntent(RunNumber run) {
        return store.find(name(run, RunObject.INTENT)).map(_ -> loadIntent(run));
    }

    public Optional<RunOutcome> findOutcome(RunNumber run) {
        return store.find(name(run, RunObject.OUTCOME)).map(_ -> loadOutcome(run));
    }

    /// Lists the runs that were intended and not concluded, by number.
    public List<RunIntent> open() {
        Set<RunNumber> concluded = new HashSet<>(numbers(RunObject.OUTCOME));
        return numbers(RunObject.INTENT).stream()
                .filter(run -> !concluded.contains(run))
                .map(this::loadIntent)
                .toList();
    }

    /// Finds the highest number of any run, so that a new database does not give it again.
    public Optional<RunNumber> highest() {
        return names().stream().map(RunObject.Name::run).max(Comparator.naturalOrder());
    }

    /// Reads an object of a run to see whether it is whole. Returns false if the name is not that
    /// of one. Raises `vault-object-missing` for an outcome without its intent.
    public boolean check(ObjectName object) {
        Optional<RunObject.Name> name = RunObject.parse(object);
        name.ifPresent(found -> {
            if (found.kind().startsWith(RunObject.INPUTS)) {
                InputsObject.check(objects, found);
                return;
            }
            loadIntent(found.run());
            findOutcome(found.run());
        });
        return name.isPresent();
    }

    private List<RunObject.Name> names() {
        return store.list(RunObject.FOLDER).stream()
                .map(RunObject::parse)
                .flatMap(Optional::stream)
                .toList();
    }

    private List<RunNumber> numbers(String kind) {
        return names().stream()
                .filter(name -> name.kind().equals(kind))
                .map(RunObject.Name::run)
                .sorted()
                .toList();
    }

    private RunIntent loadIntent(RunNumber run) {
        return RunObject.loadIntent(objects, run);
    }

    private RunOutcome loadOutcome(RunNumber run) {
        return RunObject.loadOutcome(objects, run);
    }

    private static ObjectName name(RunNumber run, String kind) {
        return new RunObject.Name(run, kind).object();
    }

    private static void requireSameState(RunOutcome recorded, RunOutcome outcome) {
        if (recorded.state() != outcome.state()) {
            throw VaultProblems.RUN_OUTCOME_CONFLICT
                    .says("run %s is recorded as %s", recorded.run(), recorded.state())
                    .what("it was to be recorded as %s", outcome.state())
                    .kept("the recorded outcome stands")
                    .remedy("Report this, with the output of cairn doctor.")
                    .with("run", recorded.run().value())
                    .asException();
        }
    }
}
