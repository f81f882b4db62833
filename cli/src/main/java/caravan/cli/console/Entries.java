package caravan.cli.console;

import caravan.cli.audit.PathReader;
import caravan.schemas.EngravingExample;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.ModelCall;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Prompt;
import caravan.schemas.Rejection;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Makes entries of records. */
final class Entries {
    private static final String EXCEPTION = "__streams.errors.exception";
    private static final String MESSAGE = "__streams.errors.message";

    private Entries() {}

    /** The entry of a record that people look for; empty for the others. */
    static Optional<Entry> of(long number, ConsumerRecord<String, byte[]> record, Optional<SpecificRecord> value) {
        Optional<String> buried = PathReader.deadLetterOf(record);
        if (buried.isPresent()) {
            String why = header(record, EXCEPTION) + ": " + header(record, MESSAGE);
            String id = record.key() == null ? "" : record.key();
            return Optional.of(
                    new Entry(number, "dead-letter", id, "", record.timestamp(), buried.get(), why, "", "", ""));
        }
        return value.flatMap(known -> of(number, record.timestamp(), known));
    }

    private static Optional<Entry> of(long number, long at, SpecificRecord value) {
        if (value instanceof Prompt prompt) {
            String subject = prompt.getRedTeamTopic().map(topic -> topic + ": ").orElse("");
            return Optional.of(entry(
                    number, "prompt", prompt.getId(), at, prompt.getLineage(), subject + prompt.getInstruction()));
        } else if (value instanceof Instruction instruction) {
            String text = instruction.getInstruction() + "\n" + instruction.getInput();
            return Optional.of(
                    entry(number, "instruction", instruction.getId(), at, instruction.getLineage(), text.strip()));
        } else if (value instanceof PrincipledResponse response) {
            String text = response.getInstruction() + "\n→ " + response.getAnswer();
            return Optional.of(entry(number, "response", response.getId(), at, response.getLineage(), text));
        } else if (value instanceof EngravingExample example) {
            String text = example.getInstruction() + "\n→ " + example.getAnswer();
            return Optional.of(entry(number, "example", example.getId(), at, example.getLineage(), text));
        } else if (value instanceof Rejection rejection) {
            return Optional.of(new Entry(
                    number,
                    "rejection",
                    rejection.getId(),
                    rejection.getLineage().getRun(),
                    at,
                    rejection.getStep(),
                    rejection.getReason(),
                    model(rejection.getLineage()),
                    rejection.getLineage().getSource(),
                    rejection.getText().isEmpty() ? rejection.getDetail() : rejection.getText()));
        }
        return Optional.empty();
    }

    private static Entry entry(long number, String kind, String id, long at, Lineage lineage, String text) {
        return new Entry(
                number, kind, id, lineage.getRun(), at, "", "", model(lineage), lineage.getSource(), text.strip());
    }

    private static String model(Lineage lineage) {
        return lineage.getCall().map(ModelCall::getModel).orElse("");
    }

    private static String header(ConsumerRecord<String, byte[]> record, String name) {
        Header header = record.headers().lastHeader(name);
        String text = header == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
        return text.length() <= Entry.CHARS_MAX ? text : text.substring(0, Entry.CHARS_MAX) + "…";
    }
}
