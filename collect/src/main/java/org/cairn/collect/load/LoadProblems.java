package org.cairn.collect.load;

import java.util.List;
import org.cairn.kernel.Fault;
import org.cairn.kernel.ProblemCode;

/// The problems that loading raises.
public final class LoadProblems {
    public static final ProblemCode TABLE_NOT_OURS =
            ProblemCode.of(
                    "table-not-ours",
                    Fault.USAGE,
                    "The table that a dataset would be loaded into exists already and was not made"
                            + " by Cairn. Cairn does not write into tables of others. Choose another"
                            + " dataset name in the pipeline, or rename or drop the table.");
    public static final ProblemCode DATASET_SHAPE_CHANGED =
            ProblemCode.of(
                    "dataset-shape-changed",
                    Fault.USAGE,
                    "A column of a dataset is declared with another type than the table has. Cairn"
                            + " adds columns but never retypes one that holds data. Declare the"
                            + " field as it is in the table, give it a new name, or load into a"
                            + " new dataset.");
    public static final ProblemCode DATASET_KEY_CHANGED =
            ProblemCode.of(
                    "dataset-key-changed",
                    Fault.USAGE,
                    "The declared primary key is not the one the dataset was loaded with, so rows"
                            + " could no longer be told apart. Restore the old key or load into a"
                            + " dataset of another name.");
    public static final ProblemCode TOO_MANY_COLUMNS =
            ProblemCode.of(
                    "too-many-columns",
                    Fault.LIMIT,
                    "A record has more fields than a PostgreSQL table has room for (1600 columns)."
                            + " List the fields you need under `fields` of the resource; the"
                            + " document keeps all of them, and a later mapping can take others.");
    public static final ProblemCode COLUMN_NAMES_CLASH =
            ProblemCode.of(
                    "column-names-clash",
                    Fault.USAGE,
                    "Two columns of a dataset would have one name: two fields, a field and one of"
                            + " Cairn's own columns (_rid, _key, _hash, _withdrawn; in children also"
                            + " _parent, ordinal and the parent's key). Rename the field.");
    public static final ProblemCode RUN_HELD =
            ProblemCode.of(
                    "run-held",
                    Fault.DATA,
                    "What came is outside what the resource expects (`expect`: fewer records than"
                            + " min_records, more than max_records, a drop past max_drop_percent,"
                            + " too few values in a field, gaps in a series, or records gone while"
                            + " `gone: hold`). Nothing was loaded; the documents"
                            + " are stored. If it is right, run again with"
                            + " `--override \"reason\"`; the reason is recorded.");
    public static final ProblemCode DATASET_TOO_LARGE =
            ProblemCode.of(
                    "dataset-too-large",
                    Fault.LIMIT,
                    "A dataset is compared with its source in parts when it is large, and one part"
                            + " has more rows than memory holds. This begins near 380 million rows."
                            + " Split the resource over several datasets.");
    public static final ProblemCode SCRATCH_UNUSABLE =
            ProblemCode.of(
                    "scratch-unusable",
                    Fault.LIMIT,
                    "A large load is compared in files under the project's .cairn folder, and they"
                            + " cannot be written or read: the disk is full or the folder is not"
                            + " writable. Nothing was loaded.");
    public static final ProblemCode VIEW_FAILED =
            ProblemCode.of(
                    "view-failed",
                    Fault.USAGE,
                    "The query of a declared view (`design: {views: […]}`) is not accepted by"
                            + " PostgreSQL. Views are made in the transaction of the load, so nothing"
                            + " was loaded; the documents are stored. Correct the file that is"
                            + " named, or remove the view, then run again.");
    public static final ProblemCode VIEW_NOT_OURS =
            ProblemCode.of(
                    "view-not-ours",
                    Fault.USAGE,
                    "A view is declared under the name of a table or view that Cairn did not make."
                            + " Cairn does not replace what others made. Choose another name, or"
                            + " rename or drop what is there.");
    public static final ProblemCode VIEW_IN_USE =
            ProblemCode.of(
                    "view-in-use",
                    Fault.USAGE,
                    "The columns of a declared view have changed, so PostgreSQL wants it dropped"
                            + " and made anew, but something else stands on it: another view, a"
                            + " function. Cairn never drops what others made. Drop that by hand,"
                            + " run, and make it again.");

    private LoadProblems() {}

    public static List<ProblemCode> all() {
        return List.of(
                TABLE_NOT_OURS,
                DATASET_SHAPE_CHANGED,
                DATASET_KEY_CHANGED,
                TOO_MANY_COLUMNS,
                COLUMN_NAMES_CLASH,
                RUN_HELD,
                DATASET_TOO_LARGE,
                SCRATCH_UNUSABLE,
                VIEW_FAILED,
                VIEW_NOT_OURS,
                VIEW_IN_USE);
    }
}
