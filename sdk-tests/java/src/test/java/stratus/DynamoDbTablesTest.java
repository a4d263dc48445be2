package stratus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.OperationType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** Tables by the client's own waiters, and their streams. */
class DynamoDbTablesTest {
    private final DynamoDbClient dynamodb = Support.configure(DynamoDbClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private final DynamoDbStreamsClient streams = Support.configure(DynamoDbStreamsClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private final String name = Support.unique();
    private TableDescription created;

    @BeforeEach
    void create() {
        created = dynamodb.createTable(r -> r.tableName(name)
                        .billingMode(BillingMode.PAY_PER_REQUEST)
                        .attributeDefinitions(a -> a.attributeName("id").attributeType(ScalarAttributeType.S))
                        .keySchema(k -> k.attributeName("id").keyType(KeyType.HASH))
                        .streamSpecification(s -> s.streamEnabled(true).streamViewType(StreamViewType.NEW_IMAGE)))
                .tableDescription();
        dynamodb.waiter().waitUntilTableExists(r -> r.tableName(name));
    }

    @AfterEach
    void delete() {
        dynamodb.deleteTable(r -> r.tableName(name));
        dynamodb.waiter().waitUntilTableNotExists(r -> r.tableName(name));
        dynamodb.close();
        streams.close();
    }

    @Test
    void aTableIsCreatedOnce() {
        assertEquals(TableStatus.CREATING, created.tableStatus());
        var table = dynamodb.describeTable(r -> r.tableName(name)).table();
        assertEquals(TableStatus.ACTIVE, table.tableStatus());
        assertEquals(created.tableId(), table.tableId());
        var error = assertThrows(ResourceInUseException.class, this::create);
        assertEquals("Table already exists: " + name, error.awsErrorDetails().errorMessage());
        assertTrue(dynamodb.listTablesPaginator(r -> r.limit(1)).tableNames().stream().anyMatch(name::equals));
    }

    @Test
    void aStreamTellsOfWrites() {
        dynamodb.putItem(r -> r.tableName(name).item(Map.of("id", AttributeValue.fromS("a"))));
        dynamodb.deleteItem(r -> r.tableName(name).key(Map.of("id", AttributeValue.fromS("a"))));
        String arn = created.latestStreamArn();
        var shards = streams.describeStream(r -> r.streamArn(arn)).streamDescription().shards();
        assertEquals(1, shards.size());
        String iterator = streams.getShardIterator(r -> r.streamArn(arn)
                        .shardId(shards.get(0).shardId())
                        .shardIteratorType(ShardIteratorType.TRIM_HORIZON))
                .shardIterator();
        var records = streams.getRecords(r -> r.shardIterator(iterator)).records();
        var names = records.stream().map(record -> record.eventName()).toList();
        assertEquals(List.of(OperationType.INSERT, OperationType.REMOVE), names);
        assertEquals(
                Map.of("id", AttributeValue.fromS("a")), records.get(0).dynamodb().newImage());
    }

    @Test
    void aMissingTableIsTyped() {
        String missing = Support.unique();
        var error = assertThrows(
                ResourceNotFoundException.class, () -> dynamodb.describeTable(r -> r.tableName(missing)));
        assertEquals(
                "Requested resource not found: Table: " + missing + " not found",
                error.awsErrorDetails().errorMessage());
    }
}
