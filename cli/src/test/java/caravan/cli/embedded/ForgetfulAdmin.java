package caravan.cli.embedded;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.internals.KafkaFutureImpl;

/** A real cluster whose first answers to a question for offsets are an error of one's choice. */
final class ForgetfulAdmin {
    private final AtomicInteger asked = new AtomicInteger();
    private final int failures;
    private final RuntimeException failure;

    ForgetfulAdmin(int failures, RuntimeException failure) {
        this.failures = failures;
        this.failure = failure;
    }

    /** How often offsets were asked for. */
    int asked() {
        return asked.get();
    }

    Admin over(Admin real) {
        return (Admin) Proxy.newProxyInstance(
                Admin.class.getClassLoader(), new Class<?>[] {Admin.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("listOffsets") && asked.incrementAndGet() <= failures) {
                        return failed(((Map<?, ?>) arguments[0]).keySet());
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private ListOffsetsResult failed(Collection<?> partitions) {
        return new ListOffsetsResult(partitions.stream()
                .map(TopicPartition.class::cast)
                .collect(Collectors.toMap(partition -> partition, partition -> failedFuture())));
    }

    private KafkaFuture<ListOffsetsResultInfo> failedFuture() {
        KafkaFutureImpl<ListOffsetsResultInfo> future = new KafkaFutureImpl<>();
        future.completeExceptionally(failure);
        return future;
    }
}
