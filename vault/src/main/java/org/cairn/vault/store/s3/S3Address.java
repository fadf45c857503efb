package org.cairn.vault.store.s3;

import java.net.URI;
import java.util.regex.Pattern;
import org.cairn.vault.store.ObjectName;
import org.jspecify.annotations.Nullable;

/// Where a vault is in a bucket.
///
/// @param prefix what every key begins with: empty, or parts joined by `/` with one at the end
/// @param endpoint the server; null for Amazon's of the region
/// @param region null for what environment or profile say
/// @param credentials null for the SDK's own search: environment, profile, container, machine
public record S3Address(
        String bucket,
        String prefix,
        @Nullable URI endpoint,
        @Nullable String region,
        Style style,
        @Nullable S3Credentials credentials) {
    private static final Pattern BUCKET = Pattern.compile("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]");
    private static final Pattern PREFIX = Pattern.compile("([A-Za-z0-9._-]+/){0,20}");
    private static final Pattern DOTS = Pattern.compile("(.*/)?[.]+/.*");
    private static final int LONGEST_PREFIX = 256;

    /// Where in a request the bucket is named.
    public enum Style {
        /// `https://endpoint/bucket/key`, which most servers of one's own want.
        PATH,
        /// `https://bucket.endpoint/key`, which Amazon wants.
        HOST
    }

    public S3Address {
        if (!prefix.isEmpty() && !prefix.endsWith("/")) {
            prefix = prefix + "/";
        }
        if (!BUCKET.matcher(bucket).matches()) {
            throw new IllegalArgumentException(
                    "'%s' cannot be the name of a bucket".formatted(bucket));
        }
        if (prefix.length() > LONGEST_PREFIX
                || !PREFIX.matcher(prefix).matches()
                || DOTS.matcher(prefix).matches()) {
            throw new IllegalArgumentException(
                    "a prefix is parts of letters, digits, '.', '_' and '-' joined by '/', not '%s'"
                            .formatted(prefix));
        }
        if (endpoint != null && !isServer(endpoint)) {
            throw new IllegalArgumentException(
                    "an endpoint is http:// or https:// and a host, and perhaps a port");
        }
    }

    private static boolean isServer(URI endpoint) {
        return ("http".equals(endpoint.getScheme()) || "https".equals(endpoint.getScheme()))
                && endpoint.getHost() != null
                && endpoint.getUserInfo() == null
                && endpoint.getQuery() == null;
    }

    /// A place below this one.
    S3Address below(String folder) {
        return new S3Address(bucket, prefix + folder, endpoint, region, style, credentials);
    }

    String key(ObjectName name) {
        return prefix + name.value();
    }

    /// `s3://bucket/prefix`, and the endpoint where it is not Amazon's.
    @Override
    public String toString() {
        String place =
                prefix.isEmpty()
                        ? "s3://" + bucket
                        : "s3://" + bucket + "/" + prefix.substring(0, prefix.length() - 1);
        return endpoint == null ? place : place + " at " + endpoint;
    }
}
