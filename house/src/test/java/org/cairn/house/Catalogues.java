package org.cairn.house;

import com.tngtech.archunit.core.domain.JavaClasses;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.cairn.kernel.ProblemCode;

/// The problem catalogues of all modules: the classes named `…Problems`.
final class Catalogues {
    private Catalogues() {}

    /// One catalogue: what it lists, and what it declares as constants.
    record Catalogue(Class<?> type, List<ProblemCode> listed, List<ProblemCode> declared) {
        /// The module, from the package: `org.cairn.vault` is `vault`.
        String module() {
            return type.getPackageName().split("\\.", -1)[2];
        }
    }

    static List<Catalogue> of(JavaClasses classes) {
        return classes.stream()
                .filter(c -> c.getSimpleName().matches("[A-Z]\\w*Problems"))
                // Turns SQLExceptions into problems of PostgresProblems and declares none.
                .filter(c -> !c.getSimpleName().equals("SqlProblems"))
                .map(c -> catalogue(c.getName()))
                .sorted(Comparator.comparing(c -> c.type().getName()))
                .toList();
    }

    private static Catalogue catalogue(String name) {
        try {
            Class<?> type = Class.forName(name);
            List<ProblemCode> listed = new ArrayList<>();
            var all = type.getDeclaredMethod("all");
            all.setAccessible(true);
            for (Object code : (List<?>) all.invoke(null)) {
                listed.add((ProblemCode) code);
            }
            List<ProblemCode> declared = new ArrayList<>();
            for (Field field : type.getDeclaredFields()) {
                if (Modifier.isStatic(field.getModifiers())
                        && field.getType() == ProblemCode.class) {
                    field.setAccessible(true);
                    declared.add((ProblemCode) field.get(null));
                }
            }
            return new Catalogue(type, List.copyOf(listed), List.copyOf(declared));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(
                    name + " is no catalogue: it needs public static List<ProblemCode> all()", e);
        }
    }

    /// The reference page: every code by name, with what `cairn explain` prints.
    static String page(List<Catalogue> catalogues) {
        var byName = new TreeMap<String, String>();
        for (Catalogue catalogue : catalogues) {
            for (ProblemCode code : catalogue.listed()) {
                byName.put(code.name(), section(catalogue.module(), code));
            }
        }
        return """
        # Problems

        Every problem that Cairn reports has a code that never changes. `cairn explain CODE` prints
        what stands here. This page is generated (`make docs`) and checked by a test.

        """
                + String.join("\n", byName.values());
    }

    private static String section(String module, ProblemCode code) {
        return """
        ## %s

        %s

        Fault %s, exit code %d, module `%s`.
        """
                .formatted(
                        code.name(),
                        code.explanation().strip(),
                        code.fault().name().toLowerCase(Locale.ROOT),
                        code.exitCode(),
                        module);
    }
}
