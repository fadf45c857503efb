package org.cairn.house;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The layers of docs/architecture.md as functions from classes to sentences about what breaks
/// them; no sentence means that all is well.
///
/// @param base the package above the modules: `org.cairn`, or that of the deliberate violations
record Layers(String base) {
    /// Which of our modules a module may use.
    static final Map<String, Set<String>> MODULES =
            Map.ofEntries(
                    Map.entry("testkit", Set.of()),
                    Map.entry("kernel", Set.of()),
                    Map.entry("source", Set.of("kernel")),
                    Map.entry("postgres", Set.of("kernel")),
                    Map.entry("vault", Set.of("kernel")),
                    Map.entry("ledger", Set.of("kernel", "postgres")),
                    Map.entry("collect", Set.of("kernel", "source", "postgres", "vault", "ledger")),
                    Map.entry("protect", Set.of("kernel", "postgres", "vault")),
                    Map.entry(
                            "app",
                            Set.of(
                                    "kernel",
                                    "source",
                                    "postgres",
                                    "vault",
                                    "ledger",
                                    "collect",
                                    "protect")),
                    Map.entry("cli", Set.of("kernel", "app")));

    /// Which library a package and those below it may use; a library is a detail of its owner.
    static final Map<String, Set<String>> LIBRARIES =
            Map.of(
                    "source",
                            Set.of(
                                    "org.snakeyaml.engine",
                                    "com.google.re2j",
                                    "org.jsoup",
                                    "org.jaxen"),
                    "source.jsonschema", Set.of("com.networknt", "tools.jackson"),
                    "postgres",
                            Set.of(
                                    "org.postgresql",
                                    "org.apache.commons.compress",
                                    "org.tukaani.xz"),
                    "vault", Set.of("com.github.luben.zstd", "tools.jackson.core"),
                    "vault.store.s3", Set.of("software.amazon.awssdk"),
                    "collect", Set.of("com.google.re2j"),
                    "collect.decode",
                            Set.of(
                                    "tools.jackson.core",
                                    "org.jsoup",
                                    "org.jaxen",
                                    "org.snakeyaml.engine"),
                    "cli", Set.of("picocli", "io.prometheus"));

    /// Packages that are functions of their arguments: no database, network, file, clock or chance.
    static final Set<String> PURE =
            Set.of(
                    "collect.decode",
                    "collect.map",
                    "collect.validate",
                    "vault.frame",
                    "postgres.wal",
                    "postgres.page",
                    "postgres.change",
                    "protect.plan");

    private static final Pattern JAVA_ITSELF = Pattern.compile("(java|javax|jdk)\\..*");
    private static final Pattern IMPURE =
            Pattern.compile(
                    "java\\.sql\\..*|javax\\.sql\\..*|java\\.net\\..*|java\\.nio\\.file\\..*"
                            + "|java\\.util\\.(Random|SplittableRandom|concurrent\\.ThreadLocalRandom)"
                            + "|java\\.util\\.random\\..*|java\\.security\\.SecureRandom"
                            + "|java\\.io\\.File(InputStream|OutputStream|Reader|Writer)?"
                            + "|java\\.io\\.RandomAccessFile");
    private static final Pattern CLOCK =
            Pattern.compile(
                    "java\\.time\\.\\w+\\.now|java\\.time\\.Clock\\.(system|tick)\\w*"
                            + "|java\\.time\\.InstantSource\\.system|java\\.lang\\.System\\.currentTimeMillis");
    private static final Pattern CHANCE =
            Pattern.compile("java\\.lang\\.Math\\.random|java\\.util\\.UUID\\.randomUUID");
    private static final Pattern CONSOLE = Pattern.compile("java\\.lang\\.System\\.(out|err)");
    private static final Pattern EXIT =
            Pattern.compile("java\\.lang\\.(System\\.exit|Runtime\\.(halt|exit))");
    private static final Pattern SLEEP = Pattern.compile("java\\.lang\\.Thread\\.sleep");
    private static final Pattern NANO_TIME = Pattern.compile("java\\.lang\\.System\\.nanoTime");

    /// A module uses another that the table does not allow, or one that the table does not know.
    List<String> wrongDirections(JavaClasses classes) {
        return dependencies(classes)
                .filter(d -> isOurs(d.getTargetClass()))
                .filter(d -> {
                    String from = module(d.getOriginClass());
                    String to = module(d.getTargetClass());
                    return !from.equals(to)
                            && !MODULES.getOrDefault(from, Set.of()).contains(to)
                            && !(from.equals("cli") && isAnswer(d.getTargetClass()));
                })
                .map(d -> "wrong direction: " + d.getDescription())
                .toList();
    }

    /// The terminal may read the answers that use cases hand it, whoever made them: records, enums
    /// and the interfaces that seal them, nothing that does anything (decision 0004).
    private static boolean isAnswer(JavaClass c) {
        JavaClass type = c.getBaseComponentType();
        return type.isRecord()
                || type.isEnum()
                || (type.isInterface() && type.reflect().isSealed());
    }

