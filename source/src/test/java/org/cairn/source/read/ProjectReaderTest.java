package org.cairn.source.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalTime;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.ByteSize;
import org.cairn.kernel.Secret;
import org.cairn.source.spec.BackupSpec;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.FileInput.BadLines;
import org.cairn.source.spec.FileInput.CsvDialect;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.KeySpec;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.PipelineSpec.DatasetName;
import org.cairn.source.spec.PipelineSpec.IndexSpec;
import org.cairn.source.spec.PipelineSpec.ResourceRef;
import org.cairn.source.spec.ProjectSpec.Database;
import org.cairn.source.spec.ProjectSpec.Vault.Copy;
import org.cairn.source.spec.ProtectSpec;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.ScheduleSpec;
import org.cairn.source.spec.SourceSpec.Publisher;
import org.cairn.source.spec.TransformSpec;
import org.cairn.source.spec.VaultSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ProjectReaderTest {
    @TempDir Path folder;

    @Test
    void readsTheProjectFile() throws IOException {
        var project = TestProject.good(folder).read().project();

        assertThat(project.project()).isEqualTo("gvrc");
        assertThat(project.vault().place()).isEqualTo(new VaultSpec.Folder("file:.cairn/vault"));
        var server = (Database.Server) project.database();
        assertThat(server.url()).isEqualTo("jdbc:postgresql://localhost:5432/gvrc");
        assertThat(server.user()).isEqualTo("gvrc");
        assertThat(server.password()).isNotNull().hasToString("•••");
        assertThat(server.password()).extracting(Secret::reveal).isEqualTo("s3cret");
    }

    @Test
    void readsHowTheDatabaseIsProtectedAndWhatRunsByItself() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                """
                                version: 1
                                project: p
                                protect: {acknowledge: remote, ship_every: 500ms, journal_max: 1GiB, slot: ours,
                                  retention: pitr 7d; daily 30; min 3,
                                  backup: {source: sql, max_rate: 20MiB, cpu: 50, yield_above: 60, max_duration: 4h}}
                                schedules:
                                  - {run: [base], every: 90m}
                                  - {backup: true, at: "03:30"}
                                  - {scrub: true, at: "04:30"}
                                  - {replicate: true, every: 1h}
                                vault: {copies: [{location: file:/mnt/copy}]}
                                """)
                        .read()
                        .project();

        assertThat(project.protect())
                .isEqualTo(
                        new ProtectSpec(
                                ProtectSpec.Acknowledge.REMOTE,
                                Duration.ofMillis(500),
                                "file:.cairn/wal",
                                ByteSize.ofMebibytes(1024),
                                "ours",
                                "pitr 7d; daily 30; min 3",
                                new BackupSpec(
                                        BackupSpec.Source.SQL,
                                        ByteSize.ofMebibytes(20),
                                        50,
                                        60,
                                        Duration.ofHours(4))));
        assertThat(project.schedules())
                .containsExactly(
                        new ScheduleSpec(
                                new ScheduleSpec.Act.Run(List.of("base")),
                                new ScheduleSpec.When.Every(Duration.ofMinutes(90))),
                        new ScheduleSpec(
                                new ScheduleSpec.Act.Backup(),
                                new ScheduleSpec.When.Daily(LocalTime.of(3, 30))),
                        new ScheduleSpec(
                                new ScheduleSpec.Act.Scrub(),
                                new ScheduleSpec.When.Daily(LocalTime.of(4, 30))),
                        new ScheduleSpec(
                                new ScheduleSpec.Act.Replicate(),
                                new ScheduleSpec.When.Every(Duration.ofHours(1))));
        assertThat(TestProject.based(folder.resolve("other")).read().project().protect())
                .isEqualTo(ProtectSpec.DEFAULT);
    }

    @Test
    void readsWhereCopiesOfTheVaultAre() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                """
                                version: 1
                                project: p
                                vault:
                                  copies:
                                    - {location: file:/mnt/copy, retention: pitr 30d; min 3}
                                    - {location: s3://second/p, region: eu-central-1}
                                """)
                        .read()
                        .project();

        var server = new VaultSpec.Server(null, "eu-central-1", false);
        var bucket = new VaultSpec.Bucket("second", "p", server, null, VaultSpec.PackClass.BUCKET);
        assertThat(project.vault().copies())
                .containsExactly(
                        new Copy(new VaultSpec.Folder("file:/mnt/copy"), "pitr 30d; min 3"),
                        new Copy(bucket, null));
    }

    @Test
    void readsAVaultInABucket() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                """
                                version: 1
                                project: p
                                vault:
                                  location: s3://my-bucket/some/prefix
                                  endpoint: http://127.0.0.1:9000
                                  region: eu-central-1
                                  access_key: ${file:access}
                                  secret_key: ${file:secret}
                                  storage_class: GLACIER_IR
                                """)
                        .with("access", "key-of-ours")
                        .with("secret", "secret-of-ours")
                        .read()
                        .project();

        var bucket = (VaultSpec.Bucket) project.vault().place();
        assertThat(bucket.bucket() + "/" + bucket.prefix()).isEqualTo("my-bucket/some/prefix");
        assertThat(bucket.server())
                .isEqualTo(new VaultSpec.Server("http://127.0.0.1:9000", "eu-central-1", true));
        assertThat(bucket.credentials())
                .isNotNull()
                .extracting(credentials -> credentials.accessKey().reveal())
                .isEqualTo("key-of-ours");
        assertThat(bucket.packs()).isEqualTo(VaultSpec.PackClass.GLACIER_IR);
        assertThat(bucket.toString()).doesNotContain("of-ours");
    }

    @Test
    void leavesToAmazonsToolsWhatABucketDoesNotSay() throws IOException {
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                "{version: 1, project: p, vault: {location: \"s3://my-bucket\"}}")
                        .read()
                        .project();

        assertThat(project.vault().place())
                .isEqualTo(
                        new VaultSpec.Bucket(
                                "my-bucket",
                                "",
                                new VaultSpec.Server(null, null, false),
                                null,
                                VaultSpec.PackClass.BUCKET));
    }

    @Test
    void fillsInTheDefaultsOfTheRecords() throws IOException {
        var declarations = TestProject.based(folder).read();

        assertThat(declarations.project().database()).isEqualTo(new Database.Embedded());
        assertThat(declarations.project().vault().place())
                .isEqualTo(new VaultSpec.Folder("file:.cairn/vault"));
        assertThat(declarations.project().sources()).containsExactly("sources/*.yaml");
        assertThat(declarations.project().pipelines()).containsExactly("pipelines/*.yaml");
        var source = declarations.loadSource("base");
        assertThat(source.publisher()).isNull();
        assertThat(source.input())
                .isEqualTo(
                        new FileInput(
                                FileInput.Format.JSON,
                                "file:base.json",
                                null,
                                CsvDialect.DEFAULT,
                                BadLines.DEFAULT,
                                FileInput.ColumnNames.AS_IS));
        var second = source.resources().get(1);
        assertThat(second.change()).isEqualTo(ChangeSpec.ALL);
        assertThat(second.expect()).isEqualTo(ExpectSpec.DEFAULT);
        assertThat(second.gone()).isEqualTo(ResourceSpec.Gone.WITHDRAW);
        assertThat(second.fields()).isEmpty();
        assertThat(second.records())
                .containsExactly(
                        new RecordStrategy(
                                "records[0]", null, JsonPath.parse("$[*]"), Map.of(), Map.of()));
    }

    @Test
    void emptySectionsAreTheSameAsNone() throws IOException {
        var project =
                TestProject.based(folder)
                        .with("cairn.yaml", "{version: 1, project: p, database: {}, vault: {}}")
                        .with(
                                "sources/e.yaml",
                                """
                                version: 1
                                source: e
                                type: file
                                format: csv
                                location: file:e.csv
                                dialect: {}
                                bad_lines: {}
                                columns: {}
                                resources: [{name: e, primary_key: [a], change: {}, expect: {}}]
                                """);

        var source = project.read().loadSource("e");

        assertThat(project.read().project().database()).isEqualTo(new Database.Embedded());
        assertThat(source.reading().dialect()).isEqualTo(CsvDialect.DEFAULT);
        assertThat(source.reading().badLines()).isEqualTo(BadLines.DEFAULT);
        assertThat(source.reading().columnNames()).isEqualTo(FileInput.ColumnNames.AS_IS);
        assertThat(source.resources().getFirst().expect()).isEqualTo(ExpectSpec.DEFAULT);
        assertThat(source.resources().getFirst().change()).isEqualTo(ChangeSpec.ALL);
    }

    @Test
    void readsAJsonSource() throws IOException {
        var source = TestProject.good(folder).read().loadSource("gvrc");

        assertThat(source.declaredIn()).isEqualTo("sources/gvrc_files.yaml");
        assertThat(source.publisher())
                .isEqualTo(
                        new Publisher(
                                "Ministry of Health", "https://kmhfl.health.go.ke", "ke", "MIT"));
        assertThat(source.reading().badLines()).isEqualTo(new BadLines(0.5, 10));
        var facility = source.resources().getFirst();
        assertThat(facility.records())
                .containsExactly(
                        new RecordStrategy(
                                "police",
                                "kps_stations.json",
                                JsonPath.parse("$.stations[*]"),
                                Map.of("facility_type", "police"),
                                Map.of()),
                        new RecordStrategy(
                                "records[1]",
                                "regional.json",
                                JsonPath.parse("$.regions[*].facilities[*]"),
                                Map.of(),
                                Map.of("county", JsonPath.parse("$.regions[*].name"))),
                        strategy("records[2]", "$.facilities[*]"),
                        strategy("records[3]", "$[*]"));
        assertThat(facility.key())
                .isEqualTo(
                        new KeySpec(
                                List.of(
                                        List.of("facility_code"),
                                        List.of("facility_name", "county", "ward"))));
        assertThat(facility.change())
                .isEqualTo(new ChangeSpec(List.of("owner"), List.of("services")));
        assertThat(facility.expect()).isEqualTo(new ExpectSpec(100, 1000L, 20));
    }

    private static RecordStrategy strategy(String id, String path) {
        return new RecordStrategy(id, null, JsonPath.parse(path), Map.of(), Map.of());
    }

    @Test
    void readsFieldsOfEveryKind() throws IOException {
        var facility = TestProject.good(folder).read().loadSource("gvrc").resources().getFirst();

        assertThat(field(facility, "facility_name"))
                .isEqualTo(
                        new FieldSpec.Value(
                                "facility_name",
                                List.of(json("name"), json("facility_name"), json("station_name")),
                                FieldType.TEXT,
                                List.of(
                                        new TransformSpec.Trim(),
                                        new TransformSpec.CollapseSpace()),
                                new FieldChecks(true, null, null, null, List.of(), null, null)));
        assertThat(field(facility, "facility_code"))
                .isEqualTo(
                        new FieldSpec.Value(
                                "facility_code",
                                List.of(json("['Facility Code']")),
                                FieldType.INTEGER,
                                List.of(),
                                new FieldChecks(
                                        false,
                                        null,
                                        null,
                                        null,
                                        List.of(),
                                        BigDecimal.ONE,
                                        new BigDecimal("99999"))));
        assertThat(field(facility, "owner"))
                .isEqualTo(
                        new FieldSpec.Value(
                                "owner",
                                List.of(new FieldOrigin.From("owner")),
                                FieldType.TEXT,
                                List.of(),
                                new FieldChecks(
                                        false,
                                        null,
                                        null,
                                        "[A-Za-z]+",
                                        List.of("Public", "Private", "NO"),
                                        null,
                                        null)));
        assertThat(((FieldSpec.Value) field(facility, "phone")).transforms())
                .containsExactly(
                        new TransformSpec.StripPrefix("tel:"),
                        new TransformSpec.StripSuffix(";"),
                        new TransformSpec.Regex("([0-9]+)"),
                        new TransformSpec.Replace(" ", ""),
                        new TransformSpec.MapValues(Map.of("0", "none")));
        assertThat(field(facility, "contacts"))
                .isEqualTo(
                        new FieldSpec.Children(
                                "contacts",
                                List.of(
                                        JsonPath.parse("$.contacts[*]"),
                                        JsonPath.parse("$.contact")),
                                List.of(
                                        text("kind", json("type")),
                                        text("value", json("value"), new FieldOrigin.From("v")))));
    }

    @Test
    void aFieldWithoutOriginIsReadFromItsOwnName() throws IOException {
        var facility = TestProject.good(folder).read().loadSource("gvrc").resources().getFirst();

        assertThat(field(facility, "ward")).isEqualTo(text("ward", new FieldOrigin.From("ward")));
    }

    @Test
    void aNameThatOnlySetUsesIsATextField() throws IOException {
        var facility = TestProject.good(folder).read().loadSource("gvrc").resources().getFirst();

        assertThat(facility.fields().getLast())
                .isEqualTo(text("facility_type", new FieldOrigin.From("facility_type")));
    }

    private static FieldSpec field(ResourceSpec resource, String name) {
        return resource.fields().stream()
                .filter(field -> field.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static FieldSpec.Value text(String name, FieldOrigin... origins) {
        return new FieldSpec.Value(
                name, List.of(origins), FieldType.TEXT, List.of(), FieldChecks.NONE);
    }

    private static FieldOrigin json(String path) {
        return new FieldOrigin.Json(JsonPath.parse(path));
    }

    @Test
    void readsACsvSource() throws IOException {
        var input = TestProject.good(folder).read().loadSource("ca_on_toronto").reading();

        assertThat(input.encoding()).isEqualTo("windows-1252");
        assertThat(input.dialect())
                .isEqualTo(new CsvDialect(null, '"', 1, List.of("", "N/A", "null", "NULL")));
        assertThat(input.columnNames()).isEqualTo(FileInput.ColumnNames.SNAKE_CASE);
    }

    @Test
    void eachLineIsARecordForCsvAndJsonLines() throws IOException {
        var members = TestProject.good(folder).read().loadSource("ca_legisinfo").resources();

        assertThat(members.getFirst().records()).containsExactly(strategy("records[0]", "$"));
    }

    @Test
    void readsAPipeline() throws IOException {
        var pipeline = TestProject.good(folder).read().loadPipeline("representatives");

        assertThat(pipeline.dataset()).isEqualTo(new DatasetName("civic", "person"));
        assertThat(pipeline.from())
                .containsExactly(
                        new ResourceRef("ca_on_toronto", "officials"),
                        new ResourceRef("ca_legisinfo", "members"));
        assertThat(pipeline.required()).containsExactly("full_name", "province");
        assertThat(pipeline.indexes())
                .containsExactly(new IndexSpec(List.of("province", "full_name")));
        assertThat(pipeline.fields()).hasSize(2);
    }

    @Test
    void aResourceThatNoPipelineReadsHasOneOfItsOwn() throws IOException {
        var declarations = TestProject.good(folder).read();

        assertThat(declarations.pipelines())
                .extracting(PipelineSpec::name)
                .containsExactly("representatives", "facility");
        assertThat(declarations.loadPipeline("facility"))
                .isEqualTo(
                        new PipelineSpec(
                                "facility",
                                "sources/gvrc_files.yaml",
                                List.of(new ResourceRef("gvrc", "facility")),
                                new DatasetName("public", "facility"),
                                List.of(),
                                List.of(),
                                List.of()));
        assertThat(declarations.loadResource(new ResourceRef("gvrc", "facility")).name())
                .isEqualTo("facility");
    }

    @Test
    void resolvesReferencesToVariablesAndFiles() throws IOException {
        Files.writeString(folder.resolve("name.txt"), "gvrc\r\n");
        var project =
                TestProject.based(folder)
                        .with(
                                "cairn.yaml",
                                """
                                version: 1
                                project: p
                                database: {url: "jdbc:postgresql://h/${file:name.txt}", user: "${env:PGPASSWORD}x"}
                                """)
                        .with(
                                "sources/base.yaml",
                                TestProject.BASE
                                        .replace("file:base", "'file:${env:DATA}/b'")
                                        .replace("'.json", ".json'"));

        var declarations = project.read();

        assertThat(declarations.project().database())
                .isEqualTo(new Database.Server("jdbc:postgresql://h/gvrc", "s3cretx", null, null));
        assertThat(declarations.loadSource("base").input().location())
                .isEqualTo("file:data/b.json");
    }

    @Test
    void acceptsAByteOrderMarkAndWindowsLineEnds() throws IOException {
        String text = "\uFEFF" + TestProject.BASE.replace("\n", "\r\n");

        var declarations =
                TestProject.based(folder)
                        .with("sources/base.yaml", text.getBytes(StandardCharsets.UTF_8))
                        .read();

        assertThat(declarations.loadSource("base").resources()).hasSize(2);
    }

    @Test
    void acceptsAliasesWithinMeasure() throws IOException {
        String text =
                TestProject.BASE
                        .replace("- {json", "- &where {json")
                        .replace(
                                "[{json: \"$[*]\"}]\n    primary_key: [id]",
                                "[*w]\n    primary_key: [id]")
                        .replace(
                                "records: [{json: \"$[*]\"}]\n    fields",
                                "records: [&w {json: \"$[*]\"}]\n    fields");

        var second = TestProject.based(folder).with("sources/base.yaml", text).read();

        assertThat(second.loadSource("base").resources().get(1).records())
                .containsExactly(strategy("records[0]", "$[*]"));
    }
}
