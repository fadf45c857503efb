package org.cairn.app;

import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Map;
import org.cairn.collect.Pipeline;
import org.cairn.collect.trace.RecordReader;
import org.cairn.collect.trace.ValueTracer;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.source.read.Declarations;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.vault.Vault;
import org.jspecify.annotations.Nullable;

/// Builds everything in dependency order: the only class that knows everybody.
///
/// Things are built when first asked for, so that a command pays only for what it uses. Confined to
/// one thread.
public final class Wiring {
    private final ProjectLayout layout;
    private final Path home;
    private final EventSink events;
    private final InstantSource clock = Clock.systemUTC();
    private final Steps steps;
    private @Nullable Declarations declarations;
    private @Nullable Vault vault;
    private @Nullable Database database;

    /// @param project the folder with `cairn.yaml`
    /// @param home where the launcher lives; unpacked server programs are kept there
    public Wiring(Path project, Path home, EventSink events, Map<String, String> environment) {
        this(project, home, events, HaltAtStep.from(environment));
    }

    /// For tests that do something at a named step.
    Wiring(Path project, Path home, EventSink events, Steps steps) {
        this.layout = new ProjectLayout(project);
        this.home = home;
        this.events = events;
        this.steps = steps;
    }

    public ProjectLayout layout() {
        return layout;
    }

    /// Problems: `project-missing`, `declaration-wrong`.
    public Declarations declarations() {
        if (declarations == null) {
            declarations = ProjectReader.read(layout.root());
        }
        return declarations;
    }

    public ControlDatabase controlDatabase() {
        return new ControlDatabase(
                ProjectReader.readProject(layout.root()), embeddedServer(), events);
    }

    EmbeddedServer embeddedServer() {
        return new EmbeddedServer(
                new ServerLayout(layout.embeddedServer(), home.resolve(".runtime")), steps);
    }

    /// The project's database, started if it is the embedded one.
    public Database database() {
        if (database == null) {
            DatabaseAddress address =
                    switch (declarations().project().database()) {
                        case ProjectSpec.Database.Embedded() -> embeddedServer().start(events);
                        case ProjectSpec.Database.Server(var url, var user, var password, _) ->
                                new DatabaseAddress(
                                        url,
                                        user == null ? System.getProperty("user.name") : user,
                                        password == null ? new Secret("") : password);
                    };
            database = new Database(address, "cairn");
        }
        return database;
    }

    public Vault vault() {
        if (vault == null) {
            vault =
                    Vault.openOrCreate(
                            layout.path(declarations().project().vaultLocation()), clock, steps);
        }
        return vault;
    }

    Pipeline pipeline() {
        return new Pipeline(
                database(),
                vault(),
                clock,
                new Pipeline.Place(layout.root(), layout.scratch(), events, steps));
    }

    public RunSources runSources() {
        return new RunSources(declarations(), this::pipeline);
    }

    public InitProject initProject() {
        return new InitProject(layout);
    }

    public LintDeclarations lintDeclarations() {
        return new LintDeclarations(layout);
    }

    public TrySource trySource() {
        return new TrySource(layout, declarations());
    }

    public ReadLedger readLedger() {
        return new ReadLedger(database());
    }

    public TraceValue traceValue() {
        return new TraceValue(database(), new ValueTracer(vault().documents()), new RecordReader());
    }

    public ReadQuarantine readQuarantine() {
        return new ReadQuarantine(database(), vault().documents());
    }

    public ReportStatus reportStatus() {
        return new ReportStatus(declarations(), database(), vault());
    }

    public Diagnose diagnose() {
        return new Diagnose(this, layout);
    }

    public InstantSource clock() {
        return clock;
    }
}
