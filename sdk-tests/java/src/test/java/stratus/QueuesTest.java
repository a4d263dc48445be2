package stratus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.sqs.model.InvalidAttributeNameException;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.QueueNameExistsException;
import software.amazon.awssdk.services.sts.StsClient;

/** Queues as objects, and the caller's identity. */
class QueuesTest {
    private final Support on = new Support();

    @AfterEach
    void tidy() {
        on.close();
    }

    @Test
    void identityIsTheDefaultAccountsRoot() {
        var http = UrlConnectionHttpClient.builder();
        try (StsClient sts = Support.configure(StsClient.builder()).httpClientBuilder(http).build()) {
            var identity = sts.getCallerIdentity();
            assertEquals(Support.ACCOUNT, identity.account());
            assertEquals(Support.ACCOUNT, identity.userId());
            assertEquals("arn:aws:iam::" + Support.ACCOUNT + ":root", identity.arn());
        }
    }

    @Test
    void createIsIdempotentAndConflictsAreTyped() {
        String name = Support.unique();
        String url = on.queue(name, Map.of("DelaySeconds", "1"));
        assertTrue(url.endsWith("/" + Support.ACCOUNT + "/" + name), url);
        assertEquals(url, on.queue(name, Map.of("DelaySeconds", "1")));
        assertEquals(url, on.sqs.getQueueUrl(r -> r.queueName(name)).queueUrl());
        var error = assertThrows(
                QueueNameExistsException.class, () -> on.queue(name, Map.of("DelaySeconds", "2")));
        assertEquals(400, error.statusCode());
        assertEquals("QueueAlreadyExists", error.awsErrorDetails().errorCode());
        assertEquals(
                "A queue already exists with the same name and a different value for attribute DelaySeconds",
                error.awsErrorDetails().errorMessage());
    }

    @Test
    void aMissingQueueIsTyped() {
        var error = assertThrows(
                QueueDoesNotExistException.class,
                () -> on.sqs.getQueueUrl(r -> r.queueName(Support.unique())));
        assertEquals("AWS.SimpleQueueService.NonExistentQueue", error.awsErrorDetails().errorCode());
        assertEquals("The specified queue does not exist.", error.awsErrorDetails().errorMessage());
        assertFalse(error.requestId().isEmpty());
    }

    @Test
    void listingPages() {
        String prefix = Support.unique();
        List<String> urls = new ArrayList<>();
        for (int n = 0; n < 5; n++) {
            urls.add(on.queue(prefix + "-" + n, Map.of()));
        }
        var pages = on.sqs.listQueuesPaginator(r -> r.queueNamePrefix(prefix).maxResults(2));
        assertEquals(List.of(2, 2, 1), pages.stream().map(page -> page.queueUrls().size()).toList());
        assertEquals(urls, pages.queueUrls().stream().toList());
    }

    @Test
    void attributesAndTags() {
        String url = on.queue();
        on.sqs.setQueueAttributes(r -> r.queueUrl(url)
                .attributes(Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, "69")));
        assertEquals("69", on.attribute(url, QueueAttributeName.VISIBILITY_TIMEOUT));
        assertEquals("1048576", on.attribute(url, QueueAttributeName.MAXIMUM_MESSAGE_SIZE));
        assertThrows(
                InvalidAttributeNameException.class,
                () -> on.sqs.setQueueAttributes(r -> r.queueUrl(url)
                        .attributes(Map.of(QueueAttributeName.FIFO_QUEUE, "true"))));
        on.sqs.tagQueue(r -> r.queueUrl(url).tags(Map.of("team", "blue", "Team", "case")));
        on.sqs.untagQueue(r -> r.queueUrl(url).tagKeys("Team", "never"));
        assertEquals(Map.of("team", "blue"), on.sqs.listQueueTags(r -> r.queueUrl(url)).tags());
    }

    @Test
    void permissionsBecomeStatements() {
        String url = on.queue();
        on.sqs.addPermission(r -> r.queueUrl(url)
                .label("one").awsAccountIds("111122223333").actions("ReceiveMessage"));
        String policy = on.attribute(url, QueueAttributeName.POLICY);
        assertTrue(policy.contains("\"arn:aws:iam::111122223333:root\""), policy);
        assertTrue(policy.contains("\"SQS:ReceiveMessage\""), policy);
        assertTrue(policy.contains("\"" + on.arn(url) + "/SQSDefaultPolicy\""), policy);
        on.sqs.removePermission(r -> r.queueUrl(url).label("one"));
        assertEquals(null, on.attribute(url, QueueAttributeName.POLICY));
    }
}
