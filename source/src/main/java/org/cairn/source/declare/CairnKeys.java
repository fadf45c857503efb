package org.cairn.source.declare;

import java.util.List;
import org.cairn.kernel.Secret;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.ListShape;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.TextShape.Refers;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.ProjectSpec;
import org.cairn.source.spec.ProjectSpec.Database;
import org.cairn.source.spec.ProjectSpec.Defaults;
import org.cairn.source.spec.ScheduleSpec.Act;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// The project's own file, `cairn.yaml`.
public final class CairnKeys {
    /// Where sources are unless the project says otherwise.
    public static final List<String> DEFAULT_SOURCES = List.of("sources/*.yaml");

    /// Where pipelines are unless the project says otherwise.
    public static final List<String> DEFAULT_PIPELINES = List.of("pipelines/*.yaml");

    private static final String EMBEDDED = "embedded";

    private static final Key<String> PROJECT =
            Key.required(
                    "project",
                    TextShape.formed(
                            "name",
                            "[A-Za-z0-9][A-Za-z0-9_.-]{0,49}",
                            "Use letters, digits, '_', '.' and '-', at most 50."),
                    "The name of the project.");

    private static final Key<String> URL =
            Key.optional(
                            "url",
                            TextShape.of("`embedded` or `jdbc:postgresql://host:port/database`")
                                    .referring(Refers.YES)
                                    .as(CairnKeys::url),
                            "The database that holds the datasets.")
                    .otherwise(EMBEDDED);
    private static final Key<String> USER =
            Key.optional(
                            "user",
                            TextShape.of("text").referring(Refers.YES),
                            "The user of the database.")
                    .absent("the driver's default");
    private static final Key<Secret> PASSWORD =
            Key.optional(
                    "password",
                    TextShape.of("reference to a secret")
                            .referring(Refers.SECRET)
                            .as((text, _, _) -> new Secret(text)),
                    "The password, as `${env:NAME}` or `${file:PATH}`.");
    private static final Key<String> BINDIR =
            Key.optional(
                            "bindir",
                            TextShape.of("folder").referring(Refers.YES),
                            "The programs of the server's major version; restored copies are started"
                                    + " with them.")
                    .absent("`/usr/lib/postgresql/MAJOR/bin`, then the path");
    private static final Key<Database> DATABASE =
            Key.optional(
                            "database",
                            RecordShape.of(
                                    "database",
                                    "Where the datasets live.",
                                    List.of(URL, USER, PASSWORD, BINDIR),
                                    CairnKeys::database),
                            "Where the datasets live.")
                    .otherwise(new Database.Embedded())
                    .absent("our own server under `.cairn/`");

    private static final Key<List<String>> SOURCES =
            Key.optional("sources", ListShape.of(Paths.PROJECT_GLOB), "The files of the sources.")
                    .otherwise(DEFAULT_SOURCES);
    private static final Key<List<String>> PIPELINES =
            Key.optional(
                            "pipelines",
                            ListShape.of(Paths.PROJECT_GLOB),
                            "The files of the pipelines.")
                    .otherwise(DEFAULT_PIPELINES);

    private static final Key<String> USER_AGENT =
            Key.optional(
                            "user_agent",
                            TextShape.formed(
                                            "text",
                                            "[\\x20-\\x7e]{3,200}",
                                            "Write plain characters, at most 200.")
                                    .referring(Refers.YES),
                            "Who asks, in each request to a web server; best with an address where"
                                    + " its owner can be reached.")
                    .absent("`CairnBot/VERSION` and the project's name");
    private static final Key<Boolean> ALLOW_PRIVATE =
            Key.optional(
                            "allow_private_addresses",
                            new FlagShape(),
                            "Whether sources may reach this machine and private networks. Otherwise"
                                    + " such addresses are refused, also behind names and"
                                    + " redirects.")
                    .otherwise(false);
    private static final Key<Defaults> DEFAULTS =
            Key.optional(
                            "defaults",
                            RecordShape.of(
                                    "defaults",
                                    "What holds for all sources.",
                                    List.of(USER_AGENT, ALLOW_PRIVATE),
                                    in -> new Defaults(in.find(USER_AGENT), in.get(ALLOW_PRIVATE))),
                            "What holds for all sources.")
                    .otherwise(Defaults.NONE);

    /// What is read from the file.
    public static final RecordShape<ProjectSpec> FILE =
            RecordShape.of(
                            "project",
                            "The project's own file.",
                            List.of(
                                    SourceKeys.VERSION,
                                    PROJECT,
                                    DATABASE,
                                    VaultKeys.VAULT,
                                    SOURCES,
                                    PIPELINES,
                                    ProtectKeys.PROTECT,
                                    ProtectKeys.SCHEDULES,
                                    DEFAULTS),
                            CairnKeys::project)
                    .later("classes");

    private CairnKeys() {}

    private static ProjectSpec project(Values in) {
        if (in.complete()
                && in.get(VaultKeys.VAULT).copies().isEmpty()
                && in.get(ProtectKeys.SCHEDULES).stream()
                        .anyMatch(each -> each.act() instanceof Act.Replicate)) {
            in.reading()
                    .error(
                            in.placeOf(ProtectKeys.SCHEDULES),
                            "a schedule replicates the vault, and no copy of it is declared",
                            "Write for example vault: {copies: [{location: file:/mnt/copy}]}.");
        }
        return new ProjectSpec(
                in.get(PROJECT),
                in.get(DATABASE),
                in.get(VaultKeys.VAULT),
                in.get(SOURCES),
                in.get(PIPELINES),
                in.get(ProtectKeys.PROTECT),
                in.get(ProtectKeys.SCHEDULES),
                in.get(DEFAULTS));
    }

    private static Database database(Values in) {
        if (!in.get(URL).equals(EMBEDDED)) {
            return new Database.Server(
                    in.get(URL), in.find(USER), in.find(PASSWORD), in.find(BINDIR));
        }
        for (Key<?> key : List.of(USER, PASSWORD, BINDIR)) {
            // A wrong url is no url either, and then it is not said for which database this is.
            if (in.has(key) && in.complete()) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' has no effect on the embedded database".formatted(key.name()),
                                "Remove it, or set url: to the server it is for.");
            }
        }
        return new Database.Embedded();
    }

    private static @Nullable String url(String text, YamlNode node, Reading reading) {
        if (text.equals(EMBEDDED)) {
            return text;
        }
        if (!text.startsWith("jdbc:postgresql:")) {
            reading.error(
                    node.place(),
                    "'url' is neither 'embedded' nor a jdbc url of postgresql",
                    "Write embedded, or jdbc:postgresql://host:port/database.");
            return null;
        }
        if (text.matches("(?s).*([?&]password=|//[^/?]*:[^/?]*@).*")) {
            // The URL is shown in answers and problems; a password in it would be too.
            reading.error(
                    node.place(),
                    "'url' holds a password, and urls are printed",
                    "Write password: \"${env:NAME}\" beside it.");
            return null;
        }
        return text;
    }
}
