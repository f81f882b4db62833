package caravan.streams.backlog;

import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.streams.processor.TaskId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says in the log what requests wait for, once a minute for each reason and task. */
final class Waits {
    private static final Logger LOG = LoggerFactory.getLogger(Waits.class);
    private static final long QUIET_MILLIS = 60_000;

    private final TaskId task;
    private final Map<String, Long> saidAt = new HashMap<>();

    Waits(TaskId task) {
        this.task = task;
    }

    void note(String reason, long nowMillis) {
        Long said = saidAt.get(reason);
        if (said == null || nowMillis - said > QUIET_MILLIS) {
            LOG.info("task {}: requests wait: {}", task, reason);
            saidAt.put(reason, nowMillis);
        }
    }
}
