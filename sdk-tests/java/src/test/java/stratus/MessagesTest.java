package stratus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.ResourceNotFoundException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/** The life of messages on standard, FIFO and dead-letter queues. */
class MessagesTest {
    private final Support on = new Support();

    @AfterEach
    void tidy() {
        on.close();
    }

    private static MessageAttributeValue text(String type, String value) {
        return MessageAttributeValue.builder().dataType(type).stringValue(value).build();
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private static List<String> bodies(List<Message> messages) {
        return messages.stream().map(Message::body).toList();
    }

    @Test
    void aMessageWithAttributesComesBackWhole() {
        String url = on.queue();
        String body = "žluťoučký 🐎 \"<&>\"\r\n\t";
        var attributes = Map.of(
                "text", text("String", "héllo"),
                "count", text("Number", "-12.5"),
                "raw", MessageAttributeValue.builder().dataType("Binary")
                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, 30, -1})).build());
        var sent = on.sqs.sendMessage(r -> r.queueUrl(url).messageBody(body).messageAttributes(attributes));
        Message got = on.collect(url, 1).get(0);
        assertEquals(sent.messageId(), got.messageId());
        assertEquals(body, got.body());
        assertEquals(sent.md5OfMessageAttributes(), got.md5OfMessageAttributes());
        assertEquals("héllo", got.messageAttributes().get("text").stringValue());
        assertEquals("-12.5", got.messageAttributes().get("count").stringValue());
        assertArrayEquals(
                new byte[] {0, 30, -1}, got.messageAttributes().get("raw").binaryValue().asByteArray());
        assertEquals("1", got.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
    }

    @Test
    void oneMebibytePassesAndOneByteMoreDoesNot() {
        String url = on.queue();
        String body = "x".repeat(1 << 20);
        on.sqs.sendMessage(r -> r.queueUrl(url).messageBody(body));
        assertEquals(body, on.collect(url, 1).get(0).body());
        var error = assertThrows(
                SqsException.class, () -> on.sqs.sendMessage(r -> r.queueUrl(url).messageBody(body + "x")));
        assertEquals("InvalidParameterValue", error.awsErrorDetails().errorCode());
        assertEquals(
                "One or more parameters are invalid. Reason: Message must be shorter than 1048576 bytes.",
                error.awsErrorDetails().errorMessage());
    }

    @Test
    void batchesSucceedAndFailInPart() {
        String url = on.queue(Support.unique(), Map.of("MaximumMessageSize", "1024"));
        var entries = IntStream.range(0, 10)
                .mapToObj(n -> entry("" + n, n == 9 ? "x".repeat(1025) : "m" + n)).toList();
        var sent = on.sqs.sendMessageBatch(r -> r.queueUrl(url).entries(entries));
        assertEquals(9, sent.successful().size());
        assertEquals(1, sent.failed().size());
        assertEquals("9", sent.failed().get(0).id());
        assertEquals("InvalidParameterValue", sent.failed().get(0).code());
        assertTrue(sent.failed().get(0).senderFault());
        var messages = on.collect(url, 9);
        var handles = IntStream.range(0, 9).mapToObj(n -> DeleteMessageBatchRequestEntry.builder()
                .id("" + n).receiptHandle(messages.get(n).receiptHandle()).build()).toList();
        assertEquals(9, on.sqs.deleteMessageBatch(r -> r.queueUrl(url).entries(handles)).successful().size());
        assertEquals(List.of(), on.receive(url, 10, 0));
    }

    @Test
    void refusedBatchesAreTyped() {
        String url = on.queue();
        var eleven = IntStream.range(0, 11).mapToObj(n -> entry("" + n, "x")).toList();
        var twice = List.of(entry("same", "x"), entry("same", "x"));
        var invalid = List.of(entry("not:valid", "x"));
        assertThrows(TooManyEntriesInBatchRequestException.class,
                () -> on.sqs.sendMessageBatch(r -> r.queueUrl(url).entries(eleven)));
        assertThrows(BatchEntryIdsNotDistinctException.class,
                () -> on.sqs.sendMessageBatch(r -> r.queueUrl(url).entries(twice)));
        assertThrows(InvalidBatchEntryIdException.class,
                () -> on.sqs.sendMessageBatch(r -> r.queueUrl(url).entries(invalid)));
        assertThrows(EmptyBatchRequestException.class,
                () -> on.sqs.sendMessageBatch(r -> r.queueUrl(url).entries(List.of())));
    }

    @Test
    void visibilityHidesAndReveals() {
        String url = on.queue();
        on.sqs.sendMessage(r -> r.queueUrl(url).messageBody("one"));
        Message first = on.collect(url, 1).get(0);
        assertEquals(List.of(), on.receive(url, 1, 0));
        on.sqs.changeMessageVisibility(
                r -> r.queueUrl(url).receiptHandle(first.receiptHandle()).visibilityTimeout(0));
        Message again = on.collect(url, 1).get(0);
        assertEquals(first.messageId(), again.messageId());
        assertEquals("2", again.attributes().get(MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT));
        on.sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(again.receiptHandle()));
        on.sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(again.receiptHandle()));
        assertThrows(ReceiptHandleIsInvalidException.class,
                () -> on.sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle("garbage")));
    }

    @Test
    void aLongPollIsWoken() {
        String url = on.queue();
        long start = System.nanoTime();
        var later = CompletableFuture.delayedExecutor(500, TimeUnit.MILLISECONDS);
        var sender = CompletableFuture.runAsync(
                () -> on.sqs.sendMessage(r -> r.queueUrl(url).messageBody("now")), later);
        assertEquals(List.of("now"), bodies(on.receive(url, 1, 20)));
        sender.join();
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        assertTrue(took.toMillis() > 400 && took.toSeconds() < 10, took.toString());
    }

    @Test
    void purgeEmptiesTheQueue() {
        String url = on.queue();
        on.sqs.sendMessage(r -> r.queueUrl(url).messageBody("gone"));
        on.sqs.purgeQueue(r -> r.queueUrl(url));
        assertEquals(List.of(), on.receive(url, 1, 1));
    }

    @Test
    void fifoKeepsOrderLocksGroupsAndDropsDuplicates() {
        String url = on.queue(
                Support.unique() + ".fifo", Map.of("FifoQueue", "true", "ContentBasedDeduplication", "true"));
        var numbers = List.of("a1", "b1", "a2").stream()
                .map(body -> on.sqs.sendMessage(r -> r.queueUrl(url)
                        .messageBody(body).messageGroupId(body.substring(0, 1))).sequenceNumber())
                .map(BigInteger::new).toList();
        assertEquals(numbers.stream().sorted().distinct().toList(), numbers);
        on.sqs.sendMessage(r -> r.queueUrl(url).messageBody("a1").messageGroupId("a"));
        Message first = on.collect(url, 1).get(0);
        assertEquals("a1", first.body());
        assertEquals("a", first.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID));
        assertEquals(List.of("b1"), bodies(on.receive(url, 10, 0)));
        on.sqs.deleteMessage(r -> r.queueUrl(url).receiptHandle(first.receiptHandle()));
        assertEquals(List.of("a2"), bodies(on.receive(url, 10, 2)));
        var error = assertThrows(
                SqsException.class, () -> on.sqs.sendMessage(r -> r.queueUrl(url).messageBody("x")));
        assertEquals("MissingParameter", error.awsErrorDetails().errorCode());
    }

    @Test
    void deadLettersGoAndAreMovedBack() {
        String dead = on.queue();
        String arn = on.arn(dead);
        String policy = "{\"deadLetterTargetArn\":\"" + arn + "\",\"maxReceiveCount\":1}";
        String source = on.queue(
                Support.unique(), Map.of("VisibilityTimeout", "0", "RedrivePolicy", policy));
        var sent = on.sqs.sendMessage(r -> r.queueUrl(source).messageBody("poison"));
        assertEquals(1, on.collect(source, 1).size());
        assertEquals(List.of(), on.receive(source, 1, 0));
        Message letter = on.collect(dead, 1).get(0);
        assertEquals(sent.messageId(), letter.messageId());
        assertEquals(
                on.arn(source), letter.attributes().get(MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN));
        on.sqs.changeMessageVisibility(
                r -> r.queueUrl(dead).receiptHandle(letter.receiptHandle()).visibilityTimeout(0));
        on.sqs.startMessageMoveTask(r -> r.sourceArn(arn));
        assertEquals(List.of("poison"), bodies(on.collect(source, 1)));
        var task = on.sqs.listMessageMoveTasks(r -> r.sourceArn(arn)).results().get(0);
        assertEquals(1L, task.approximateNumberOfMessagesToMove());
        assertThrows(ResourceNotFoundException.class,
                () -> on.sqs.startMessageMoveTask(r -> r.sourceArn(arn).destinationArn(arn + "-missing")));
    }
}
