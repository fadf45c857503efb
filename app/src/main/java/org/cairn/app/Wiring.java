package org.cairn.app;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.cairn.collect.Pipeline;
import org.cairn.collect.trace.RecordReader;
import org.cairn.collect.trace.ValueTracer;
import org.cairn.kernel.EventSink;
import org.cairn.kernel.Secret;
import org.cairn.kernel.Steps;
import org.cairn.postgres.Database;
import org.cairn.postgres.DatabaseAddress;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.server.EmbeddedServer;
import org.cairn.postgres.server.ServerLayout;
import org.cairn.postgres.server.ServerPrograms;
import org.cairn.postgres.server.ServerStatus;
import org.cairn.protect.backup.BackupLimits;
import org.cairn.protect.backup.BackupTaker;
import org.cairn.protect.backup.SourceChoice;
import org.cairn.protect.expire.ExpireBackups;
import org.cairn.protect.export.ExportVault;
import org.cairn.protect.restore.MakePlan;
import org.cairn.protect.restore.Restorer;
import org.cairn.protect.stream.CatchUp;
import org.cairn.protect.stream.Durability;
import org.cairn.protect.stream.StreamListener;
import org.cairn.protect.stream.StreamSettings;
import org.cairn.protect.stream.WalStreaming;
import org.cairn.source.read.Declarations;
import org.cairn.source.read.ProjectReader;
import org.cairn.source.spec.BackupSpec;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.ProtectSpec;
import org.cairn.vault.Vault;
import org.cairn.vault.VaultLocation;
import org.cairn.vault.frame.Suite;
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
    private final WhichVault whichVault;
    private @Nullable Declarations declarations;
    private @Nullable Database database;

    /// @param project the folder with `cairn.yaml`
    /// @param home where the launcher lives; unpacked server programs are kept there
    public Wiring(Path project, Path home, EventSink events, Map<String, String> environment) {
        this(project, home, events, environment, null);
    }

    /// @param keyFile that opens the vault, where it is not the project's
    public Wiring(
            Path project,
            Path home,
            EventSink events,
            Map<String, String> environment,
            @Nullable Path keyFile) {
        this(
                new ProjectLayout(project),
                home,
                events,
                HaltAtStep.from(environment),
                new GivenKeys(keyFile, environment));
    }

    /// For tests that do something at a named step.
    Wiring(Path project, Path home, EventSink events, Steps steps) {
        this(new ProjectLayout(project), home, events, steps, new GivenKeys(null, Map.of()));
    }

    private Wiring(ProjectLayout layout, Path home, EventSink events, Steps steps, GivenKeys keys) {
        this.layout = layout;
        this.home = home;
        this.events = events;
        this.steps = steps;
        this.whichVault =
                new WhichVault(
                        layout,
                        () -> declarations().project().vault(),
                        keys,
                        new Vaults(clock, steps),
                        events);
    }

    private Wiring(Wiring other) {
        this.layout = other.layout;
        this.home = other.home;
        this.events = other.events;
        this.steps = other.steps;
        this.whichVault = other.whichVault.with(() -> declarations().project().vault());
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

    /// The project's database when its server runs; starts nothing.
    Optional<Database> runningDatabase() {
        return switch (declarations().project().database()) {
            case ProjectSpec.Database.Embedded() ->
                    embeddedServer().status() instanceof ServerStatus.Running
                            ? Optional.of(database())
                            : Optional.empty();
            case ProjectSpec.Database.Server _ -> Optional.of(database());
        };
    }

    /// The project's vault; made when the project has none yet. Problems: as of
    /// [WhichVault#project].
    public Vault vault() {
        return whichVault.project();
    }

    /// A vault that is there. Problems: `vault-missing`, `vault-location-wrong`.
    public InspectVault inspectVault(@Nullable String place) {
        return new InspectVault(whichVault.location(place), whichVault.open(place));
    }

    /// Sweeps of a vault that is there. Problems: `vault-missing`, `vault-location-wrong`.
    public SweepVault sweepVault(@Nullable String place) {
        return new SweepVault(whichVault.open(place), place == null ? sparseNote() : null);
    }

    private SparseNote sparseNote() {
        return new SparseNote(layout.sparseNotes(), whichVault.location(null).toString());
    }

    /// A vault, made unless it is there. Problems: `vault-foreign-folder`, `vault-location-wrong`.
    ///
    /// @param passphrase that shall open a new one instead of a key file: `env:NAME` or `file:PATH`
    public InspectVault makeVault(
            @Nullable String place, Suite suite, @Nullable String passphrase) {
        return new InspectVault(
                whichVault.location(place), whichVault.make(place, suite, passphrase));
    }

    /// Copies a vault.
    ///
    /// @param place of the vault, where it is not the project's
    /// @param to where the copy is to be; null for all that the project declares
    public ReplicateVault replicateVault(@Nullable String place, @Nullable String to) {
        List<ReplicateVault.Place> copies =
                to != null
                        ? List.of(
                                new ReplicateVault.Place(
                                        VaultLocation.parse(to, whichVault.spool(place)), null))
                        : place != null ? List.of() : declaredCopies();
        Path records = place == null ? layout.copyRecords() : Vaults.copyRecordsWithoutProject();
        return new ReplicateVault(
                () -> whichVault.open(place),
                whichVault.location(place),
                new ReplicateVault.Places(copies, records, this::expireInCopy),
                clock,
                events);
    }

    private List<ReplicateVault.Place> declaredCopies() {
        return declarations().project().vault().copies().stream()
                .map(copy ->
                        new ReplicateVault.Place(
                                Vaults.location(copy.place(), layout), copy.retention()))
                .toList();
    }

    private void expireInCopy(VaultLocation copy, String retention) {
        expireOldBackups(whichVault.openCopy(copy), retention).afterCopy();
    }

    /// Reads a vault back, a share at a time.
    public ScrubVault scrubVault(@Nullable String place) {
        Path cursors = place == null ? layout.scrubCursors() : Vaults.scrubCursorsWithoutProject();
        return new ScrubVault(
                whichVault.location(place), cursors, () -> whichVault.open(place), clock, events);
    }

    /// Writes what a vault holds as plain files.
    public ExportPlain exportPlain(@Nullable String place) {
        return new ExportPlain(new ExportVault(whichVault.open(place), steps, events));
    }

    /// The keys of a vault that is there. Problems: `vault-missing`, `vault-not-encrypted`,
    /// `vault-location-wrong`.
    public ManageKeys manageKeys(@Nullable String place) {
        return whichVault.keys(place);
    }

    /// What the store under a vault guarantees. Problems: `vault-location-wrong`, and those of a
    /// store that cannot be reached.
    public ProbeStore probeStore(@Nullable String place) {
        return new ProbeStore(whichVault.location(place), clock);
    }

    Pipeline pipeline(EventSink listener) {
        return new Pipeline(
                database(),
                vault(),
                clock,
                new Pipeline.Place(
                        layout.root(),
                        layout.scratch(),
                        listener,
                        steps,
                        sourceWiring().webAccess(declarations().project())));
    }

    public RunSources runSources() {
        return new RunSources(declarations(), this::pipeline, events);
    }

    /// Runs several at the same time.
    public RunMany runMany() {
        return new RunMany(database());
    }

    public CancelRun cancelRun() {
        return new CancelRun(database());
    }

    public InitProject initProject() {
        return new InitProject(layout);
    }

    public InitSource initSource() {
        return sourceWiring().initSource(() -> declarations().project());
    }

    public LintDeclarations lintDeclarations() {
        return new LintDeclarations(layout);
    }

    public TrySource trySource() {
        return sourceWiring().trySource(declarations());
    }

    /// Records a source, over the network.
    public RecordSource recordSource() {
        return sourceWiring().recordSource(declarations());
    }

    /// Replays recordings, for which secrets need not be set.
    public TestSources testSources() {
        return sourceWiring().testSources(ProjectReader.readForReplay(layout.root()));
    }

    private SourceWiring sourceWiring() {
        return new SourceWiring(layout, clock, events);
    }

    public ReadLedger readLedger() {
        return new ReadLedger(database());
    }

    public TraceValue traceValue() {
        return new TraceValue(database(), new ValueTracer(vault().documents()), new RecordReader());
    }

    public ReadQuarantine readQuarantine() {
        return new ReadQuarantine(database(), vault().documents(), clock);
    }

    public DecideHeldRun decideHeldRun() {
        return new DecideHeldRun(database(), replayDocuments(), clock);
    }

    public ReplayDocuments replayDocuments() {
        return new ReplayDocuments(declarations(), () -> pipeline(events), this::database);
    }

    public ReportStatus reportStatus() {
        return new ReportStatus(declarations(), database(), vault(), clock);
    }

    private StreamSettings streamSettings() {
        ProtectSpec protect = declarations().project().protect();
        return new StreamSettings(
                this::addressNow,
                vault(),
                layout.path(protect.journalLocation()),
                switch (protect.acknowledge()) {
                    case LOCAL -> Durability.LOCAL;
                    case REMOTE -> Durability.REMOTE;
                },
                protect.shipEvery(),
                protect.journalMax(),
                protect.slot() == null ? StreamSettings.slotFor(vault().uuid()) : protect.slot(),
                "cairn");
    }

    /// Where the server is at this moment: an embedded one may have been started anew elsewhere.
    /// One that was stopped stays so.
    private DatabaseAddress addressNow() {
        return switch (declarations().project().database()) {
            case ProjectSpec.Database.Embedded() ->
                    embeddedServer()
                            .runningAddress()
                            .orElseThrow(() ->
                                    PostgresProblems.DATABASE_UNREACHABLE
                                            .says("the embedded server does not run")
                                            .kept("what was received before is kept")
                                            .remedy("Start it with `cairn db start`.")
                                            .asException());
            case ProjectSpec.Database.Server _ -> database().address();
        };
    }

    private CatchUp catchUp() {
        return new CatchUp(streamSettings(), clock, steps, events, StreamListener.NONE);
    }

    public TakeBackup takeBackup() {
        return takeBackup(howBackupsAreTaken());
    }

    /// As [#takeBackup], in another way than declared.
    public TakeBackup takeBackup(TakeBackup.How how) {
        return new TakeBackup(
                new TakeBackup.Means(
                        database(),
                        wal -> new BackupTaker(database(), vault().snapshots(), wal, steps),
                        sparseNote()),
                new TakeBackup.Stream(streamSettings(), this::walStreaming, catchUp()),
                how,
                events);
    }

    /// What is declared of backups.
    public TakeBackup.How howBackupsAreTaken() {
        BackupSpec backup = declarations().project().protect().backup();
        return new TakeBackup.How(
                new BackupLimits(
                        backup.maxRate(),
                        backup.cpuPercent(),
                        backup.yieldAbove(),
                        backup.maxDuration()),
                switch (backup.source()) {
                    case AUTO -> SourceChoice.AUTO;
                    case LOCAL -> SourceChoice.LOCAL;
                    case SQL -> SourceChoice.SQL;
                });
    }

    public ReadBackups readBackups(@Nullable String vaultPlace) {
        return new ReadBackups(whichVault.open(vaultPlace), clock);
    }

    public PinBackups pinBackups(@Nullable String vaultPlace) {
        String who = System.getProperty("user.name", "somebody");
        return new PinBackups(whichVault.open(vaultPlace), clock, who, steps);
    }

    /// Lets backups go that the retention does not keep.
    ///
    /// @param vaultPlace a vault without its project; then no retention is declared
    public ExpireOldBackups expireOldBackups(@Nullable String vaultPlace) {
        return expireOldBackups(
                whichVault.open(vaultPlace),
                vaultPlace == null ? declarations().project().protect().retention() : null);
    }

    private ExpireOldBackups expireOldBackups(Vault of, @Nullable String retention) {
        return new ExpireOldBackups(
                of, retention, new ExpireBackups(of, clock, steps), clock, events);
    }

    /// Plans restores.
    ///
    /// @param vaultPlace a vault without its project; then there is nothing to catch up with
    public PlanRestore planRestore(@Nullable String vaultPlace) {
        if (vaultPlace != null) {
            return new PlanRestore(() -> {}, new MakePlan(whichVault.open(vaultPlace)));
        }
        // A vault that is not there is not made: it would be an empty one.
        Vault found = whichVault.open(null);
        var first = new CatchUpFirst(streamSettings(), catchUp(), this::runningDatabase, events);
        return new PlanRestore(first::forRestore, new MakePlan(found));
    }

    /// Carries a plan out.
    ///
    /// @param vaultPlace as for [#planRestore]
    public ExecuteRestore executeRestore(@Nullable String vaultPlace, MakePlan.Made made) {
        var restorer =
                new Restorer(
                        whichVault.open(vaultPlace),
                        programs(made.snapshot().facts().server().major(), vaultPlace == null),
                        clock,
                        events,
                        steps);
        return new ExecuteRestore(restorer, vaultPlace == null ? login() : null, clock);
    }

    /// How to enter a copy of the project's database; nothing is started for it.
    private @Nullable DatabaseAddress login() {
        return switch (declarations().project().database()) {
            case ProjectSpec.Database.Embedded() -> embeddedServer().login().orElse(null);
            case ProjectSpec.Database.Server _ -> database().address();
        };
    }

    private ServerPrograms programs(int major, boolean ofProject) {
        Path bindir =
                ofProject
                                && declarations().project().database()
                                        instanceof ProjectSpec.Database.Server server
                                && server.bindir() != null
                        ? layout.root().resolve(server.bindir())
                        : null;
        return ServerPrograms.find(major, bindir, home.resolve(".runtime"), events);
    }

    public ReportRecovery reportRecovery() {
        return new ReportRecovery(
                vault(),
                this::runningDatabase,
                layout.serveLock(),
                clock,
                declarations().project().protect().retention());
    }

    public ServeProject serveProject() {
        return new ServeProject(new ServingProject(this::anew), clock, events);
    }

    /// The same project for another thread.
    private Wiring anew() {
        return new Wiring(this);
    }

    WalStreaming walStreaming(StreamListener listener) {
        return new WalStreaming(streamSettings(), clock, steps, events, listener);
    }

    EventSink events() {
        return events;
    }

    /// Servers on data directories that were restored.
    public ControlCopy controlCopy(Path dataDirectory) {
        return new ControlCopy(
                dataDirectory, major -> programs(major, Files.exists(layout.declaration())));
    }

    public Diagnose diagnose() {
        return new Diagnose(this, layout);
    }

    public InstantSource clock() {
        return clock;
    }
}
