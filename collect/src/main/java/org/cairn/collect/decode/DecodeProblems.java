package org.cairn.collect.decode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.cairn.kernel.Fault;
import org.cairn.kernel.Problem;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;

/// Every problem the decoders raise. A single bad record is not a problem: it goes to
/// [RecordSink#bad] until the error budget is spent.
public final class DecodeProblems {
    public static final ProblemCode DOCUMENT_MALFORMED =
            ProblemCode.of(
                    "document-malformed",
                    Fault.DATA,
                    """
                    A document breaks off or breaks the rules of JSON, XML or YAML, so nothing behind that \
                    place can be trusted, and nothing of the document is used. The usual causes are \
                    a download that ended early and an error page in place of data. Look at the \
                    bytes at the offset given, fetch the document again, or ask the publisher.\
                    """);

    public static final ProblemCode ENCODING_UNREADABLE =
            ProblemCode.of(
                    "encoding-unreadable",
                    Fault.DATA,
                    """
                    The bytes of a document are not text in the encoding that is declared for it, \
                    or that encoding is not known here. Without a declaration a document is read as \
                    UTF-8. Declare the encoding the publisher uses (for example windows-1252 or \
                    Shift_JIS for CSV), or convert the file to UTF-8.\
                    """);

    public static final ProblemCode CSV_HEADER_MISSING =
            ProblemCode.of(
                    "csv-header-missing",
                    Fault.DATA,
                    """
                    A table has no line with column names where the declaration says it is: \
                    it is empty, shorter than that, or the line is blank or broken. An empty \
                    download is the usual cause. Look at the first lines of the file and set \
                    'dialect.header_rows' to the line that holds the names.\
                    """);

    public static final ProblemCode BAD_LINES_BUDGET =
            ProblemCode.of(
                    "bad-lines-budget",
                    Fault.DATA,
                    """
                    More lines or records of a document could not be decoded than 'bad_lines' \
                    allows, so the document as a whole is not trusted and nothing of it is used. A \
                    wrong delimiter, quote or encoding makes every line bad; a few bad lines come \
                    from the publisher. Look at the first one, mend the declaration, or raise \
                    'bad_lines.max_percent' and 'bad_lines.max_count'.\
                    """);

    public static final ProblemCode TOO_DEEP =
            ProblemCode.of(
                    "too-deep",
                    Fault.LIMIT,
                    """
                    A document nests objects, lists or elements deeper than Cairn follows. Real data \
                    seldom nests deeper than twenty; hundreds of levels are a fault of the program \
                    that wrote it or an attack. Look at the bytes at the offset given and ask the \
                    publisher.\
                    """);

    public static final ProblemCode VALUE_TOO_LONG =
            ProblemCode.of(
                    "value-too-long",
                    Fault.LIMIT,
                    """
                    A single text, number or member name in a JSON document is longer than one \
                    record may be. It is not cut, because a cut value would be a wrong value. Leave \
                    that field out of the declaration if it is not needed; values that no field \
                    names are skipped at any length.\
                    """);

    public static final ProblemCode TOO_MANY_CARRIED =
            ProblemCode.of(
                    "too-many-carried",
                    Fault.LIMIT,
                    """
                    A record strategy carries values from around the records, and the document has \
                    more of them than are kept in memory at once. Carrying is meant for a few \
                    values, such as the name of a region around its facilities. Take the value from \
                    inside the record, or split the document.\
                    """);

    public static final ProblemCode TOO_MANY_FIELDS =
            ProblemCode.of(
                    "too-many-fields",
                    Fault.LIMIT,
                    """
                    The records of a document have more different field names than a table can have \
                    columns by far. This happens when a JSON object is used as a map from \
                    identifiers to things. Declare the fields to take, or a record path that ends \
                    inside the map.\
                    """);

    public static final ProblemCode DOCUMENT_UNREADABLE =
            ProblemCode.of(
                    "document-unreadable",
                    Fault.OUTSIDE,
                    """
                    The stored bytes of a document could not be read to their end because the store \
                    failed in between. The document itself is not judged by this. Run the command \
                    again; if it happens again, check the store.\
                    """);

