package org.cairn.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// The direction of the house, purity, who owns which library, and calls that have one place; each
/// rule is also shown to fail, on the classes of package `bad`.
final class LayersTest {
    private static final Tree TREE = Tree.ours();
    private static final Layers LAYERS = new Layers("org.cairn");
    private static final JavaClasses OURS =
            new ClassFileImporter()
                    .importPaths(productModules().map(LayersTest::classesOf).toList());

    private static final Layers BAD_LAYERS = new Layers("org.cairn.house.bad");
    private static final JavaClasses BAD =
            new ClassFileImporter().importPackages("org.cairn.house.bad");

    @Test
    void everyModuleIsInTheTable() {
        Set<String> known = new TreeSet<>(Layers.MODULES.keySet());
        known.add("house");

        assertThat(known).isEqualTo(new TreeSet<>(TREE.modules()));
    }

    @Test
    void modulesUseOnlyWhatStandsBelowThem() {
        assertThat(LAYERS.wrongDirections(OURS)).isEmpty();
    }

    @Test
    void everyClassLiesInThePackageOfItsModule() {
        var strangers =
                TREE.modules().stream()
                        .filter(module -> !module.equals("house"))
                        .flatMap(module ->
                                LAYERS
                                        .strangers(
                                                module,
                                                new ClassFileImporter()
                                                        .importPath(classesOf(module)))
                                        .stream());

        assertThat(strangers).isEmpty();
    }

    @Test
    void packagesDoNotUseEachOtherInACircle() {
        assertThat(LAYERS.packageCycles(OURS)).isEmpty();
    }

    @Test
    void librariesAreDetailsOfTheirOwners() {
        assertThat(LAYERS.foreignLibraries(OURS)).isEmpty();
    }

    @Test
    void purePackagesReachForNothing() {
        assertThat(LAYERS.impurities(OURS)).isEmpty();
    }

    @Test
    void callsThatHaveOnePlaceAreMadeThereOnly() {
        assertThat(LAYERS.forbiddenCalls(OURS)).isEmpty();
    }

    @Test
    void aWrongDirectionIsFound() {
        assertThat(BAD_LAYERS.wrongDirections(BAD))
                .anyMatch(s -> s.contains("bad.kernel.KnowsTheVault") && s.contains("bad.vault."))
                .noneMatch(s -> s.startsWith("wrong direction: Class <org.cairn.house.bad.vault."));
    }

    @Test
    void aClassInTheWrongPackageIsFound() {
        var vault = new ClassFileImporter().importPackages("org.cairn.house.bad.vault");

        assertThat(BAD_LAYERS.strangers("vault", vault)).isEmpty();
        assertThat(BAD_LAYERS.strangers("ledger", vault))
                .contains(
                        "wrong package: org.cairn.house.bad.vault.KnowsTheKernel in module ledger");
    }

    @Test
    void aCircleOfPackagesIsFound() {
        assertThat(BAD_LAYERS.packageCycles(BAD))
                .singleElement()
                .asString()
                .contains("Cycle detected", "kernel", "vault");
    }

    @Test
    void aLibraryOfAnotherIsFound() {
        assertThat(BAD_LAYERS.foreignLibraries(BAD))
                .isNotEmpty()
                .allMatch(s -> s.contains("bad.ledger.DoesWhatItMustNot"))
                .anyMatch(s -> s.contains("org.postgresql"));
    }

    @Test
    void impurityIsFound() {
        assertThat(BAD_LAYERS.impurities(BAD))
                .anyMatch(s -> s.contains("java.nio.file.Files"))
                .anyMatch(s -> s.contains("java.time.Instant.now"))
                .anyMatch(s -> s.contains("java.util.UUID.randomUUID"))
                .anyMatch(s -> s.contains("java.util.Random"))
                .allMatch(s -> s.contains("bad.collect.map.ReachesOut"));
    }

    @Test
    void aCallInTheWrongPlaceIsFound() {
        List<String> found = BAD_LAYERS.forbiddenCalls(BAD);

        assertThat(found)
                .anyMatch(s -> s.startsWith("prints below cli: ") && s.contains("System.out"))
                .anyMatch(s -> s.startsWith("ends the process: ") && s.contains("System.exit"))
                .anyMatch(s -> s.startsWith("ends the process: ") && s.contains("Runtime.halt"))
                .anyMatch(s -> s.startsWith("sleeps: ") && s.contains("DoesWhatItMustNot"))
                .anyMatch(s -> s.startsWith("asks for the time: ") && s.contains("ReachesOut"));
    }

    private static Stream<String> productModules() {
        return TREE.modules().stream()
                .filter(module -> !module.equals("testkit") && !module.equals("house"));
    }

    private static Path classesOf(String module) {
        return TREE.root().resolve(module).resolve("target/classes");
    }
}
