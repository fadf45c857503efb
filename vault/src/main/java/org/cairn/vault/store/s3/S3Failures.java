package org.cairn.vault.store.s3;

import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.cairn.kernel.ProblemBuilder;
import org.cairn.kernel.ProblemCode;
import org.cairn.kernel.ProblemException;
import org.cairn.vault.problem.VaultProblems;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.exception.SdkServiceException;

/// Turns what the SDK and the server say into kinds that the code acts on, and into problems.
///
/// Only the server's code and status are repeated, never its message: some servers quote the
/// request in it, with its signature.
final class S3Failures {
    private static final Set<Integer> BUSY = Set.of(408, 425, 429, 500, 502, 503, 504);
    private static final Set<String> BUSY_CODES =
            Set.of(
                    "InternalError",
                    "RequestTimeout",
                    "ServiceUnavailable",
                    "SlowDown",
                    "Throttling",
                    "ThrottlingException",
                    "TooManyRequests",
                    "RequestLimitExceeded");
    private static final Set<String> STRANGER =
            Set.of(
                    "InvalidAccessKeyId",
                    "SignatureDoesNotMatch",
                    "InvalidSecurity",
                    "NotSignedUp",
                    "InvalidTokenId",
                    "InvalidToken");
    private static final Set<String> EXPIRED =
            Set.of("ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired");
    private static final Set<String> SKEWED =
            Set.of("RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture");
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "PermanentRedirect",
                    "TemporaryRedirect",
                    "AuthorizationHeaderMalformed",
                    "IllegalLocationConstraintException");
    private static final String KEPT =
            "what was stored before is complete; nothing half-written is visible";

    private S3Failures() {}

    /// What a failure means for the one who called.
    enum Kind {
        /// Nobody knows whether it was done; trying again is right.
        LOST,
        /// The name is taken.
        TAKEN,
        /// Somebody else is writing this name at this moment.
        CONTENDED,
        ABSENT,
        /// Trying again changes nothing.
        FINAL
    }

    static Kind kindOf(SdkException failure) {
        if (!(failure instanceof SdkServiceException answered)) {
            return isHopeless(failure) ? Kind.FINAL : Kind.LOST;
        }
        String code = codeOf(failure);
        if (BUSY.contains(answered.statusCode()) || BUSY_CODES.contains(code)) {
            return Kind.LOST;
        }
        return switch (answered.statusCode()) {
            case 412 -> Kind.TAKEN;
            case 409 -> Kind.CONTENDED;
            case 404 -> code.equals("NoSuchBucket") ? Kind.FINAL : Kind.ABSENT;
            default -> Kind.FINAL;
        };
    }

    static String codeOf(SdkException failure) {
        return failure instanceof AwsServiceException answered
                        && answered.awsErrorDetails() != null
                        && answered.awsErrorDetails().errorCode() != null
                ? answered.awsErrorDetails().errorCode()
                : "";
    }

    /// Whether the server gave a status and no reason, as it does for HEAD.
    static boolean isSilent(SdkException failure) {
        return failure instanceof SdkServiceException answered
                && Set.of(301, 400, 403).contains(answered.statusCode())
                && !STRANGER.contains(codeOf(failure))
                && !SKEWED.contains(codeOf(failure));
    }

    static boolean isSkewed(SdkException failure) {
        return SKEWED.contains(codeOf(failure));
    }

    private static boolean isHopeless(SdkException failure) {
        return find(failure, SSLException.class)
                        .filter(e -> String.valueOf(e.getMessage()).contains("cert"))
                        .isPresent()
                || isWithoutCredentials(failure);
    }

    private static boolean isWithoutCredentials(SdkException failure) {
        String message = String.valueOf(failure.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("unable to load credentials")
                || message.contains("unable to load region");
    }

    static <T extends Throwable> Optional<T> find(@Nullable Throwable failure, Class<T> type) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (type.isInstance(each)) {
                return Optional.of(type.cast(each));
            }
        }
        return Optional.empty();
    }

    /// Makes the problem of an act that could not be done.
    ///
    /// @param act what was tried, as in `write 'packs/00/…'`
    static ProblemException problem(S3Address address, String act, SdkException failure) {
        return describe(address, act, failure)
                .kept(KEPT)
                .with("vault", address)
                .with("code", codeOf(failure))
                .asException(failure);
    }

    private static ProblemBuilder describe(S3Address address, String act, SdkException failure) {
        return failure instanceof SdkServiceException answered
                ? answered(address, act, answered)
                : unanswered(address, act, failure);
    }

    private static ProblemBuilder answered(
            S3Address address, String act, SdkServiceException failure) {
        String code = codeOf(failure);
        String said = "the store answered %d %s".formatted(failure.statusCode(), code).strip();
        if (code.equals("NoSuchBucket") || code.equals("InvalidBucketName")) {
            return says(VaultProblems.BUCKET_MISSING, act, said)
                    .remedy("Make the bucket '%s', or correct its name.", address.bucket());
        }
        if (SKEWED.contains(code)) {
            return says(VaultProblems.CLOCK_SKEWED, act, said)
                    .remedy("Set the clock of this machine, then do the same again.");
        }
        if (EXPIRED.contains(code)) {
            return says(VaultProblems.CREDENTIALS_WRONG, act, said + ": these have expired")
                    .remedy("Give new credentials, then do the same again.");
        }
        if (STRANGER.contains(code) || failure.statusCode() == 401) {
            return says(VaultProblems.CREDENTIALS_WRONG, act, said)
                    .remedy("Correct the access key and the secret key of the vault.");
        }
        if (ELSEWHERE.contains(code) || failure.statusCode() == 301) {
            return says(VaultProblems.REGION_WRONG, act, said)
                    .remedy(
                            "Set `region` (and `endpoint`) of the vault to those of the bucket '%s'.",
                            address.bucket());
        }
        if (failure.statusCode() == 403) {
            return says(VaultProblems.STORE_DENIED, act, said)
                    .remedy(
                            "Allow these credentials to list, read, write and delete below '%s'.",
                            address);
        }
        return says(VaultProblems.STORE_FAILED, act, said)
                .remedy("Try again; if it fails again, ask those who run the store.");
    }

    private static ProblemBuilder unanswered(S3Address address, String act, SdkException failure) {
        if (isWithoutCredentials(failure)) {
            return says(VaultProblems.CREDENTIALS_WRONG, act, "there are none")
                    .remedy(
                            "Set access_key and secret_key of the vault, or AWS_ACCESS_KEY_ID and"
                                    + " AWS_SECRET_ACCESS_KEY.");
        }
        var unknown = find(failure, UnknownHostException.class);
        if (unknown.isPresent()) {
            return says(VaultProblems.STORE_UNREACHABLE, act, "no address for the host's name")
                    .remedy("Check the endpoint of '%s' and the name service.", address);
        }
        var tls = find(failure, SSLException.class);
        if (tls.isPresent()) {
            return says(
                            VaultProblems.STORE_UNREACHABLE,
                            act,
                            "no trusted connection (TLS): " + tls.get().getMessage())
                    .remedy(
                            "Correct the endpoint, or add the certificate of its authority to the"
                                    + " trust store of Java.");
        }
        return says(VaultProblems.STORE_UNREACHABLE, act, reason(failure))
                .remedy("Check endpoint and network, then do the same again.");
    }

    private static ProblemBuilder says(ProblemCode code, String act, String what) {
        return code.says("cannot %s in the bucket", act).what("%s", what);
    }

    private static String reason(SdkException failure) {
        Throwable cause = failure.getCause();
        if (cause == null) {
            return String.valueOf(failure.rawMessage());
        }
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage());
    }

    static ProblemException noRegion(S3Address address, SdkException failure) {
        return VaultProblems.REGION_WRONG
                .says("no region for '%s'", address)
                .what("neither the declaration nor the environment names one")
                .kept("nothing was tried")
                .remedy("Set `region` of the vault, or AWS_REGION.")
                .with("vault", address)
                .asException(failure);
    }

    /// Makes the problem of a store that keeps other bytes than it was sent.
    static ProblemException altered(String name, String what) {
        return VaultProblems.UPLOAD_ALTERED
                .says("the store has other bytes of '%s' than were sent", name)
                .what("%s", what)
                .kept("it was removed again, or nobody was told that it is there")
                .remedy("Try again; if it fails again, do not trust this store.")
                .with("object", name)
                .asException();
    }
}
