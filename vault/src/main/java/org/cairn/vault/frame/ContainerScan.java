package org.cairn.vault.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.cairn.vault.problem.VaultProblems;

/// Looks at a container while its bytes go by, without any key: whose it is, that frames follow
/// each other to the footer, and the CRC-32C of each. So it finds rot and cuts, and says nothing of
/// whether the bytes are those that were written: only the tags do, and they need a key.
///
/// Holds 44 bytes. Raises `vault-object-damaged`. Confined to one thread.
public final class ContainerScan {
    private enum Part {
        HEADER(ContainerHeader.BYTES),
        FRAME_HEADER(FrameWriter.HEADER_BYTES),
        FRAME(0),
        TRAILER(ContainerFooter.TRAILER_BYTES),
        END(0);

        private final int gathered;

        Part(int gathered) {
            this.gathered = gathered;
        }
    }

    private static final int FOOTER = FrameType.FOOTER.number();
    private static final int ID_AT = 24;

    private final ScanLabel label;
    private final CRC32C ofFrame = new CRC32C();
    private final CRC32C ofEnd = new CRC32C();
    private final byte[] gathered = new byte[ContainerHeader.BYTES];
    private int have;
    private Part part = Part.HEADER;
    private long position;
    private int frames;
    // Of the frame that goes by.
    private int left;
    private int crc;
    private int footerBytes;

    public ContainerScan(ScanLabel label) {
        this.label = label;
    }

    /// Takes the next bytes.
    public void take(byte[] bytes, int offset, int length) {
        int at = offset;
        int end = offset + length;
        while (at < end) {
            at +=
                    switch (part) {
                        case HEADER, FRAME_HEADER, TRAILER -> gather(bytes, at, end - at);
                        case FRAME -> frame(bytes, at, end - at);
                        case END -> throw damaged("it goes on behind its end");
                    };
        }
    }

    /// Says that there are no more bytes.
    public void end() {
        if (part != Part.END) {
            throw damaged("it ends at byte %d, within a container", position);
        }
    }

    private int gather(byte[] bytes, int offset, int length) {
        int taken = Math.min(part.gathered - have, length);
        System.arraycopy(bytes, offset, gathered, have, taken);
        have += taken;
        position += taken;
        if (have == part.gathered) {
            have = 0;
            switch (part) {
                case HEADER -> header();
                case FRAME_HEADER -> frameHeader();
                default -> trailer();
            }
        }
        return taken;
    }

    private void header() {
        ByteBuffer in = ByteBuffer.wrap(gathered);
        byte[] start = label.start();
        String id = HexFormat.of().formatHex(gathered, ID_AT, ID_AT + 16);
        boolean ours =
                Arrays.equals(gathered, 4, ID_AT, start, 0, start.length)
                        && label.isKind(Arrays.copyOf(gathered, 4))
                        && label.fits(id)
                        && label.isEpoch(in.getInt(ContainerHeader.BYTES - Integer.BYTES));
        if (!ours) {
            throw damaged("it does not begin as an object of this vault of its name does");
        }
        ofEnd.update(gathered, 0, ContainerHeader.BYTES);
        part = Part.FRAME_HEADER;
    }

    private void frameHeader() {
        ByteBuffer in = ByteBuffer.wrap(gathered);
        int stored = in.getInt();
        int plain = in.getInt();
        int type = in.get();
        int codec = in.get();
        int flags = in.getShort();
        boolean lengths = stored >= 1 && stored <= plain && plain <= FrameWriter.MAX_PLAIN;
        boolean form = codec == Codec.RAW.number() ? stored == plain : codec == 1 && type != FOOTER;
        if (!lengths || !form || flags != 0 || type < 1 || type > 5 || !isInOrder(type, plain)) {
            throw damaged("the frame at %d has a header that none can have", frameAt());
        }
        crc = in.getInt();
        ofFrame.reset();
        ofFrame.update(gathered, 0, FrameWriter.CHECKED_HEADER_BYTES);
        left = stored + FrameSeal.TAG_BYTES;
        if (type == FOOTER) {
            footerBytes = stored + FrameWriter.OVERHEAD_BYTES;
            ofEnd.update(gathered, 0, FrameWriter.HEADER_BYTES);
        } else {
            frames++;
        }
        part = Part.FRAME;
    }

    private boolean isInOrder(int type, int plain) {
        return type == FOOTER
                ? frames > 0 && plain == frames * ContainerFooter.ENTRY_BYTES
                : frames < ContainerFooter.MAX_FRAMES;
    }

    private long frameAt() {
        return position - FrameWriter.HEADER_BYTES;
    }

    private int frame(byte[] bytes, int offset, int length) {
        int taken = Math.min(left, length);
        ofFrame.update(bytes, offset, taken);
        if (footerBytes > 0) {
            ofEnd.update(bytes, offset, taken);
        }
        left -= taken;
        position += taken;
        if (left == 0) {
            if ((int) ofFrame.getValue() != crc) {
                throw damaged("the frame that ends at %d has another checksum", position);
            }
            part = footerBytes > 0 ? Part.TRAILER : Part.FRAME_HEADER;
        }
        return taken;
    }

    private void trailer() {
        ofEnd.update(gathered, 0, Integer.BYTES);
        byte[] expected = ContainerFooter.trailer(footerBytes, (int) ofEnd.getValue());
        if (!Arrays.equals(
                gathered, 0, ContainerFooter.TRAILER_BYTES, expected, 0, expected.length)) {
            throw damaged("the checksum of its footer differs");
        }
        part = Part.END;
    }

    private RuntimeException damaged(String what, Object... arguments) {
        return VaultProblems.damaged(label.object(), what, arguments);
    }

    /// Says what kind of container begins so; empty for what is none.
    public static Optional<ContainerKind> kindOf(byte[] start) {
        return Arrays.stream(ContainerKind.values())
                .filter(kind -> start.length >= 4 && Arrays.equals(start, 0, 4, kind.magic(), 0, 4))
                .findFirst();
    }
}
