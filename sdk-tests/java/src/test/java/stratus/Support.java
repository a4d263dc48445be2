package stratus;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/**
 * Clients and throw-away queues. The endpoint comes from STRATUS_ENDPOINT; one attempt only, so that no error
 * hides behind a retry. The SDK verifies the MD5 digests of bodies and attributes by itself.
 */
final class Support implements AutoCloseable {
    static final String ACCOUNT = "000000000000";
    static final String ENDPOINT = setting("STRATUS_ENDPOINT", "http://127.0.0.1:4566");
    static final AwsBasicCredentials KEY = AwsBasicCredentials.create(
            setting("STRATUS_ACCESS_KEY_ID", "test"), setting("STRATUS_SECRET_ACCESS_KEY", "test"));

    final SqsClient sqs = configure(SqsClient.builder())
            .httpClient(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(40)).build())
            .build();
    private final List<String> made = new ArrayList<>();

    static <B extends AwsClientBuilder<B, C>, C> B configure(B builder) {
        return builder.endpointOverride(URI.create(ENDPOINT))
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(KEY))
                .overrideConfiguration(o -> o.retryStrategy(DefaultRetryStrategy.doNotRetry()));
    }

    static String setting(String name, String otherwise) {
        return System.getenv().getOrDefault(name, otherwise);
    }

    /** A queue name that no other test uses. */
    static String unique() {
        return "java-" + UUID.randomUUID().toString().substring(0, 13);
    }

    /** Creates a queue that {@link #close} deletes. */
    String queue(String name, Map<String, String> attributes) {
        String url = sqs.createQueue(r -> r.queueName(name).attributesWithStrings(attributes)).queueUrl();
        made.add(url);
        return url;
    }

    String queue() {
        return queue(unique(), Map.of());
    }

    String attribute(String url, QueueAttributeName name) {
        return sqs.getQueueAttributes(r -> r.queueUrl(url).attributeNames(name)).attributes().get(name);
    }

    String arn(String url) {
        return attribute(url, QueueAttributeName.QUEUE_ARN);
    }

    List<Message> receive(String url, int most, int wait) {
        return sqs.receiveMessage(ReceiveMessageRequest.builder()
                        .queueUrl(url)
                        .maxNumberOfMessages(most)
                        .waitTimeSeconds(wait)
                        .messageSystemAttributeNamesWithStrings("All")
                        .messageAttributeNames("All")
                        .build())
                .messages();
    }

    /** Long-polls until {@code count} messages have come. */
    List<Message> collect(String url, int count) {
        List<Message> found = new ArrayList<>();
        for (int turn = 0; turn < count + 3 && found.size() < count; turn++) {
            found.addAll(receive(url, Math.min(10, count - found.size()), 2));
        }
        return found;
    }

    @Override
    public void close() {
        for (String url : made) {
            try {
                sqs.deleteQueue(r -> r.queueUrl(url));
            } catch (QueueDoesNotExistException gone) {
                // The test deleted it itself.
            }
        }
        sqs.close();
    }
}
