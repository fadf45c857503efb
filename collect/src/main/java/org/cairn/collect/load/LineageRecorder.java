package org.cairn.collect.load;

import java.util.ArrayList;
import java.util.List;
import org.cairn.kernel.ByteSpan;
import org.cairn.kernel.RunNumber;
import org.cairn.ledger.lineage.LineageLedger.Block;
import org.cairn.ledger.lineage.SpanBlock;

/// Gives row ids and packs the lineage of one dataset while it is loaded. Confined to one thread.
final class LineageRecorder {
    private final int datasetId;
    private final RunNumber run;
    private final List<Block> full = new ArrayList<>();
    private long nextRid;
    private long firstRid;
    private long documentNo;
    private int mappingNo;
    private SpanBlock open = new SpanBlock();

    LineageRecorder(int datasetId, RunNumber run, long nextRid) {
        this.datasetId = datasetId;
        this.run = run;
        this.nextRid = nextRid;
        this.firstRid = nextRid;
    }

    /// The rows that follow come from this document by this mapping.
    void from(long newDocumentNo, int newMappingNo) {
        close();
        this.documentNo = newDocumentNo;
        this.mappingNo = newMappingNo;
    }

    /// Gives the next row its id.
    long next(ByteSpan span, int strategy) {
        if (open.rows() == SpanBlock.MAX_ROWS) {
            close();
        }
        open.add(span, strategy);
        return nextRid++;
    }

    long nextRid() {
        return nextRid;
    }

    private void close() {
        if (open.rows() > 0) {
            full.add(
                    new Block(
                            datasetId,
                            firstRid,
                            open.rows(),
                            documentNo,
                            mappingNo,
                            run,
                            open.pack()));
            open = new SpanBlock();
        }
        firstRid = nextRid;
    }

    /// Gives the blocks that are complete, or all when the load ends, and forgets them.
    List<Block> takeFull() {
        List<Block> taken = List.copyOf(full);
        full.clear();
        return taken;
    }

    List<Block> takeAll() {
        close();
        return takeFull();
    }
}
