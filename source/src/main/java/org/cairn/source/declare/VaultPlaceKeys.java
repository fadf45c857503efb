package org.cairn.source.declare;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.cairn.kernel.Secret;
import org.cairn.source.shape.ChoiceShape;
import org.cairn.source.shape.FlagShape;
import org.cairn.source.shape.Key;
import org.cairn.source.shape.Reading;
import org.cairn.source.shape.Shape;
import org.cairn.source.shape.TextShape;
import org.cairn.source.shape.TextShape.Refers;
import org.cairn.source.shape.Values;
import org.cairn.source.spec.VaultSpec;
import org.cairn.source.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/// The keys of `vault` that say where it is: a folder, or a bucket with what is needed to reach it.
final class VaultPlaceKeys {
    static final String DEFAULT_LOCATION = "file:.cairn/vault";

    private static final Pattern BUCKET =
            Pattern.compile(
                    "s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])"
                            + "((?:/[A-Za-z0-9_-][A-Za-z0-9._-]*){0,20})/?");
    private static final Pattern ENDPOINT =
            Pattern.compile("https?://[A-Za-z0-9.-]+(:[0-9]{1,5})?/?");

    private static final Key<String> LOCATION =
            Key.optional(
                            "location",
                            TextShape.of("`file:` and a folder, or `s3://bucket/prefix`")
                                    .referring(Refers.YES)
                                    .as(VaultPlaceKeys::location),
                            "Where the vault is; a folder is relative to the project unless"
                                    + " absolute.")
                    .otherwise(DEFAULT_LOCATION);
    private static final Key<String> ENDPOINT_URL =
            Key.optional(
                            "endpoint",
                            TextShape.of("`https://host:port`")
                                    .referring(Refers.YES)
                                    .as(VaultPlaceKeys::endpoint),
                            "The server of the bucket, where it is not Amazon's.")
                    .absent("Amazon's of the region")
                    .alsoCalled("endpoint_url", "url", "host");
    private static final Key<String> REGION =
            Key.optional(
                            "region",
                            TextShape.of("name").referring(Refers.YES),
                            "The region of the bucket.")
                    .absent("`AWS_REGION` or the profile; `us-east-1` with an endpoint");
    private static final Key<Boolean> PATH_STYLE =
            Key.optional(
                            "path_style",
                            new FlagShape(),
                            "Whether the bucket is named in the path (`https://host/bucket`) and not"
                                    + " in the host.")
                    .absent("`true` with an endpoint")
                    .alsoCalled("force_path_style", "use_path_style");
    private static final Key<Secret> ACCESS_KEY =
            Key.optional(
                            "access_key",
                            secret(),
                            "The access key, as `${env:NAME}` or `${file:PATH}`.")
                    .absent("searched for as Amazon's tools do: environment, profile, machine")
                    .alsoCalled("access_key_id", "aws_access_key_id");
    private static final Key<Secret> SECRET_KEY =
            Key.optional(
                            "secret_key",
                            secret(),
                            "The secret key, as `${env:NAME}` or `${file:PATH}`.")
                    .alsoCalled("secret_access_key", "aws_secret_access_key");
    private static final Key<Secret> SESSION_TOKEN =
            Key.optional(
                    "session_token",
                    secret(),
                    "The token that belongs to temporary keys, as `${env:NAME}` or `${file:PATH}`.");

    private static final Key<VaultSpec.PackClass> STORAGE_CLASS =
            Key.optional(
                            "storage_class",
                            ChoiceShape.of(storageClasses()),
                            "The storage class of packs, which are most of the bytes; all else stays in"
                                    + " that of the bucket. Classes that must be thawed are not"
                                    + " for a vault.")
                    .absent("that of the bucket");

    /// What a project says of the place, in this order.
    static final List<Key<?>> KEYS =
            List.of(
                    LOCATION,
                    ENDPOINT_URL,
                    REGION,
                    PATH_STYLE,
                    ACCESS_KEY,
                    SECRET_KEY,
                    SESSION_TOKEN,
                    STORAGE_CLASS);

