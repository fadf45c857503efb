package org.cairn.collect.decode;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The problems of workbooks as a whole.
final class WorkbookFaults {
    private static final byte[] OLD_SIGN = {
        (byte) 0xd0, (byte) 0xcf, 0x11, (byte) 0xe0, (byte) 0xa1, (byte) 0xb1, 0x1a, (byte) 0xe1
    };
    private static final byte[] ENCRYPTED = "EncryptedPackage".getBytes(StandardCharsets.UTF_16LE);
    private static final int MOST_NAMES = 40;
    private static final String STORED = "the document is stored; nothing of it was used";

    private WorkbookFaults() {}

    static RuntimeException unreadable(String why) {
        return DecodeProblems.WORKBOOK_UNREADABLE
                .says("the workbook cannot be read")
                .what("%s", why)
                .kept(STORED)
                .remedy("Fetch the file again; open it in a spreadsheet program and save it anew.")
                .asException();
    }

    static RuntimeException tooLarge(String why) {
        return DecodeProblems.WORKBOOK_TOO_LARGE
                .says("the workbook is larger than one that is read")
                .what("%s", why)
                .kept(STORED)
                .remedy("Look at the file; save the sheet as CSV if it is what it should be.")
                .asException();
    }

    /// A file that is no workbook at all: says what it is instead.
    static RuntimeException otherKind(Body body) {
        byte[] head = body.read(0, (int) Math.min(512, body.lengthBytes()));
        if (Arrays.equals(head, 0, Math.min(8, head.length), OLD_SIGN, 0, 8)) {
            return contains(body, ENCRYPTED)
                    ? other(
                            "it is encrypted by a password",
                            "Ask for a file without a password, or save one without in a"
                                    + " spreadsheet program.")
                    : other(
                            "it is a file of Excel 97 to 2003 (.xls)",
                            "Save it as .xlsx or CSV in a spreadsheet program.");
        }
        String text = new String(head, StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
        if (head.length == 0) {
            return other("it is empty", "Fetch the file again.");
        }
        if (text.contains("<html") || text.contains("<table") || text.contains("<!doctype html")) {
            return other(
                    "it is a page, whatever its name says",
                    "Declare format: html, or fetch the file from its own address.");
        }
        return other(
                "it does not begin as a zip file does",
                "Declare the format it is really in; a table of text is csv.");
    }

    private static RuntimeException other(String why, String remedy) {
        return DecodeProblems.WORKBOOK_UNREADABLE
                .says("the document is no workbook of the kind xlsx")
                .what("%s", why)
                .kept(STORED)
                .remedy("%s", remedy)
                .asException();
    }

    /// A zip file, but another kind of workbook in it, or none.
    static RuntimeException noWorkbook(ZipParts parts) {
        if (parts.find("xl/workbook.bin") != null) {
            return other(
                    "it is a binary workbook (.xlsb)",
                    "Save it as .xlsx or CSV in a spreadsheet program.");
        }
        if (parts.find("content.xml") != null) {
            return other(
                    "it is a file of OpenDocument (.ods)",
                    "Save it as .xlsx or CSV in a spreadsheet program.");
        }
        return other(
                "it is a zip file without a workbook",
                "Look into the archive; declare the format of the files in it.");
    }

    static RuntimeException sheetMissing(String wanted, List<String> sheets) {
        String names =
                sheets.stream()
                        .limit(MOST_NAMES)
                        .map("'%s'"::formatted)
                        .collect(Collectors.joining(", "));
        int more = sheets.size() - MOST_NAMES;
        return DecodeProblems.SHEET_MISSING
                .says("the workbook has no sheet %s", wanted)
                .what(
                        "its sheets are, from 1: %s%s",
                        names, more > 0 ? " and %d more".formatted(more) : "")
                .kept(STORED)
                .remedy("Write one of these names, or its number, as `sheet`.")
                .with("sheets", sheets.stream().limit(MOST_NAMES).toList())
                .asException();
    }

    private static boolean contains(Body body, byte[] wanted) {
        byte[] buffer = new byte[1 << 16];
        int kept = 0;
        try (InputStream in = body.open()) {
            for (int n = in.read(buffer, kept, buffer.length - kept);
                    n > 0;
                    n = in.read(buffer, kept, buffer.length - kept)) {
                int end = kept + n;
                for (int i = 0; i + wanted.length <= end; i++) {
                    if (Arrays.equals(buffer, i, i + wanted.length, wanted, 0, wanted.length)) {
                        return true;
                    }
                }
                kept = Math.min(end, wanted.length - 1);
                System.arraycopy(buffer, end - kept, buffer, 0, kept);
            }
            return false;
        } catch (IOException e) {
            throw Position.unreadable(e);
        }
    }
}
