package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.cairn.source.mapping.MappingText;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.Missing;
import org.cairn.source.spec.PagesInput;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.SiteResource;
import org.cairn.source.spec.SourceSpec;
import org.cairn.source.spec.WebSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Sources of type `html`.
final class SiteDeclarationTest {
    @TempDir Path folder;

    private SourceSpec read(String more, String resource) throws IOException {
        return TestProject.based(folder)
                .with(
                        "sources/town.yaml",
                        """
                        version: 1
                        source: town
                        type: html
                        %s
                        resources:
                          - name: member
                            start: "https://town.example/members"
                            records: [{css: div.card}]
                            fields: {name: {css: h3}}
                            primary_key: [name]
                        %s
                        """
                                .formatted(more, resource.indent(4)))
                .read()
                .loadSource("town");
    }

    private static SiteResource site(SourceSpec source) {
        return ((PagesInput) source.input()).resource("member");
    }

    @Test
    void isPoliteUnlessItIsToldOtherwise() throws IOException {
        assertThat(read("", "").web().politeness())
                .isEqualTo(new WebSpec.Politeness(true, Duration.ofSeconds(1), true, 1, null));
        assertThat(
                        read(
                                        "politeness: {robotstxt_obey: false, autothrottle: {target_concurrency: 2}}",
                                        "")
                                .web()
                                .politeness())
                .isEqualTo(
                        new WebSpec.Politeness(
                                false,
                                Duration.ofSeconds(1),
                                true,
                                1,
                                new WebSpec.AutoThrottle(
                                        2, Duration.ofSeconds(5), Duration.ofSeconds(60))));
    }

    @Test
    void aListingIsOnePageThatMayNotNameAnother() throws IOException {
        assertThat(site(read("", "")).next()).isInstanceOf(SiteResource.Next.Unsaid.class);
        assertThat(site(read("", "next: none")).next()).isInstanceOf(SiteResource.Next.None.class);
    }

    @Test
    void fieldsOfTheRecordsOwnPageComeAfterThoseOfTheRecord() throws IOException {
        SourceSpec source =
                read("", "follow: {css: a.more, missing: empty, into: {phone: {css: .tel}}}");

        assertThat(source.resources().getFirst().fields())
                .extracting(FieldSpec::name)
                .containsExactly("name", "phone");
        assertThat(((FieldSpec.Value) source.resources().getFirst().fields().getLast()).any())
                .containsExactly(
                        new FieldOrigin.Followed(
                                Selector.css("a.more"),
                                new FieldOrigin.Select(Selector.css(".tel")),
                                Missing.EMPTY));
    }

    @Test
    void aStoredMappingKnowsThePagesOfRecords() throws IOException {
        SourceSpec source =
                read("", "follow: {xpath: .//a, missing: hold, into: {tel: {css: p, type: json}}}");
        var resource = source.resources().getFirst();
        var pipeline =
                TestProject.based(folder).read().pipelines().stream()
                        .filter(each -> each.from().getFirst().source().equals("town"))
                        .findFirst()
                        .orElseThrow();

        String text = MappingText.write(source.reading(), resource, pipeline);

        assertThat(MappingText.read(text).resource().fields()).isEqualTo(resource.fields());
        assertThat(text)
                .contains(
                        "{\"follow\":{\"xpath\":\".//a\"},\"missing\":\"hold\",\"value\":{\"select\":{\"css\":\"p\"},\"take\":\"all\",\"links\":\"as_written\"}}");
    }
}
