package caravan.trainer.export;

import java.util.Map;
import java.util.TreeMap;

/** The card's YAML, by which {@code datasets.load_dataset} finds the views' files and the Hub its filters. */
final class CardHead {
    private static final TreeMap<Long, String> SIZES = new TreeMap<>(Map.of(
            0L, "n<1K",
            1_000L, "1K<n<10K",
            10_000L, "10K<n<100K",
            100_000L, "100K<n<1M",
            1_000_000L, "1M<n<10M",
            10_000_000L, "10M<n<100M"));

    private CardHead() {}

    static String of(ExportSettings settings, long examples) {
        StringBuilder yaml = new StringBuilder("---\n");
        // A quoted scalar of YAML is one of JSON, for which only these two need care: names are one line.
        yaml.append("pretty_name: \"")
                .append(settings.name().replace("\\", "\\\\").replace("\"", "\\\""))
                .append("\"\n");
        yaml.append("license: ").append(settings.licence()).append('\n');
        yaml.append("task_categories:\n- text-generation\n");
        yaml.append("size_categories:\n- ")
                .append(SIZES.floorEntry(examples).getValue())
                .append('\n');
        yaml.append("tags:\n- synthetic\n- instruction-tuning\n- self-align\n- caravan\n");
        yaml.append("configs:\n");
        for (View view : View.values()) {
            yaml.append("- config_name: ").append(view.configuration()).append('\n');
            if (view == View.MESSAGES) {
                yaml.append("  default: true\n");
            }
            yaml.append("  data_files:\n  - split: train\n    path: data/")
                    .append(view.configuration())
                    .append("/train-*.")
                    .append(settings.format().written().get(0).suffix())
                    .append('\n');
        }
        return yaml.append("---\n").toString();
    }
}