    /// A class that lies outside the package of its module.
    List<String> strangers(String module, JavaClasses classes) {
        return classes.stream()
                .filter(c -> !isOurs(c) || !module(c).equals(module))
                .map(c -> "wrong package: %s in module %s".formatted(c.getName(), module))
                .toList();
    }

    /// Packages that use each other in a circle.
    List<String> packageCycles(JavaClasses classes) {
        var result =
                SlicesRuleDefinition.slices()
                        .matching(base + ".(**)")
                        .should()
                        .beFreeOfCycles()
                        .allowEmptyShould(true)
                        .evaluate(classes);
        return result.getFailureReport().getDetails();
    }

    /// A library used outside the packages that own it.
    List<String> foreignLibraries(JavaClasses classes) {
        return dependencies(classes)
                .filter(d -> !isOurs(d.getTargetClass()))
                .filter(d -> !isAllowedLibrary(d))
                .map(d -> "library of another: " + d.getDescription())
                .toList();
    }

    /// A pure package that reaches for the world.
    List<String> impurities(JavaClasses classes) {
        List<JavaClass> pure =
                classes.stream().filter(c -> PURE.stream().anyMatch(p -> isInside(c, p))).toList();
        List<String> found = new ArrayList<>();
        pure.stream()
                .flatMap(c -> c.getDirectDependenciesFromSelf().stream())
                .filter(d -> IMPURE.matcher(name(d.getTargetClass())).matches())
                .forEach(d -> found.add("not pure: " + d.getDescription()));
        found.addAll(accesses(pure, "not pure: ", _ -> false, CLOCK, CHANCE, NANO_TIME));
        return found;
    }

    /// Calls that belong to one place: printing, ending the process, asking for the time; and
    /// sleeping, which belongs nowhere.
    List<String> forbiddenCalls(JavaClasses classes) {
        List<JavaClass> all = classes.stream().toList();
        List<String> found = new ArrayList<>();
        found.addAll(accesses(all, "prints below cli: ", c -> isInside(c, "cli"), CONSOLE));
        found.addAll(accesses(all, "ends the process: ", this::mayEndTheProcess, EXIT));
        found.addAll(accesses(all, "sleeps: ", _ -> false, SLEEP));
        found.addAll(accesses(all, "asks for the time: ", c -> is(c, "app.Wiring"), CLOCK));
        return found;
    }

    // The class that halts at a named step, as kill -9 would, is the one way to test a crash.
    private boolean mayEndTheProcess(JavaClass c) {
        return is(c, "cli.Main")
                || (isInside(c, "app") && c.isAssignableTo("org.cairn.kernel.Steps"));
    }

    private static List<String> accesses(
            List<JavaClass> classes, String what, Predicate<JavaClass> allowed, Pattern... wanted) {
        return classes.stream()
                .filter(c -> !allowed.test(outermost(c)))
                .flatMap(c -> c.getAccessesFromSelf().stream())
                .filter(access -> matches(access, wanted))
                .map(access -> what + access.getDescription())
                .toList();
    }

    private static boolean matches(JavaAccess<?> access, Pattern... wanted) {
        String target = access.getTargetOwner().getName() + "." + access.getTarget().getName();
        return Stream.of(wanted).anyMatch(pattern -> pattern.matcher(target).matches());
    }

    private static Stream<Dependency> dependencies(JavaClasses classes) {
        return classes.stream().flatMap(c -> c.getDirectDependenciesFromSelf().stream());
    }

    private boolean isAllowedLibrary(Dependency dependency) {
        String target = name(dependency.getTargetClass());
        JavaClass origin = dependency.getOriginClass();
        return dependency.getTargetClass().getBaseComponentType().isPrimitive()
                || JAVA_ITSELF.matcher(target).matches()
                || target.startsWith("org.jspecify.")
                || LIBRARIES.entrySet().stream()
                        .filter(entry -> isInside(origin, entry.getKey()))
                        .flatMap(entry -> entry.getValue().stream())
                        .anyMatch(library -> target.startsWith(library + "."));
    }

    private boolean isOurs(JavaClass c) {
        return name(c).startsWith(base + ".");
    }

    private String module(JavaClass c) {
        String below = name(c).substring(base.length() + 1);
        int dot = below.indexOf('.');
        return dot < 0 ? "" : below.substring(0, dot);
    }

    private boolean isInside(JavaClass c, String name) {
        String packageName = c.getBaseComponentType().getPackageName();
        String wanted = base + "." + name;
        return packageName.equals(wanted) || packageName.startsWith(wanted + ".");
    }

    private boolean is(JavaClass c, String name) {
        return c.getName().equals(base + "." + name);
    }

    private static String name(JavaClass c) {
        return c.getBaseComponentType().getName();
    }

    private static JavaClass outermost(JavaClass c) {
        return c.getEnclosingClass().map(Layers::outermost).orElse(c);
    }
}
