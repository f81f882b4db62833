package caravan.cli.console;

import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.ByteArrayOutputStream;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/** The files of the pages, read and compressed once: ours from this package's resources, libraries from their jars. */
final class Pages {
    private static final List<String> OURS = List.of(
            "index.html",
            "style.css",
            "app.js",
            "ui.js",
            "format.js",
            "state.js",
            "chart.js",
            "path.js",
            "throughput.js",
            "records.js",
            "lineage.js",
            "training.js",
            "compare.js",
            "sources.js",
            "vendor/htm.module.js");

    private static final Map<String, String> LIBRARIES = Map.of(
            "lib/preact.js", "preact/10.26.4/dist/preact.module.js",
            "lib/hooks.js", "preact/10.26.4/hooks/dist/hooks.module.js",
            "lib/echarts.js", "echarts/5.3.1/dist/echarts.esm.min.js");

    private static final Pattern IMPORT_MAP =
            Pattern.compile("<script type=\"importmap\">(.*?)</script>", Pattern.DOTALL);

    private final Map<String, File> files = new LinkedHashMap<>();
    private final String importMapHash;

    private static final class File {
        private final byte[] gzipped;
        private final String type;
        private final String tag;

        File(byte[] gzipped, String type, String tag) {
            this.gzipped = gzipped;
            this.type = type;
            this.tag = tag;
        }
    }

    private Pages() throws IOException {
        for (String name : OURS) {
            files.put("/" + name, file(name, resource(name)));
        }
        for (Map.Entry<String, String> library : LIBRARIES.entrySet()) {
            byte[] bytes = resource("/META-INF/resources/webjars/" + library.getValue());
            files.put("/" + library.getKey(), file(library.getKey(), bytes));
        }
        files.put("/", Optional.ofNullable(files.get("/index.html")).orElseThrow());
        String index = new String(resource("index.html"), StandardCharsets.UTF_8);
        Matcher map = IMPORT_MAP.matcher(index);
        if (!map.find()) {
            throw new IOException("index.html: has no import map");
        }
        importMapHash = hash(map.group(1).getBytes(StandardCharsets.UTF_8));
    }

    /**
     * All files.
     *
     * @throws IOException if one is not on the class path
     */
    static Pages read() throws IOException {
        return new Pages();
    }

    /** The hash by which a policy lets the one script through that stands in the page itself. */
    String importMapHash() {
        return importMapHash;
    }

    Iterable<String> paths() {
        return files.keySet();
    }

    void answer(Context context) {
        File file = Optional.ofNullable(files.get(context.path())).orElseThrow(NotFoundResponse::new);
        context.header("ETag", file.tag);
        context.header("Cache-Control", "no-cache");
        if (file.tag.equals(context.header("If-None-Match"))) {
            context.status(304);
            return;
        }
        // Every browser that knows modules knows this.
        context.header("Content-Encoding", "gzip");
        context.contentType(file.type);
        context.result(file.gzipped);
    }

    private static File file(String name, byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream zip = new GZIPOutputStream(zipped)) {
            zip.write(bytes);
        }
        String type = name.endsWith(".html") ? "text/html" : name.endsWith(".css") ? "text/css" : "text/javascript";
        return new File(zipped.toByteArray(), type + "; charset=utf-8", '"' + hash(bytes) + '"');
    }

    private static String hash(byte[] bytes) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static byte[] resource(String name) throws IOException {
        try (InputStream in = Pages.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new FileNotFoundException(name + ": is not on the class path");
            }
            return in.readAllBytes();
        }
    }
}
