package caravan.bench.llama;

import com.sun.jna.Pointer;

/** A context of llama.cpp with its key-value memory, and the sequences in it. */
public final class LlamaSession implements AutoCloseable {
    private static final int BATCH_TOKENS = 2048;

    private final LlamaLibrary library;
    private final Pointer context;
    private final LlamaBatch batch = new LlamaBatch(BATCH_TOKENS);
    private final float[] logits;

    /**
     * Opens one.
     *
     * @param sequences places for sequences
     * @param cells tokens that the memory holds in all; where memory is not unified each sequence has its share
     * @param threads for prefill and for decode
     * @param vocabulary of the model
     */
    public LlamaSession(
            LlamaModel model, LlamaSettings settings, int sequences, int cells, int threads, int vocabulary) {
        this.library = model.llama.library;
        this.logits = new float[vocabulary];
        ContextParams.ByValue params = library.llama_context_default_params();
        params.contextTokens = cells;
        params.batchTokens = BATCH_TOKENS;
        params.microBatchTokens = settings.microBatchTokens();
        params.sequencesMax = sequences;
        params.threads = threads;
        params.threadsBatch = threads;
        params.flashAttention = settings.flash() ? 1 : 0;
        params.keyType = settings.cacheType().code;
        params.valueType = settings.cacheType().code;
        params.unified = (byte) (settings.unified() ? 1 : 0);
        params.noPerformance = 1;
        Pointer opened = library.llama_init_from_model(model.pointer, params);
        if (opened == null) {
            throw new IllegalStateException("llama.cpp opens no context of %d sequences and %d cells with %s: %s"
                    .formatted(sequences, cells, settings, model.llama.lastWords()));
        }
        this.context = opened;
    }

    /** Puts an adapter under all sequences from now on. */
    public void use(LlamaAdapter adapter) {
        int answer = library.llama_set_adapters_lora(context, new Pointer[] {adapter.pointer}, 1, new float[] {1});
        if (answer != 0) {
            throw new IllegalStateException("llama.cpp takes no adapter: " + answer);
        }
    }

    /** Adds a token to the next step. */
    public void add(int token, int position, int sequence, boolean wanted) {
        if (batch.size() == BATCH_TOKENS) {
            throw new IllegalStateException("a step takes at most " + BATCH_TOKENS + " tokens");
        }
        batch.add(token, position, sequence, wanted);
    }

    /** Room that the next step has. */
    public int room() {
        return BATCH_TOKENS - batch.size();
    }

    /** Computes the tokens added since the last step. */
    public void step() {
        int answer = library.llama_decode(context, batch.struct());
        if (answer != 0) {
            throw new IllegalStateException(
                    "llama_decode of " + batch.size() + " tokens answered " + answer + ", which is not success");
        }
        library.llama_synchronize(context);
        batch.clear();
    }

    /** Adds tokens of one sequence and computes them, in as many steps as they need; wants the last one's logits. */
    public void prefill(int[] tokens, int sequence) {
        for (int i = 0; i < tokens.length; i++) {
            if (room() == 0) {
                step();
            }
            add(tokens[i], i, sequence, i == tokens.length - 1);
        }
        step();
    }

    /** Lets another sequence have the first tokens of a sequence too. */
    public void share(int source, int target) {
        library.llama_memory_seq_cp(library.llama_get_memory(context), source, target, -1, -1);
    }

    /** Forgets one sequence. */
    public void forget(int sequence) {
        library.llama_memory_seq_rm(library.llama_get_memory(context), sequence, -1, -1);
    }

    /** Forgets all sequences. */
    public void clear() {
        library.llama_memory_clear(library.llama_get_memory(context), false);
    }

    /** The logits after the step's token number {@code index}; valid until the next call. */
    public float[] logits(int index) {
        Pointer row = library.llama_get_logits_ith(context, index);
        if (row == null) {
            throw new IllegalStateException("no logits were wanted of token " + index + " of the step");
        }
        row.read(0, logits, 0, logits.length);
        return logits;
    }

    /** The likeliest token after the step's token number {@code index}. */
    public int likeliest(int index) {
        float[] row = logits(index);
        int best = 0;
        for (int i = 1; i < row.length; i++) {
            if (row[i] > row[best]) {
                best = i;
            }
        }
        return best;
    }

    @Override
    public void close() {
        library.llama_free(context);
    }
}
