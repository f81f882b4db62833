package caravan.principles.reading;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text file of the folder, with line feeds alone as line ends.
 *
 * @param file relative to the folder
 * @param text without a byte order mark
 */
record Source(String file, String text) {

    static Optional<Source> read(Path folder, String file, Problems problems) {
        try {
            byte[] bytes = Files.readAllBytes(folder.resolve(file));
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
            String unmarked = text.startsWith("\uFEFF") ? text.substring(1) : text;
            return Optional.of(new Source(file, unmarked.replace("\r\n", "\n").replace('\r', '\n')));
        } catch (NoSuchFileException e) {
            problems.add(file, 0, "file is missing");
        } catch (CharacterCodingException e) {
            problems.add(file, 0, "file is not UTF-8 text");
        } catch (IOException e) {
            problems.add(file, 0, "file cannot be read: " + e);
        }
        return Optional.empty();
    }

    List<String> lines() {
        return text.lines().toList();
    }

    /** The first line, at or after one, where the pattern is found; that line itself when it is in none. */
    int lineOf(Pattern part, int from) {
        List<String> lines = lines();
        for (int line = from; line <= lines.size(); line++) {
            if (part.matcher(lines.get(line - 1)).find()) {
                return line;
            }
        }
        return from;
    }
}
