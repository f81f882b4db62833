package caravan.inference.openai;

import caravan.inference.GenerationCall.SharedPrefix;
import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;
import caravan.inference.SamplingParams;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Whose software a server is, as far as it takes more than the common fields. */
enum Dialect {
    /** Shares prefixes by itself where its operator lets it, and says how many tokens it had. */
    VLLM,
    /** Shares what one slot had before, if asked. */
    LLAMA_CPP,
    /** Routes calls with the same key to the same cache. */
    OPENAI,
    /** Ours keeps what it is told to. */
    CARAVAN,
    /** Common fields only. */
    OTHER;

    /** A field of {@code caravan serve}: so many first characters (UTF-16) of the prompt will come again. */
    static final String SHARED_PREFIX_CHARS = "shared_prefix_chars";

    static Dialect of(String ownedBy) {
        return switch (ownedBy) {
            case "vllm" -> VLLM;
            case "llamacpp" -> LLAMA_CPP;
            case "openai", "system" -> OPENAI;
            case "caravan" -> CARAVAN;
            default -> OTHER;
        };
    }

    /** Whether it echoes a prompt with the log-probabilities of its tokens. */
    boolean scores() {
        return this == CARAVAN || this == VLLM;
    }

    /**
     * Makes sure that a server of this kind can draw as asked.
     *
     * @throws ModelException of kind BAD_CALL if it would draw otherwise
     */
    void require(SamplingParams sampling) {
        boolean isCommon = sampling.topK() == 0
                && sampling.minP() == 0
                && sampling.penalties().repetition() == 1
                && sampling.stopTokens().isEmpty();
        boolean isKnown = this == CARAVAN
                || this == VLLM
                || (this == LLAMA_CPP && sampling.stopTokens().isEmpty());
        boolean isHere = !sampling.reproducible() && sampling.penalties().noRepeatNgram() == 0;
        if (!isHere || (!isCommon && !isKnown)) {
            throw new ModelException(
                    Kind.BAD_CALL, "unsupported-sampling", "a server of kind " + this + " cannot draw by " + sampling);
        }
    }

    /** What goes beyond OpenAI's fields, where it is asked for. */
    void writeExtras(ObjectNode request, SamplingParams sampling) {
        if (sampling.topK() != 0) {
            request.put("top_k", sampling.topK());
        }
        if (sampling.minP() != 0) {
            request.put("min_p", sampling.minP());
        }
        if (sampling.penalties().repetition() != 1) {
            String name = this == LLAMA_CPP ? "repeat_penalty" : "repetition_penalty";
            request.put(name, sampling.penalties().repetition());
        }
        if (!sampling.stopTokens().isEmpty()) {
            sampling.stopTokens().forEach(request.putArray("stop_token_ids")::add);
        }
    }

    /** Says that a prefix will come again. */
    void shareOf(ObjectNode request, SharedPrefix prefix) {
        switch (this) {
            case LLAMA_CPP -> request.put("cache_prompt", true);
            case OPENAI -> request.put("prompt_cache_key", prefix.hash());
            case CARAVAN -> request.put(SHARED_PREFIX_CHARS, prefix.text().length());
            case VLLM, OTHER -> {}
        }
    }
}
