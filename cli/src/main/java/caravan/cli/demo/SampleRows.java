package caravan.cli.demo;

import caravan.schemas.Dataset;
import caravan.schemas.DatasetFile;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.github.luben.zstd.ZstdInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Reads the first rows of a dataset from its files. */
final class SampleRows {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private SampleRows() {}

    static List<JsonNode> of(Dataset dataset, int rowsMax) throws IOException {
        List<JsonNode> rows = new ArrayList<>();
        for (DatasetFile file : dataset.getFiles()) {
            try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                    new ZstdInputStream(Files.newInputStream(path(file))), StandardCharsets.UTF_8))) {
                for (String line = lines.readLine(); line != null && rows.size() < rowsMax; line = lines.readLine()) {
                    rows.add(JSON.readTree(line));
                }
            }
        }
        return rows;
    }

    static Path path(DatasetFile file) {
        return Path.of(URI.create(file.getUri()));
    }
}
