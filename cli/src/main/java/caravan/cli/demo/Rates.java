package caravan.cli.demo;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What a run costs, by which the next one is estimated.
 *
 * @param callsPerExample model calls, over both stages, for each finished example
 * @param tokensReadPerCall tokens computed before the first new one; what the prefix cache gives is not among them
 * @param tokensWrittenPerCall tokens generated
 * @param secondsPerExample wall time, start and training not counted
 * @param trainingSecondsPerPass wall time of the training for each example in each epoch, evaluation included
 */
public record Rates(
        double callsPerExample,
        double tokensReadPerCall,
        double tokensWrittenPerCall,
        double secondsPerExample,
        double trainingSecondsPerPass) {
    /** The bundled model in a run of 50 examples on two x86 cores that had other work as well: rather too high. */
    public static final Rates DEFAULTS = new Rates(1.7, 95, 130, 4.2, 0.26);

    private static final String FILE = "rates.json";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What the latest run in a data folder has measured. */
    public static Optional<Rates> measured(Path data) {
        Path file = data.resolve(FILE);
        try {
            return Files.exists(file)
                    ? Optional.of(JSON.readValue(Files.readAllBytes(file), Rates.class))
                    : Optional.empty();
        } catch (IOException e) {
            // An estimate need not fail over an old file.
            return Optional.empty();
        }
    }

    void write(Path data) throws IOException {
        Files.write(data.resolve(FILE), JSON.writeValueAsBytes(this));
    }
}