    public static final ProblemCode ENTITIES_REFUSED =
            ProblemCode.of(
                    "entities-refused",
                    Fault.DATA,
                    """
                    An XML document has a DOCTYPE with declarations of its own. Entities that are \
                    declared there can unfold to gigabytes or name other files, so such a document is \
                    refused as a whole. A DOCTYPE that only names a DTD is passed over; the DTD is never \
                    fetched. Ask the publisher for the document without the declarations, or take them \
                    out.\
                    """);

    public static final ProblemCode PAGE_TOO_LARGE =
            ProblemCode.of(
                    "page-too-large",
                    Fault.LIMIT,
                    """
                    An HTML page has more bytes, tags or cells than Cairn holds in memory: a page is read \
                    as a tree and not as a stream. Pages that people read are a hundred times smaller. \
                    Ask the publisher for the data as a file, or fetch the list in parts.\
                    """);

    public static final ProblemCode SELECTOR_FAILED =
            ProblemCode.of(
                    "selector-failed",
                    Fault.USAGE,
                    """
                    An XPath of a declaration cannot be followed in a document: it uses a function or a \
                    prefix that is not known, finds values where elements are wanted, or looks at far \
                    more of the document than a record needs. Correct it in the declaration.\
                    """);

    public static final ProblemCode WORKBOOK_UNREADABLE =
            ProblemCode.of(
                    "workbook-unreadable",
                    Fault.DATA,
                    """
                    A document that is declared as xlsx is no workbook of that kind, or a broken one. \
                    Old workbooks (.xls), binary ones (.xlsb), those of OpenDocument (.ods) and those \
                    with a password are recognised and not read: save them as .xlsx or CSV in a \
                    spreadsheet program. A page or a text that is called .xlsx is declared as what it \
                    is.\
                    """);

    public static final ProblemCode WORKBOOK_TOO_LARGE =
            ProblemCode.of(
                    "workbook-too-large",
                    Fault.LIMIT,
                    """
                    A workbook has more parts, styles or shared texts than Cairn holds in memory, or a \
                    part of it unpacks to 200 times its size, as a zip bomb does. Rows are streamed, so \
                    their number has no bound. Look at the file; save the sheet as CSV if it is what it \
                    should be.\
                    """);

    public static final ProblemCode SHEET_MISSING =
            ProblemCode.of(
                    "sheet-missing",
                    Fault.DATA,
                    """
                    A workbook has no sheet of the name, number or pattern that `sheet` declares, so \
                    nothing of it is used. Publishers rename sheets; the problem lists those that are \
                    there. Without `sheet` the first one that is not hidden is read.\
                    """);

    private DecodeProblems() {}

    /// Says of which document a problem of decoding speaks; any other problem passes as it is.
    public static ProblemException of(String fileName, ProblemException e) {
        Problem problem = e.problem();
        if (!all().contains(problem.code())) {
            return e;
        }
        Map<String, Object> facts = new LinkedHashMap<>(problem.facts());
        facts.put("file", fileName);
        return new ProblemException(
                new Problem(
                        problem.code(),
                        fileName + ": " + problem.headline(),
                        problem.what(),
                        problem.kept(),
                        problem.remedy(),
                        facts),
                e);
    }

    public static List<ProblemCode> all() {
        return List.of(
                DOCUMENT_MALFORMED,
                ENCODING_UNREADABLE,
                CSV_HEADER_MISSING,
                BAD_LINES_BUDGET,
                TOO_DEEP,
                VALUE_TOO_LONG,
                TOO_MANY_CARRIED,
                TOO_MANY_FIELDS,
                DOCUMENT_UNREADABLE,
                ENTITIES_REFUSED,
                PAGE_TOO_LARGE,
                SELECTOR_FAILED,
                WORKBOOK_UNREADABLE,
                WORKBOOK_TOO_LARGE,
                SHEET_MISSING);
    }
}
