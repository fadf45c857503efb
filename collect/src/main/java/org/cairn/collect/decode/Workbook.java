package org.cairn.collect.decode;

import com.google.re2j.Pattern;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.cairn.collect.decode.RecordPlan.Limits;
import org.cairn.collect.decode.XmlTokens.Token;
import org.cairn.collect.decode.ZipParts.Part;
import org.cairn.source.spec.SheetChoice;
import org.jspecify.annotations.Nullable;

/// A workbook in the format of Excel 2007 and later: which sheets it has, and where what they refer
/// to stands. Programs in it are ignored, and nothing outside of it is ever fetched.
///
/// @param from1904 whether days count from 1904
/// @param strings the part with the texts that cells share; null where there is none
record Workbook(
        Body document,
        ZipParts parts,
        List<Sheet> sheets,
        boolean from1904,
        NumberFormats formats,
        @Nullable Part strings) {
    private static final String USUAL_PLACE = "xl/workbook.xml";
    private static final int MOST_SHEETS = 10_000;

    /// A sheet with cells.
    record Sheet(String name, boolean hidden, Part part) {}

    /// Whether bytes begin as a zip file does.
    static boolean isZip(Body body) {
        if (body.lengthBytes() < 4) {
            return false;
        }
        byte[] head = body.read(0, 4);
        return head[0] == 'P' && head[1] == 'K' && head[2] == 3 && head[3] == 4;
    }

    /// Problems raised: `workbook-unreadable`, `workbook-too-large`, and those of reading XML.
    static Workbook open(Body document, Limits limits) {
        if (!isZip(document)) {
            throw WorkbookFaults.otherKind(document);
        }
        ZipParts parts = ZipParts.read(document);
        var reading = new Reading(document, parts, limits);
        Part main = reading.main();
        if (main == null) {
            throw WorkbookFaults.noWorkbook(parts);
        }
        return reading.workbook(main);
    }

    private record Relation(String kind, String target) {}

    /// Confined to one call.
    private record Reading(Body document, ZipParts parts, Limits limits) {
        @Nullable Part main() {
            for (Relation relation : relations("_rels/.rels", "").values()) {
                if (relation.kind().equals("officeDocument")) {
                    Part part = parts.find(relation.target());
                    return part == null || part.name().endsWith(".bin") ? null : part;
                }
            }
            return parts.find(USUAL_PLACE);
        }

        Workbook workbook(Part main) {
            int slash = main.name().lastIndexOf('/') + 1;
            String folder = main.name().substring(0, slash);
            String relationsAt = folder + "_rels/" + main.name().substring(slash) + ".rels";
            Map<String, Relation> relations = relations(relationsAt, folder);
            List<Sheet> sheets = new ArrayList<>();
            boolean from1904 = false;
            try (var tokens = PartTokens.open(document, main, limits)) {
                for (Token next = tokens.next(); next != Token.EOF; next = tokens.next()) {
                    if (next != Token.START) {
                        continue;
                    }
                    switch (tokens.name()) {
                        case "workbookPr" -> from1904 = isTrue(tokens.attribute("date1904"));
                        case "sheet" -> add(tokens, relations, sheets);
                        default -> {
                            // Nothing else of it says where data stands.
                        }
                    }
                }
            }
            Part styles = part(relations, "styles");
            return new Workbook(
                    document,
                    parts,
                    List.copyOf(sheets),
                    from1904,
                    styles == null
                            ? NumberFormats.NONE
                            : NumberFormats.read(document, styles, limits),
                    part(relations, "sharedStrings"));
        }

        private void add(PartTokens tokens, Map<String, Relation> relations, List<Sheet> sheets) {
            String name = tokens.attribute("name");
            Relation relation = relations.get(tokens.attribute("id"));
            // A sheet that is a chart, or in another file, has no cells here.
            if (name == null || relation == null || !relation.kind().equals("worksheet")) {
                return;
            }
            Part part = parts.find(relation.target());
            if (part == null) {
                throw WorkbookFaults.unreadable(
                        "the part of sheet '%s' is missing".formatted(name));
            }
            String state = tokens.attribute("state");
            sheets.add(new Sheet(name, state != null && !state.equals("visible"), part));
            if (sheets.size() > MOST_SHEETS) {
                throw WorkbookFaults.tooLarge("it has more than %d sheets".formatted(MOST_SHEETS));
            }
        }

        private @Nullable Part part(Map<String, Relation> relations, String kind) {
            for (Relation relation : relations.values()) {
                if (relation.kind().equals(kind)) {
                    return parts.find(relation.target());
                }
            }
            return null;
        }

        /// Which parts a part names, by the id it gives them. What is outside of the document is
        /// left out.
        private Map<String, Relation> relations(String name, String folder) {
            Part part = parts.find(name);
            Map<String, Relation> found = new HashMap<>();
            if (part == null) {
                return found;
            }
            try (var tokens = PartTokens.open(document, part, limits)) {
                for (Token next = tokens.next(); next != Token.EOF; next = tokens.next()) {
                    String id = next == Token.START ? tokens.attribute("Id") : null;
                    String type = id == null ? null : tokens.attribute("Type");
                    String target = id == null ? null : tokens.attribute("Target");
                    if (id != null
                            && type != null
                            && target != null
                            && !"External".equals(tokens.attribute("TargetMode"))) {
                        String kind = type.substring(type.lastIndexOf('/') + 1);
                        found.put(id, new Relation(kind, resolved(folder, target)));
                    }
                    if (found.size() > MOST_SHEETS) {
                        throw WorkbookFaults.tooLarge("it has too many parts");
                    }
                }
            }
            return found;
        }
    }

    private static boolean isTrue(@Nullable String flag) {
        return "1".equals(flag) || "true".equals(flag);
    }

    /// The name of a part: names are only looked up and lead nowhere.
    private static String resolved(String folder, String target) {
        Deque<String> steps = new ArrayDeque<>();
        for (String step : (target.startsWith("/") ? target : folder + target).split("/")) {
            if (step.equals("..")) {
                steps.pollLast();
            } else if (!step.isEmpty() && !step.equals(".")) {
                steps.addLast(step);
            }
        }
        return String.join("/", steps);
    }

    /// The sheets that a declaration means; without one the first that is not hidden.
    ///
    /// Problems raised: `sheet-missing`.
    List<Sheet> chosen(@Nullable SheetChoice choice) {
        List<String> names = sheets.stream().map(Sheet::name).toList();
        if (choice == null) {
            return sheets.stream()
                    .filter(sheet -> !sheet.hidden())
                    .findFirst()
                    .or(() -> sheets.stream().findFirst())
                    .map(List::of)
                    .orElseThrow(() -> WorkbookFaults.sheetMissing("with cells", names));
        }
        String text = choice.pattern();
        if (text != null) {
            Pattern pattern = Pattern.compile(text);
            List<Sheet> matching =
                    sheets.stream()
                            .filter(sheet -> !sheet.hidden() && pattern.matches(sheet.name()))
                            .toList();
            if (matching.isEmpty()) {
                throw WorkbookFaults.sheetMissing("whose name matches '%s'".formatted(text), names);
            }
            return matching;
        }
        return List.of(named(choice.name(), names));
    }

    /// A name goes before a number, for sheets are called 2024.
    private Sheet named(String wanted, List<String> names) {
        for (Sheet sheet : sheets) {
            if (sheet.name().equals(wanted)) {
                return sheet;
            }
        }
        if (wanted.matches("[0-9]{1,5}")) {
            int number = Integer.parseInt(wanted);
            if (number >= 1 && number <= sheets.size()) {
                return sheets.get(number - 1);
            }
        }
        throw WorkbookFaults.sheetMissing("'%s'".formatted(wanted), names);
    }
}
