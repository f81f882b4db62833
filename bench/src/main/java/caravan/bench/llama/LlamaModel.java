package caravan.bench.llama;

import com.sun.jna.Pointer;
import java.nio.file.Path;

/** A GGUF file, loaded. */
public final class LlamaModel implements AutoCloseable {
    final Llama llama;
    final Pointer pointer;

    private LlamaModel(Llama llama, Pointer pointer) {
        this.llama = llama;
        this.pointer = pointer;
    }

    /** Loads it. */
    public static LlamaModel open(Llama llama, Path gguf) {
        Pointer pointer =
                llama.library.llama_model_load_from_file(gguf.toString(), llama.library.llama_model_default_params());
        if (pointer == null) {
            throw new IllegalStateException(gguf + ": llama.cpp does not load it: " + llama.lastWords());
        }
        return new LlamaModel(llama, pointer);
    }

    /** Loads an adapter, which the model owns. */
    public LlamaAdapter adapter(Path gguf) {
        Pointer adapter = llama.library.llama_adapter_lora_init(pointer, gguf.toString());
        if (adapter == null) {
            throw new IllegalStateException(gguf + ": llama.cpp does not load it: " + llama.lastWords());
        }
        return new LlamaAdapter(adapter);
    }

    @Override
    public void close() {
        llama.library.llama_model_free(pointer);
    }
}
