package caravan.bench.llama;

import com.sun.jna.Pointer;

/** A LoRA adapter, loaded beside its model and freed with it. */
public final class LlamaAdapter {
    final Pointer pointer;

    LlamaAdapter(Pointer pointer) {
        this.pointer = pointer;
    }
}
