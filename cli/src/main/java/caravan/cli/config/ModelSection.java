package caravan.cli.config;

/**
 * Which base model answers, and on what.
 *
 * @param folder a Hugging Face model folder of Llama architecture, or {@value #POCKET} for the one that comes along
 * @param dtype how its weights and caches are held
 * @param device where it runs
 * @param threads threads of the engine, at least 1; one less than the cores leaves room for the broker
 */
public record ModelSection(String folder, Dtype dtype, Device device, int threads) {
    /** The word for the bundled model. */
    public static final String POCKET = "pocket";

    static final ModelSection DEFAULTS = new ModelSection(
            POCKET, Dtype.F32, Device.AUTO, Math.max(1, Runtime.getRuntime().availableProcessors()));

    public ModelSection {
        Rule.require(!folder.isBlank(), "folder must be 'pocket' or a model folder", "'" + folder + "'");
        Rule.require(threads >= 1, "threads must be at least 1", threads);
    }

    /** Number formats of weights and caches. */
    public enum Dtype {
        /** 32-bit floats. */
        F32,
        /** 16-bit floats with the range of 32-bit ones. */
        BF16
    }

    /** Where the model runs. */
    public enum Device {
        /** CUDA where it is found, else the processor. */
        AUTO,
        /** The processor. */
        CPU,
        /** The first CUDA device. */
        CUDA
    }
}
