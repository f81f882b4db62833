package caravan.bench.llama;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.jna.Native;
import com.sun.jna.NativeLibrary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;

/** The library, loaded from the folder of its npm package. */
public final class Llama {
    /** The version whose structures are laid out here; another one's may differ. */
    public static final String PACKAGE_VERSION = "3.22.1";

    private static final int LOG_LINES = 20;

    final LlamaLibrary library;
    private final Deque<String> lastLines = new ArrayDeque<>();
    /** Kept, since the native side holds no reference that Java's collector sees. */
    @SuppressWarnings("FieldCanBeLocal")
    private final LlamaLibrary.Log log = (level, text, data) -> remember(text);

    private Llama(LlamaLibrary library) {
        this.library = library;
        library.llama_log_set(log, null);
    }

    /**
     * Loads it.
     *
     * @param home of the package {@code @node-llama-cpp/linux-x64}
     * @param processor build for one kind of processor, such as {@code zen4}; empty for the library's own choice
     */
    public static Llama load(Path home, String processor) throws IOException {
        String version = new ObjectMapper()
                .readTree(home.resolve("package.json").toFile())
                .path("version")
                .asText();
        if (!version.equals(PACKAGE_VERSION)) {
            throw new IOException(home + ": the package's version must be " + PACKAGE_VERSION + ", was " + version);
        }
        Path folder = home.resolve("bins/linux-x64");
        // By full path and in the order of their dependencies, so that no other libraries of these names are taken.
        NativeLibrary.getInstance(only(folder, "libggml-base*"));
        NativeLibrary ggml = NativeLibrary.getInstance(only(folder, "libggml.v*"));
        if (processor.isEmpty()) {
            ggml.getFunction("ggml_backend_load_all_from_path").invokeVoid(new Object[] {folder.toString()});
        } else {
            ggml.getFunction("ggml_backend_load")
                    .invokePointer(new Object[] {only(folder, "libggml-cpu-" + processor + ".so")});
        }
        var llama = new Llama(Native.load(only(folder, "libllama.v*"), LlamaLibrary.class));
        llama.library.llama_backend_init();
        llama.requireLayout();
        return llama;
    }

    /** The instructions that this build uses on this machine. */
    public String systemInfo() {
        return library.llama_print_system_info().strip();
    }

    /** What it said last, for an error's sake. */
    synchronized String lastWords() {
        return String.join("", lastLines);
    }

    private synchronized void remember(String text) {
        lastLines.addLast(text);
        if (lastLines.size() > LOG_LINES) {
            lastLines.removeFirst();
        }
    }

    /** Defaults that are not where they should be betray a structure of another layout. */
    private void requireLayout() throws IOException {
        ContextParams context = library.llama_context_default_params();
        if (context.contextTokens != 512
                || context.batchTokens != 2048
                || context.microBatchTokens != 512
                || context.flashAttention != -1
                || context.keyType != LlamaSettings.CacheType.F16.code
                || context.valueType != LlamaSettings.CacheType.F16.code
                || context.samplerCount != 0
                || context.other != null) {
            throw new IOException("llama.cpp's context parameters are laid out otherwise than expected: " + context);
        }
    }

    private static String only(Path folder, String pattern) throws IOException {
        try (var found = Files.newDirectoryStream(folder, pattern)) {
            for (Path file : found) {
                return file.toAbsolutePath().toString();
            }
        }
        throw new IOException(folder + ": has no " + pattern);
    }
}
