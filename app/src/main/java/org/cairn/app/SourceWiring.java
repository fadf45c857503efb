package org.cairn.app;

import java.time.InstantSource;
import java.util.function.Supplier;
import org.cairn.collect.Pipeline;
import org.cairn.collect.fetch.http.Hosts;
import org.cairn.collect.fetch.http.PoliteWeb;
import org.cairn.collect.fetch.http.WebSettings;
import org.cairn.collect.fetch.http.WebTools;
import org.cairn.collect.replay.Bench;
import org.cairn.collect.replay.Recorder;
import org.cairn.collect.replay.Replay;
import org.cairn.kernel.EventSink;
import org.cairn.source.read.Declarations;
import org.cairn.source.spec.ProjectSpec;

/// Puts together what looks at sources and needs neither database nor vault; a part of [Wiring].
record SourceWiring(ProjectLayout layout, InstantSource clock, EventSink events) {
    TrySource trySource(Declarations declarations) {
        return new TrySource(layout, declarations, web(declarations.project()));
    }

    /// @param project read only when something is to be fetched
    InitSource initSource(Supplier<ProjectSpec> project) {
        return new InitSource(layout, new InitProject(layout), () -> web(project.get()));
    }

    /// How runs reach the web.
    Pipeline.WebAccess webAccess(ProjectSpec project) {
        return new Pipeline.WebAccess(webSettings(project), layout.downloads());
    }

    private PoliteWeb web(ProjectSpec project) {
        return new PoliteWeb(
                webSettings(project),
                Hosts.ofProcess(),
                WebTools.real(clock, events, layout.scratch()));
    }

    RecordSource recordSource(Declarations declarations) {
        Bench bench = bench(declarations);
        return new RecordSource(
                layout,
                declarations,
                new Recorder(bench, new Replay(bench, declarations::pipelineOf)));
    }

    TestSources testSources(Declarations declarations) {
        return new TestSources(
                layout, declarations, new Replay(bench(declarations), declarations::pipelineOf));
    }

    private Bench bench(Declarations declarations) {
        return new Bench(layout.scratch(), webSettings(declarations.project()), clock, events);
    }

    private static WebSettings webSettings(ProjectSpec project) {
        String declared = project.defaults().userAgent();
        return new WebSettings(
                declared != null
                        ? declared
                        : "CairnBot/%s (project %s)".formatted(Version.number(), project.project()),
                project.defaults().allowPrivateAddresses());
    }
}
