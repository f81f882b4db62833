package caravan.bench.llama;

import com.sun.jna.Callback;
import com.sun.jna.Library;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Those functions of {@code llama.h} that are needed here, under their own names; release 0.5.0 of the library. */
@SuppressWarnings({"checkstyle:MethodName", "MethodName", "MemberName"}) // C's names
interface LlamaLibrary extends Library {
    /** Receives what the library has to say. */
    interface Log extends Callback {
        void say(int level, String text, @Nullable Pointer data);
    }

    void llama_log_set(Log log, @Nullable Pointer data);

    void llama_backend_init();

    String llama_print_system_info();

    ModelParams.ByValue llama_model_default_params();

    ContextParams.ByValue llama_context_default_params();

    @Nullable
    Pointer llama_model_load_from_file(String path, ModelParams.ByValue params);

    void llama_model_free(Pointer model);

    @Nullable
    Pointer llama_init_from_model(Pointer model, ContextParams.ByValue params);

    void llama_free(Pointer context);

    @Nullable
    Pointer llama_adapter_lora_init(Pointer model, String path);

    int llama_set_adapters_lora(Pointer context, Pointer[] adapters, long count, float[] scales);

    Pointer llama_get_memory(Pointer context);

    void llama_memory_clear(Pointer memory, boolean data);

    boolean llama_memory_seq_rm(Pointer memory, int sequence, int from, int to);

    void llama_memory_seq_cp(Pointer memory, int source, int target, int from, int to);

    int llama_decode(Pointer context, BatchStruct.ByValue batch);

    void llama_synchronize(Pointer context);

    @Nullable
    Pointer llama_get_logits_ith(Pointer context, int index);
}
