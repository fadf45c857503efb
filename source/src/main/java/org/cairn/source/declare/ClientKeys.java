package org.cairn.source.declare;

import java.util.List;
import java.util.Map;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.RecordShape;
import org.cairn.source.spec.ClientSpec;

/// Temporary.
final class ClientKeys {
    private static final Key<String> BASE_URL = Key.optional("base_url", Names.TEXT, "Base.");
    static final Key<ClientSpec> CLIENT =
            Key.optional(
                            "client",
                            RecordShape.of(
                                    "client",
                                    "How a source speaks to web servers.",
                                    List.of(BASE_URL),
                                    in ->
                                            new ClientSpec(
                                                    in.find(BASE_URL),
                                                    Map.of(),
                                                    ClientSpec.DEFAULT.auth(),
                                                    ClientSpec.DEFAULT.timeout(),
                                                    true,
                                                    List.of(),
                                                    ClientSpec.DEFAULT.retry(),
                                                    ClientSpec.DEFAULT.circuitBreaker(),
                                                    ClientSpec.DEFAULT.maxSize())),
                            "How a source speaks to web servers.")
                    .otherwise(ClientSpec.DEFAULT);

    private ClientKeys() {}
}
