package stratus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbEnhancedClient;
import software.amazon.awssdk.enhanced.dynamodb.DynamoDbTable;
import software.amazon.awssdk.enhanced.dynamodb.Expression;
import software.amazon.awssdk.enhanced.dynamodb.Key;
import software.amazon.awssdk.enhanced.dynamodb.TableSchema;
import software.amazon.awssdk.enhanced.dynamodb.extensions.annotations.DynamoDbVersionAttribute;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbBean;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSecondaryPartitionKey;
import software.amazon.awssdk.enhanced.dynamodb.mapper.annotations.DynamoDbSortKey;
import software.amazon.awssdk.enhanced.dynamodb.model.BatchGetItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.BatchWriteItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.PutItemEnhancedRequest;
import software.amazon.awssdk.enhanced.dynamodb.model.QueryConditional;
import software.amazon.awssdk.enhanced.dynamodb.model.ReadBatch;
import software.amazon.awssdk.enhanced.dynamodb.model.WriteBatch;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ProjectionType;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/** Items as beans: the enhanced client makes the table, its index and the expressions by itself. */
class DynamoDbEnhancedTest {
    private final DynamoDbClient plain = Support.configure(DynamoDbClient.builder())
            .httpClientBuilder(UrlConnectionHttpClient.builder())
            .build();
    private final DynamoDbEnhancedClient enhanced =
            DynamoDbEnhancedClient.builder().dynamoDbClient(plain).build();
    private final DynamoDbTable<Order> orders =
            enhanced.table(Support.unique(), TableSchema.fromBean(Order.class));

    /** An order of a customer, with a version that the client keeps. */
    @DynamoDbBean
    public static class Order {
        private String customer;
        private Integer number;
        private String state;
        private Set<String> tags;
        private List<String> lines;
        private Map<String, Integer> counts;
        private Long version;

        @DynamoDbPartitionKey
        public String getCustomer() {
            return customer;
        }

        public void setCustomer(String customer) {
            this.customer = customer;
        }

        @DynamoDbSortKey
        public Integer getNumber() {
            return number;
        }

        public void setNumber(Integer number) {
            this.number = number;
        }

        @DynamoDbSecondaryPartitionKey(indexNames = "by-state")
        public String getState() {
            return state;
        }

        public void setState(String state) {
            this.state = state;
        }

        public Set<String> getTags() {
            return tags;
        }

        public void setTags(Set<String> tags) {
            this.tags = tags;
        }

        public List<String> getLines() {
            return lines;
        }

        public void setLines(List<String> lines) {
            this.lines = lines;
        }

        public Map<String, Integer> getCounts() {
            return counts;
        }

        public void setCounts(Map<String, Integer> counts) {
            this.counts = counts;
        }

        @DynamoDbVersionAttribute
        public Long getVersion() {
            return version;
        }

        public void setVersion(Long version) {
            this.version = version;
        }
    }

    @BeforeEach
    void create() {
        orders.createTable(t -> t.globalSecondaryIndices(
                i -> i.indexName("by-state").projection(p -> p.projectionType(ProjectionType.ALL))));
        plain.waiter().waitUntilTableExists(r -> r.tableName(orders.tableName()));
    }

    @AfterEach
    void delete() {
        orders.deleteTable();
        plain.close();
    }

    private static Order order(String customer, int number, String state) {
        var order = new Order();
        order.setCustomer(customer);
        order.setNumber(number);
        order.setState(state);
        return order;
    }

    private static Key key(String customer, int number) {
        return Key.builder().partitionValue(customer).sortValue(number).build();
    }

    @Test
    void beansComeBackAsTheyWere() {
        var made = order("ann", 1, "open");
        made.setTags(Set.of("a", "b"));
        made.setLines(List.of("pen", ""));
        made.setCounts(Map.of("pen", 2));
        orders.putItem(made);
        var found = orders.getItem(r -> r.key(key("ann", 1)).consistentRead(true));
        assertEquals(made.getTags(), found.getTags());
        assertEquals(made.getLines(), found.getLines());
        assertEquals(made.getCounts(), found.getCounts());
        assertNull(orders.getItem(key("ann", 2)));
    }

    @Test
    void aVersionThatIsNotTheLastIsRefused() {
        orders.putItem(order("bob", 1, "open"));
        var first = orders.getItem(key("bob", 1));
        var second = orders.getItem(key("bob", 1));
        first.setState("paid");
        var after = orders.updateItem(first);
        assertEquals("paid", after.getState());
        second.setState("gone");
        assertThrows(ConditionalCheckFailedException.class, () -> orders.updateItem(second));
        assertThrows(
                ConditionalCheckFailedException.class,
                () -> orders.putItem(PutItemEnhancedRequest.builder(Order.class)
                        .item(order("bob", 2, "open"))
                        .conditionExpression(Expression.builder()
                                .expression("attribute_exists(customer)")
                                .build())
                        .build()));
    }

    @Test
    void queriesPageThroughTableAndIndex() {
        // Batches have no conditions, so the client that writes them keeps no versions.
        var careless = DynamoDbEnhancedClient.builder()
                .dynamoDbClient(plain)
                .extensions(List.of())
                .build();
        var same = careless.table(orders.tableName(), orders.tableSchema());
        var batch = WriteBatch.builder(Order.class).mappedTableResource(same);
        for (int number = 0; number < 20; number++) {
            batch.addPutItem(order("eve", number, number % 2 == 0 ? "even" : "odd"));
        }
        var left = careless.batchWriteItem(
                BatchWriteItemEnhancedRequest.builder().writeBatches(batch.build()).build());
        assertEquals(0, left.unprocessedPutItemsForTable(same).size());
        var some = QueryConditional.sortBetween(key("eve", 5), key("eve", 14));
        var filter = Expression.builder()
                .expression("#s = :s")
                .expressionNames(Map.of("#s", "state"))
                .expressionValues(Map.of(":s", AttributeValue.fromS("odd")))
                .build();
        var numbers = orders.query(r -> r.queryConditional(some).filterExpression(filter).limit(3)).items().stream()
                .map(Order::getNumber)
                .toList();
        assertEquals(List.of(5, 7, 9, 11, 13), numbers);
        var even = QueryConditional.keyEqualTo(k -> k.partitionValue("even"));
        assertEquals(
                10,
                orders.index("by-state").query(even).stream()
                        .mapToInt(page -> page.items().size())
                        .sum());
        var read = ReadBatch.builder(Order.class)
                .mappedTableResource(orders)
                .addGetItem(key("eve", 1))
                .addGetItem(key("eve", 99))
                .build();
        var found = enhanced.batchGetItem(BatchGetItemEnhancedRequest.builder().readBatches(read).build());
        assertEquals(1, found.resultsForTable(orders).stream().count());
    }

    @Test
    void aTransactionIsWholeOrSaysWhyNot() {
        orders.putItem(order("tom", 1, "open"));
        var exists = Expression.builder().expression("attribute_exists(customer)").build();
        var cancelled = assertThrows(
                TransactionCanceledException.class,
                () -> enhanced.transactWriteItems(t -> t.addDeleteItem(orders, key("tom", 1))
                        .addConditionCheck(
                                orders, c -> c.key(key("tom", 9)).conditionExpression(exists))));
        assertEquals(
                List.of("None", "ConditionalCheckFailed"),
                cancelled.cancellationReasons().stream().map(r -> r.code()).toList());
        assertEquals("open", orders.getItem(key("tom", 1)).getState());
    }
}
