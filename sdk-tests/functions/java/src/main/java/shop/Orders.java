package shop;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.SQSBatchResponse;
import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import java.util.ArrayList;
import java.util.List;

/** Orders of a queue, and one order alone. */
public class Orders implements RequestHandler<SQSEvent, SQSBatchResponse> {
    public static class Total {
        public String order;
        public int cents;
        public String function;

        public String getOrder() { return order; }
        public int getCents() { return cents; }
        public String getFunction() { return function; }
    }

    public static class Line {
        private String order;
        private int count;
        private int price;

        public void setOrder(String order) { this.order = order; }
        public void setCount(int count) { this.count = count; }
        public void setPrice(int price) { this.price = price; }
    }

    @Override
    public SQSBatchResponse handleRequest(SQSEvent event, Context context) {
        List<SQSBatchResponse.BatchItemFailure> failed = new ArrayList<>();
        for (SQSEvent.SQSMessage message : event.getRecords()) {
            context.getLogger().log("message " + message.getBody());
            if (message.getBody().contains("broken")) {
                failed.add(new SQSBatchResponse.BatchItemFailure(message.getMessageId()));
            }
        }
        return new SQSBatchResponse(failed);
    }

    /** A method without an interface, with objects of its own. */
    public Total total(Line line, Context context) {
        if (line.count < 0) {
            throw new IllegalArgumentException("a count below zero");
        }
        System.out.println("adding up " + line.order);
        Total total = new Total();
        total.order = line.order;
        total.cents = line.count * line.price;
        total.function = context.getFunctionName();
        return total;
    }
}
