package caravan.cli.console;

import caravan.cli.view.Progress;
import caravan.cli.view.StepRow;
import java.util.LinkedHashMap;
import java.util.Map;

/** Names the counters and gauges that the console shows, and reads them. */
final class Meters {
    private Meters() {}

    /** What only grows while a process lives. */
    static Map<String, Double> counters(Reading reading, Progress progress) {
        Map<String, Double> counters = new LinkedHashMap<>();
        counters.put("prefill", reading.sum("caravan_model_tokens_total", "kind=\"prefill\""));
        counters.put("decode", reading.sum("caravan_model_tokens_total", "kind=\"decode\""));
        counters.put("cached", reading.sum("caravan_model_tokens_total", "kind=\"cached\""));
        counters.put("batchRows", reading.sum("caravan_engine_batch_sum"));
        counters.put("batches", reading.sum("caravan_engine_batch_count"));
        counters.put("prefixHits", reading.sum("caravan_engine_prefix_total", "result=\"hit\""));
        counters.put(
                "prefixCalls",
                reading.sum("caravan_engine_prefix_total", "result=\"hit\"")
                        + reading.sum("caravan_engine_prefix_total", "result=\"miss\""));
        counters.put("firstTokenSeconds", reading.sum("caravan_engine_first_token_seconds_sum"));
        counters.put("firstTokens", reading.sum("caravan_engine_first_token_seconds_count"));
        long rejected = 0;
        for (StepRow row : progress.rows()) {
            counters.put("out." + row.step(), (double) row.out());
            rejected += row.rejected();
        }
        counters.put("rejected", (double) rejected);
        return counters;
    }

    /** What goes up and down. */
    static Map<String, Double> gauges(Reading reading) {
        Map<String, Double> gauges = new LinkedHashMap<>();
        gauges.put("inFlight", reading.sum("caravan_generate_in_flight"));
        gauges.put("pending", reading.sum("caravan_generate_pending"));
        gauges.put("running", reading.sum("caravan_model_running"));
        gauges.put("queued", reading.sum("caravan_model_waiting"));
        gauges.put("circuitOpen", reading.sum("caravan_generate_circuit_open"));
        gauges.put("outOfOrder", reading.sum("caravan_generate_models_out_of_order"));
        gauges.put("cacheBytes", reading.sum("caravan_engine_cache_bytes"));
        gauges.put("cacheBytesMax", reading.sum("caravan_engine_cache_bytes_max"));
        gauges.put("prefixes", reading.sum("caravan_engine_prefixes"));
        return gauges;
    }
}
