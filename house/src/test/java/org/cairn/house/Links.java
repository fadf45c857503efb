package org.cairn.house;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// Links from one document of the project to another.
final class Links {
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*\\]\\(([^)\\s]+)\\)");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} +(.+)$");
    private static final Pattern FENCED = Pattern.compile("(?ms)^ *```.*?^ *```");
    private static final Pattern CODE = Pattern.compile("`[^`\\n]*`");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z]+:.*");

    private Links() {}

    /// A sentence for each link whose file or heading does not exist.
    static List<String> broken(Path root, List<Path> documents) {
        List<String> found = new ArrayList<>();
        for (Path document : documents) {
            String prose = CODE.matcher(withoutFences(document)).replaceAll("");
            LINK.matcher(prose)
                    .results()
                    .map(match -> match.group(1))
                    .filter(target -> !ELSEWHERE.matcher(target).matches())
                    .filter(target -> !exists(document, target))
                    .map(target -> "%s links to %s".formatted(root.relativize(document), target))
                    .forEach(found::add);
        }
        return found;
    }

    private static boolean exists(Path document, String target) {
        int hash = target.indexOf('#');
        String file = hash < 0 ? target : target.substring(0, hash);
        Path path = file.isEmpty() ? document : document.resolveSibling(file);
        if (!Files.exists(path)) {
            return false;
        }
        return hash < 0 || anchors(path).contains(target.substring(hash + 1));
    }

    /// The anchors that GitHub makes of the headings of a document.
    private static Set<String> anchors(Path document) {
        return HEADING.matcher(withoutFences(document))
                .results()
                .map(match -> match.group(1).strip().toLowerCase(Locale.ROOT))
                .map(heading -> heading.replaceAll("[^\\p{L}\\p{N} _-]", "").replace(' ', '-'))
                .collect(Collectors.toSet());
    }

    private static String withoutFences(Path document) {
        return FENCED.matcher(Tree.read(document)).replaceAll("");
    }
}
