package caravan.inference.djl;

import java.util.Arrays;
import java.util.Optional;

/** The architectures that {@code decoder.py} knows, and in what they differ. SmolLM, SmolLM2 and others are Llama. */
public enum Family {
    /** Llama 1 to 3.3. */
    LLAMA("LlamaForCausalLM", "llama", false, false),
    /** Mistral; a sliding window limits the context. */
    MISTRAL("MistralForCausalLM", "mistral", false, false),
    /** Qwen 2 and 2.5. */
    QWEN2("Qwen2ForCausalLM", "qwen2", true, false),
    /** Qwen 3, without experts. */
    QWEN3("Qwen3ForCausalLM", "qwen3", false, true),
    /** SmolLM 3. */
    SMOLLM3("SmolLM3ForCausalLM", "smollm3", false, false);

    /** Its name in {@code architectures} of a {@code config.json}. */
    final String architecture;

    /** Its {@code model_type}. */
    final String modelType;

    /** Whether queries, keys and values have biases. */
    final boolean biased;

    /** Whether each head's queries and keys are normed. */
    final boolean normed;

    Family(String architecture, String modelType, boolean biased, boolean normed) {
        this.architecture = architecture;
        this.modelType = modelType;
        this.biased = biased;
        this.normed = normed;
    }

    static Optional<Family> of(String architecture) {
        return Arrays.stream(values())
                .filter(family -> family.architecture.equals(architecture))
                .findFirst();
    }
}
