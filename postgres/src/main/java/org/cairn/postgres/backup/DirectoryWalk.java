package org.cairn.postgres.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.cairn.postgres.PostgresProblems;
import org.cairn.postgres.backup.FileTree.Look;
import org.cairn.postgres.backup.ServerFacts.Tablespace;

/// One walk through a data directory. Confined to one thread; used once.
final class DirectoryWalk {
    private static final String TABLESPACES = "pg_tblspc";

    private final FileTree tree;
    private final ServerFacts facts;
    private final FileRules rules;
    private final List<DataFile> files = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();

    DirectoryWalk(FileTree tree, ServerFacts facts) {
        this.tree = tree;
        this.facts = facts;
        this.rules = new FileRules(facts.sizes().blocksPerFile());
    }

    Listing walk() {
        enter("");
        return new Listing(files, leftOut);
    }

    private void enter(String directory) {
        if (FileRules.isEmptied(directory)) {
            return;
        }
        if (directory.equals(TABLESPACES)) {
            enterTablespaces();
            return;
        }
        List<String> names = tree.names(directory);
        boolean relations = FileRules.holdsRelations(directory);
        Set<String> unlogged = relations ? FileRules.unlogged(names) : Set.of();
        for (String name : names) {
            boolean anew = relations && FileRules.isMadeAnew(name, unlogged);
            if (!anew && !FileRules.isLeftOut(name)) {
                look(directory, name);
            }
        }
    }

    private void look(String directory, String name) {
        String path = directory.isEmpty() ? name : directory + "/" + name;
        Optional<Look> look = tree.look(path);
        if (look.isEmpty()) {
            return;
        }
        switch (look.get().kind()) {
            case DIRECTORY -> take(path, look.get());
            case FILE -> {
                if (!FileRules.isWal(directory)) {
                    files.add(file(directory, name, path, look.get()));
                }
            }
            case LINK -> link(path);
            case OTHER -> leftOut.add(path + " is neither a file nor a directory");
        }
    }

    private void take(String path, Look look) {
        boolean foreign = path.startsWith("pg_wal/") && !FileRules.isEmptied(path);
        if (foreign) {
            leftOut.add(path + " is no directory of PostgreSQL's");
            return;
        }
        files.add(
                new DataFile(
                        path,
                        DataFile.Kind.DIRECTORY,
                        0,
                        look.rights(),
                        look.modified(),
                        false,
                        0));
        enter(path);
    }

    /// A link to where PostgreSQL lets a directory lie elsewhere becomes a directory; any other is
    /// not followed.
    private void link(String path) {
        if (FileRules.isWal(path) || FileRules.isEmptied(path)) {
            tree.follow(path).ifPresent(target -> take(path, target));
        } else if (FileRules.isVital(path)) {
            throw PostgresProblems.DATA_DIRECTORY_LINK
                    .says("a part of the data directory is a link")
                    .what("%s points to %s", facts.dataDirectory().resolve(path), tree.target(path))
                    .kept("nothing was stored")
                    .remedy("Put the data itself in that place, or use a tablespace.")
                    .with("path", path)
                    .asException();
        } else {
            leftOut.add("%s is a link, to %s".formatted(path, tree.target(path)));
        }
    }

    private void enterTablespaces() {
        for (String name : tree.names(TABLESPACES)) {
            Optional<Tablespace> known =
                    facts.tablespaces().stream()
                            .filter(space -> Long.toString(space.oid()).equals(name))
                            .findFirst();
            if (known.isPresent()) {
                enterTablespace(TABLESPACES + "/" + name, known.get());
            } else if (!name.matches("\\d+")) {
                leftOut.add(TABLESPACES + "/" + name + " is no tablespace");
            }
            // One that was made since the server was asked comes back from the WAL alone.
        }
    }

    private void enterTablespace(String path, Tablespace tablespace) {
        if (tree.location(path, tablespace).isPresent()) {
            // Other servers may keep theirs in the same place.
            String ours = "%s/PG_%d_%d".formatted(path, facts.major(), facts.catalogVersion());
            tree.follow(ours).ifPresent(look -> take(ours, look));
        }
    }

    private DataFile file(String directory, String name, String path, Look look) {
        Optional<Integer> firstBlock = rules.firstBlock(directory, name);
        return new DataFile(
                path,
                DataFile.Kind.FILE,
                look.size(),
                look.rights(),
                look.modified(),
                firstBlock.isPresent(),
                firstBlock.orElse(0));
    }
}