    static final VaultSpec DEFAULT = new VaultSpec.Folder(DEFAULT_LOCATION);

    private VaultPlaceKeys() {}

    private static Shape<Secret> secret() {
        return TextShape.of("reference to a secret")
                .referring(Refers.SECRET)
                .as((text, _, _) -> new Secret(text));
    }

    static VaultSpec place(Values in) {
        String location = in.get(LOCATION);
        Matcher bucket = BUCKET.matcher(location);
        if (!bucket.matches()) {
            refuseKeysOfBuckets(in);
            return new VaultSpec.Folder(location);
        }
        String prefix = bucket.group(2).isEmpty() ? "" : bucket.group(2).substring(1);
        String endpoint = in.find(ENDPOINT_URL);
        Boolean pathStyle = in.find(PATH_STYLE);
        VaultSpec.PackClass packs = in.find(STORAGE_CLASS);
        return new VaultSpec.Bucket(
                bucket.group(1),
                prefix,
                new VaultSpec.Server(
                        endpoint,
                        in.find(REGION),
                        pathStyle == null ? endpoint != null : pathStyle),
                credentials(in),
                packs == null ? VaultSpec.PackClass.BUCKET : packs);
    }

    private static Map<String, VaultSpec.PackClass> storageClasses() {
        Map<String, VaultSpec.PackClass> classes = new LinkedHashMap<>();
        for (VaultSpec.PackClass each : VaultSpec.PackClass.values()) {
            if (each != VaultSpec.PackClass.BUCKET) {
                classes.put(each.name(), each);
            }
        }
        return classes;
    }

    private static void refuseKeysOfBuckets(Values in) {
        for (Key<?> key : KEYS.subList(1, KEYS.size())) {
            // A wrong location is none either, and then it is not said what the key is for.
            if (in.has(key) && in.complete()) {
                in.reading()
                        .error(
                                in.placeOf(key),
                                "'%s' has no effect on a vault in a folder".formatted(key.name()),
                                "Remove it, or set location: to the bucket it is for.");
            }
        }
    }

    private static VaultSpec.@Nullable Credentials credentials(Values in) {
        Secret access = in.find(ACCESS_KEY);
        Secret secret = in.find(SECRET_KEY);
        Secret token = in.find(SESSION_TOKEN);
        if (access != null && secret != null) {
            return new VaultSpec.Credentials(access, secret, token);
        }
        boolean some = access != null || secret != null || token != null;
        if (some && in.complete()) {
            in.reading()
                    .error(
                            in.place(),
                            "'access_key' and 'secret_key' belong together",
                            "Write both, or neither to have them searched for.");
        }
        return null;
    }

    private static @Nullable String location(String text, YamlNode node, Reading reading) {
        boolean folder = text.startsWith("file:") && text.length() > "file:".length();
        if (folder || BUCKET.matcher(text).matches()) {
            return text;
        }
        if (text.startsWith("s3:")) {
            // Not repeated: some write keys into it.
            reading.error(
                    node.place(),
                    "'location' is not a bucket and a prefix",
                    "Write s3://bucket/prefix; small letters, digits, '-' and '.' in the bucket.");
        } else {
            reading.error(
                    node.place(),
                    "the location of a vault begins with 'file:' or 's3://'",
                    "Write file: and a folder, for example %s, or s3://bucket/prefix."
                            .formatted(DEFAULT_LOCATION));
        }
        return null;
    }

    private static @Nullable String endpoint(String text, YamlNode node, Reading reading) {
        if (ENDPOINT.matcher(text).matches()) {
            return text;
        }
        // Not repeated: it may hold a password.
        reading.error(
                node.place(),
                "'endpoint' is not http:// or https:// with a host",
                "Write https://host or https://host:port, without a path and without keys.");
        return null;
    }
}
