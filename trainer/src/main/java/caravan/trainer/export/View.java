package caravan.trainer.export;

import caravan.trainer.dataset.SealedRow;
import caravan.trainer.dataset.SealedRow.Call;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.apache.avro.Schema;
import org.apache.avro.SchemaBuilder;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.generic.GenericRecordBuilder;

/** Which columns are written; each view is a configuration of the exported dataset. All have {@code id}. */
public enum View {
    /**
     * {@code messages}: a list of role and content, as chat templates take them. Templates end every answer, so those
     * that were not finished are marked.
     */
    MESSAGES {
        @Override
        Schema schema() {
            return Columns.MESSAGES;
        }

        @Override
        GenericRecord of(SealedRow row) {
            String asked = row.input().isEmpty() ? row.instruction() : row.instruction() + "\n\n" + row.input();
            return new GenericRecordBuilder(schema())
                    .set("id", row.id())
                    .set("messages", List.of(message("user", asked), message("assistant", row.answer())))
                    .set("finished", row.finished())
                    .build();
        }
    },
    /** {@code prompt} and {@code completion}, letter by letter what Caravan's own trainer reads. */
    PROMPT_COMPLETION {
        @Override
        Schema schema() {
            return Columns.PROMPT_COMPLETION;
        }

        @Override
        GenericRecord of(SealedRow row) {
            return new GenericRecordBuilder(schema())
                    .set("id", row.id())
                    .set("prompt", row.prompt())
                    .set("completion", row.completion())
                    .build();
        }
    },
    /** The texts, and where they came from. */
    PROVENANCE {
        @Override
        Schema schema() {
            return Columns.PROVENANCE;
        }

        @Override
        GenericRecord of(SealedRow row) {
            Optional<Call> call = row.lineage().call();
            return new GenericRecordBuilder(schema())
                    .set("id", row.id())
                    .set("instruction", row.instruction())
                    .set("input", row.input())
                    .set("answer", row.answer())
                    .set("finished", row.finished())
                    .set("principles", row.principles())
                    .set("principles_version", row.lineage().principlesVersion())
                    .set("source", row.lineage().source())
                    .set("run", row.lineage().run())
                    .set("round", row.lineage().round())
                    .set("parents", row.lineage().parents())
                    .set("model", row.lineage().model())
                    .set("call", call.map(Call::id).orElse(null))
                    .set("seed", call.map(Call::seed).orElse(null))
                    .set("temperature", call.map(Call::temperature).orElse(null))
                    .set("top_p", call.map(Call::topP).orElse(null))
                    .build();
        }
    };

    abstract Schema schema();

    abstract GenericRecord of(SealedRow row);

    /** Its name as a configuration. */
    public String configuration() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static GenericRecord message(String role, String content) {
        return new GenericRecordBuilder(Columns.MESSAGE)
                .set("role", role)
                .set("content", content)
                .build();
    }

    private static final class Columns {
        static final Schema MESSAGE = SchemaBuilder.record("message")
                .fields()
                .requiredString("role")
                .requiredString("content")
                .endRecord();
        static final Schema MESSAGES = SchemaBuilder.record("messages_row")
                .fields()
                .requiredString("id")
                .name("messages")
                .type(Schema.createArray(MESSAGE))
                .noDefault()
                .requiredBoolean("finished")
                .endRecord();
        static final Schema PROMPT_COMPLETION = SchemaBuilder.record("prompt_completion_row")
                .fields()
                .requiredString("id")
                .requiredString("prompt")
                .requiredString("completion")
                .endRecord();
        static final Schema PROVENANCE = SchemaBuilder.record("provenance_row")
                .fields()
                .requiredString("id")
                .requiredString("instruction")
                .requiredString("input")
                .requiredString("answer")
                .requiredBoolean("finished")
                .name("principles")
                .type(Schema.createArray(Schema.create(Schema.Type.INT)))
                .noDefault()
                .requiredString("principles_version")
                .requiredString("source")
                .requiredString("run")
                .requiredInt("round")
                .name("parents")
                .type(Schema.createArray(Schema.create(Schema.Type.STRING)))
                .noDefault()
                .requiredString("model")
                .optionalString("call")
                .optionalLong("seed")
                .optionalDouble("temperature")
                .optionalDouble("top_p")
                .endRecord();

        private Columns() {}
    }
}
