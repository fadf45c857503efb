package org.cairn.collect;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.cairn.collect.fetch.rest.CursorValue;
import org.cairn.collect.fetch.rest.RestFetched;
import org.cairn.collect.fetch.rest.RestFetched.Extent;
import org.cairn.collect.fetch.rest.RestFetcher;
import org.cairn.kernel.Sha256;
import org.cairn.ledger.run.CursorLedger;
import org.cairn.ledger.run.CursorLedger.Cursor;
import org.cairn.ledger.run.CursorLedger.Reading;
import org.cairn.source.mapping.MappingText;
import org.cairn.source.spec.PipelineSpec;
import org.cairn.source.spec.ResourceSpec;
import org.cairn.source.spec.RestInput;
import org.cairn.source.spec.RestResource;
import org.cairn.source.spec.SourceSpec;
import org.jspecify.annotations.Nullable;

/// From where the incremental resources of one web API go on in this run, and how far it came.
///
/// A resource goes on only from where everything is known that hangs on it in this run: its own
/// dataset and those of the resources below it, each by the declaration of today and with all the
/// rows it had. Else it is asked for from its beginning. Confined to one thread.
final class Cursors {
    private final RunContext run;
    private final SourceSpec source;
    private final RestInput input;
    private final List<PipelineSpec> pipelines;
    private final CursorLedger ledger = new CursorLedger();

    Cursors(RunContext run, SourceSpec source, RestInput input, List<PipelineSpec> pipelines) {
        this.run = run;
        this.source = source;
        this.input = input;
        this.pipelines = pipelines;
    }

    /// One resource, or one below it, on its way into a dataset.
    private record Reader(String resource, ResourceSpec spec, PipelineSpec pipeline) {}

    /// The resources of the source that this run loads.
    Set<String> loaded() {
        return Set.copyOf(
                pipelines.stream()
                        .flatMap(pipeline -> pipeline.from().stream())
                        .filter(ref -> ref.source().equals(source.name()))
                        .map(PipelineSpec.ResourceRef::resource)
                        .toList());
    }

    /// Where resources go on; one that is not there begins anew.
    Map<String, String> starts() {
        Map<String, String> starts = new HashMap<>();
        for (String resource : RestFetcher.withParents(input, loaded())) {
            RestResource.Incremental incremental = input.resource(resource).incremental();
            CursorValue from = incremental == null ? null : known(resource);
            if (incremental != null && from != null) {
                starts.put(resource, from.lessThan(incremental.lag()).text());
            }
        }
        return starts;
    }

    /// The oldest of the cursors of all that hangs on a resource; null where one is not known.
    private @Nullable CursorValue known(String resource) {
        CursorValue oldest = null;
        for (Reader reader : readers(resource)) {
            Optional<Cursor> cursor = ledger.find(run.connection(), reading(resource, reader));
            CursorValue value =
                    cursor.filter(found -> found.shape().equals(shape(resource, reader)))
                            .filter(found -> rows(reader.pipeline()) >= found.rows())
                            .map(found -> CursorValue.parse(found.value()))
                            .orElse(null);
            if (value == null || (oldest != null && !oldest.comparableTo(value))) {
                return null;
            }
            oldest = oldest == null || oldest.newer(value).equals(oldest) ? value : oldest;
        }
        return oldest;
    }

    /// Writes down how far the resources came; part of the transaction that loads the rows. A
    /// listing that is doubted moves nothing.
    void keep(Map<String, RestFetched> fetched) {
        fetched.forEach((resource, came) -> {
            String newest = came.newest();
            if (newest != null && came.doubts().isEmpty()) {
                readers(resource).stream()
                        .filter(reader -> isWhole(fetched.get(reader.resource())))
                        .forEach(reader -> keep(resource, reader, newest, came.extent()));
            }
        });
    }

    private static boolean isWhole(@Nullable RestFetched listing) {
        return listing != null && listing.doubts().isEmpty();
    }

    private void keep(String resource, Reader reader, String newest, Extent extent) {
        Reading reading = reading(resource, reader);
        CursorValue value = CursorValue.parse(newest);
        if (value == null || input.resource(resource).incremental() == null) {
            return;
        }
        if (extent == Extent.SINCE) {
            // The newest record may be gone since; to go back for it would find nothing.
            CursorValue before =
                    ledger.find(run.connection(), reading)
                            .map(found -> CursorValue.parse(found.value()))
                            .filter(value::comparableTo)
                            .orElse(value);
            value = value.newer(before);
        }
        var cursor = new Cursor(shape(resource, reader), value.text(), rows(reader.pipeline()));
        ledger.put(run.connection(), reading, cursor, run.number());
    }

    private List<Reader> readers(String resource) {
        List<Reader> readers = new ArrayList<>();
        for (PipelineSpec pipeline : pipelines) {
            for (PipelineSpec.ResourceRef ref : pipeline.from()) {
                boolean ours = ref.source().equals(source.name());
                if (ours
                        && RestFetcher.withParents(input, Set.of(ref.resource()))
                                .contains(resource)) {
                    readers.add(new Reader(ref.resource(), spec(ref.resource()), pipeline));
                }
            }
        }
        return readers;
    }

    private ResourceSpec spec(String name) {
        return source.resources().stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private Reading reading(String resource, Reader reader) {
        return new Reading(
                source.name(), resource, reader.resource(), reader.pipeline().dataset().toString());
    }

    /// Everything by which rows would be others, had they been asked for and mapped as of today.
    private Sha256 shape(String resource, Reader reader) {
        var text = new StringBuilder(input.baseUrl());
        List.of(resource, reader.resource())
                .forEach(name -> {
                    RestResource asked = input.resource(name);
                    text.append('\n')
                            .append(asked.endpoint().path())
                            .append(asked.endpoint().params());
                    text.append(asked.partition()).append(asked.incremental());
                });
        text.append('\n')
                .append(MappingText.write(source.reading(), reader.spec(), reader.pipeline()));
        return Sha256.of(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    private long rows(PipelineSpec pipeline) {
        return new LastTime(run, pipeline).rows();
    }
}
