package org.cairn.source.mapping;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Supplier;
import org.cairn.source.spec.ChangeSpec;
import org.cairn.source.spec.ExpectSpec;
import org.cairn.source.spec.FieldSpec;
import org.cairn.source.spec.FieldSpec.FieldChecks;
import org.cairn.source.spec.FieldSpec.FieldOrigin;
import org.cairn.source.spec.FieldSpec.FieldType;
import org.cairn.source.spec.FileInput;
import org.cairn.source.spec.JsonPath;
import org.cairn.source.spec.KeySpec;
import org.cairn.source.spec.MarkupOptions;
import org.cairn.source.spec.MarkupRecords;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.RecordStrategy;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.Selector;
import org.cairn.source.spec.TableSpec;
import org.cairn.source.spec.TransformSpec;
import org.cairn.source.spec.Unpivot;
import org.jspecify.annotations.Nullable;

/// Makes specs of every form from a seed, without what a mapping text leaves out.
record RandomSpecs(Random random) {
    Mapping mapping() {
        return new Mapping(input(), resource(), pipeline());
    }

    private FileInput input() {
        return new FileInput(
                one(FileInput.Format.values()),
                "file:",
                maybe(this::text),
                new FileInput.CsvDialect(
                        maybe(() -> (char) random.nextInt(0xd800)),
                        (char) random.nextInt(0xd800),
                        1 + random.nextInt(9),
                        list(this::text)),
                new FileInput.BadLines(random.nextDouble() * 100, random.nextLong(1L << 40)),
                one(FileInput.ColumnNames.values()),
                random.nextBoolean() ? TableSpec.DEFAULT : table(),
                null,
                new MarkupOptions(maybe(this::text), map(this::text)));
    }

    private TableSpec table() {
        return new TableSpec(
                list(this::text),
                new TableSpec.Header(random.nextBoolean(), list(() -> 1 + random.nextInt(9))),
                new TableSpec.LeftOut(maybe(this::text), list(this::text), random.nextInt(9)),
                one(TableSpec.Ragged.values()),
                new TableSpec.Columns(
                        list(this::text),
                        map(this::text),
                        one(TableSpec.Columns.Missing.values())));
    }

    private Unpivot unpivot() {
        return new Unpivot(
                new Unpivot.Choice(
                        list(this::text),
                        maybe(this::text),
                        maybe(() -> random.nextInt(99)),
                        maybe(() -> random.nextInt(99)),
                        list(this::text)),
                some(() -> text() + "1"),
                text() + "2",
                one(Unpivot.Empty.values()));
    }

    private ResourceSpec resource() {
        List<RecordStrategy> records = list(this::strategy);
        return new ResourceSpec(
                text(),
                records.isEmpty() ? List.of(strategy()) : records,
                list(this::field),
                new KeySpec(list(() -> some(this::text))),
                new ChangeSpec(list(this::text), list(this::text)),
                ResourceSpec.Gone.WITHDRAW,
                ExpectSpec.DEFAULT);
    }

    private RecordStrategy strategy() {
        return new RecordStrategy(
                text(),
                maybe(this::text),
                path(),
                map(this::text),
                map(this::path),
                maybe(this::unpivot),
                maybe(() -> new MarkupRecords(selector(), random.nextInt(9), map(this::selector))));
    }

    private Selector selector() {
        return new Selector(one(Selector.Kind.values()), text());
    }

    private PipelineSpec pipeline() {
        return new PipelineSpec(
                text(),
                "",
                list(() -> new PipelineSpec.ResourceRef(text(), text())),
                new PipelineSpec.DatasetName(text(), text()),
                list(this::field),
                list(this::text),
                List.of());
    }

    private FieldSpec field() {
        return random.nextInt(4) == 0
                ? new FieldSpec.Children(
                        text(), some(this::path), list(this::selector), some(this::value))
                : value();
    }

    private FieldSpec.Value value() {
        return new FieldSpec.Value(
                text(),
                list(this::origin),
                one(FieldType.values()),
                list(this::transform),
                checks());
    }

    private FieldOrigin origin() {
        return switch (random.nextInt(4)) {
            case 2 ->
                    new FieldOrigin.Select(
                            selector(),
                            one(FieldOrigin.Take.values()),
                            one(FieldOrigin.Links.values()));
            case 0 -> new FieldOrigin.Json(path());
            case 1 -> new FieldOrigin.From(text());
            default -> new FieldOrigin.Carry(text());
        };
    }

    private TransformSpec transform() {
        return switch (random.nextInt(22)) {
            case 0 -> new TransformSpec.Trim();
            case 1 -> new TransformSpec.CollapseSpace();
            case 2 -> new TransformSpec.Lower();
            case 3 -> new TransformSpec.Upper();
            case 4 -> new TransformSpec.EmptyToNull();
            case 5 -> new TransformSpec.Nfc();
            case 17 -> new TransformSpec.AbsoluteUrl();
            case 18 -> new TransformSpec.Mailto();
            case 6 -> new TransformSpec.StripPrefix(text());
            case 7 -> new TransformSpec.StripSuffix(text());
            case 8 -> new TransformSpec.Regex(text());
            case 9 -> new TransformSpec.Replace(text(), text());
            case 10 -> new TransformSpec.Nfkc();
            case 11 -> new TransformSpec.EraDate();
            case 12 -> new TransformSpec.DatePrecision();
            case 13 -> new TransformSpec.DateOrder(list(this::text));
            case 14 -> new TransformSpec.DatePattern(list(this::text));
            case 15 -> new TransformSpec.NumberForm(text(), text());
            case 16 -> new TransformSpec.Split(text());
            case 19 -> new TransformSpec.LocalTime(text());
            default -> new TransformSpec.MapValues(map(this::text));
        };
    }

    private FieldChecks checks() {
        return new FieldChecks(
                random.nextBoolean(),
                maybe(random::nextInt),
                maybe(random::nextInt),
                maybe(this::text),
                list(this::text),
                maybe(this::number),
                maybe(this::number));
    }

    private BigDecimal number() {
        return new BigDecimal(new BigInteger(80, random), random.nextInt(60) - 30);
    }

    private JsonPath path() {
        return new JsonPath(
                list(() ->
                        switch (random.nextInt(3)) {
                            case 0 -> new JsonPath.Step.Every();
                            case 1 -> new JsonPath.Step.Index(random.nextInt(999));
                            default -> new JsonPath.Step.Member(text());
                        }));
    }

    /// Also quotes, controls and lone surrogates.
    private String text() {
        var text = new StringBuilder();
        for (int i = random.nextInt(8); i > 0; i--) {
            switch (random.nextInt(4)) {
                case 0 -> text.append((char) random.nextInt(128));
                case 1 -> text.append((char) random.nextInt(65_536));
                case 2 -> text.appendCodePoint(0x1f980);
                default -> text.append((char) ('a' + random.nextInt(26)));
            }
        }
        return text.toString();
    }

    private <T> @Nullable T maybe(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    private <T> List<T> list(Supplier<T> each) {
        List<T> list = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            list.add(each.get());
        }
        return list;
    }

    private <T> List<T> some(Supplier<T> each) {
        List<T> list = new ArrayList<>(list(each));
        list.add(each.get());
        return list;
    }

    private <T> Map<String, T> map(Supplier<T> each) {
        Map<String, T> map = new LinkedHashMap<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            map.put(text(), each.get());
        }
        return map;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
