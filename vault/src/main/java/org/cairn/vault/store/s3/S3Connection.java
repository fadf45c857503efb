package org.cairn.vault.store.s3;

import org.cairn.kernel.ProblemException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;

/// Makes the SDK's client: it signs and speaks, and leaves retries and checksums to us.
final class S3Connection {
    private S3Connection() {}

    static S3Client open(S3Address address, S3Settings settings) throws ProblemException {
        var builder =
                S3Client.builder()
                        .httpClient(
                                UrlConnectionHttpClient.builder()
                                        .connectionTimeout(settings.connect())
                                        .socketTimeout(settings.silence())
                                        .build())
                        .credentialsProvider(credentials(address))
                        .forcePathStyle(address.style() == S3Address.Style.PATH)
                        // Each request says its checksum itself; what is not asked for, other
                        // servers may not know.
                        .requestChecksumCalculation(RequestChecksumCalculation.WHEN_REQUIRED)
                        .responseChecksumValidation(ResponseChecksumValidation.WHEN_REQUIRED)
                        .overrideConfiguration(options ->
                                options.retryStrategy(AwsRetryStrategy.doNotRetry())
                                        .apiCallTimeout(settings.call()))
                        .serviceConfiguration(
                                S3Configuration.builder()
                                        .chunkedEncodingEnabled(false)
                                        .expectContinueEnabled(false)
                                        .build());
        if (address.endpoint() != null) {
            var _ = builder.endpointOverride(address.endpoint());
        }
        if (address.region() != null) {
            var _ = builder.region(Region.of(address.region()));
        } else if (address.endpoint() != null) {
            // Servers of one's own mostly have no regions; a signature needs one all the same.
            var _ = builder.region(Region.US_EAST_1);
        }
        try {
            return builder.build();
        } catch (SdkClientException e) {
            throw S3Failures.noRegion(address, e);
        }
    }

    private static AwsCredentialsProvider credentials(S3Address address) {
        S3Credentials given = address.credentials();
        if (given == null) {
            return DefaultCredentialsProvider.builder().build();
        }
        String access = given.accessKey().reveal();
        String secret = given.secretKey().reveal();
        return StaticCredentialsProvider.create(
                given.sessionToken() == null
                        ? AwsBasicCredentials.create(access, secret)
                        : AwsSessionCredentials.create(
                                access, secret, given.sessionToken().reveal()));
    }
}
