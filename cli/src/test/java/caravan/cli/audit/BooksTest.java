package caravan.cli.audit;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.schemas.Candidate;
import caravan.schemas.EngravingExample;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Rejection;
import caravan.schemas.RequestKind;
import caravan.schemas.Sampling;
import caravan.schemas.Way;
import caravan.schemas.wire.TrustedRecords;
import caravan.streams.engrave.IdentityPairs;
import java.util.List;
import org.junit.jupiter.api.Test;

class BooksTest {
    static {
        TrustedRecords.trust();
    }

    private final Books books = new Books(true);

    private static Lineage lineage(String source, String... parents) {
        return Lineage.newBuilder()
                .setRun("run-1")
                .setSource(source)
                .setPrinciples("p")
                .setParents(List.of(parents))
                .setTimings(List.of())
                .build();
    }

    private static Instruction instruction() {
        return Instruction.newBuilder()
                .setId("i")
                .setNumber(0)
                .setWay(Way.USER)
                .setInstruction("Name a river")
                .setLineage(lineage("file"))
                .build();
    }

    private static GenerationRequest request(String id, int attempt, String parent) {
        return GenerationRequest.newBuilder()
                .setRequestId(id)
                .setStep("align")
                .setAlias("base")
                .setKind(RequestKind.GENERATE)
                .setText("")
                .setSampling(new Sampling(1.0, 1.0, 8, List.of()))
                .setSeed(1)
                .setSampleNumber(0)
                .setAttempt(attempt)
                .setAbout(instruction())
                .setLineage(lineage("file", parent, "i"))
                .build();
    }

    private static Rejection rejection(String id, String... parents) {
        return Rejection.newBuilder()
                .setId(id)
                .setStep("align")
                .setReason("some-reason")
                .setDetail("")
                .setText("")
                .setLineage(lineage("file", parents))
                .build();
    }

    @Test
    void takesASecondAskingForWhatBecameOfTheFirstAnswer() {
        books.enter(instruction());
        books.enter(request("r0", 0, "i"));
        books.ledger(Account.ALIGN_COMPLETIONS).in("r0");
        books.enter(request("r1", 1, "r0"));
        books.ledger(Account.ALIGN_COMPLETIONS).in("r1");
        books.enter(rejection("r1", "r1", "r0", "i"));

        assertThat(books.ledger(Account.INSTRUCTIONS).pending()).isZero();
        assertThat(books.ledger(Account.INSTRUCTIONS).surplus()).isZero();
        assertThat(books.ledger(Account.ALIGN_COMPLETIONS).pending()).isZero();
        assertThat(books.ledger(Account.ALIGN_COMPLETIONS).outcomes())
                .containsEntry("asked again", 1L)
                .containsEntry("rejected", 1L);
    }

    @Test
    void takesAnInstructionThatIsTooLongForRejectedBeforeItWasAsked() {
        books.enter(instruction());
        books.enter(rejection("i"));

        assertThat(books.ledger(Account.INSTRUCTIONS).outcomes()).containsEntry("rejected", 1L);
        assertThat(books.ledger(Account.ALIGN_COMPLETIONS).surplus()).isZero();
    }

    @Test
    void aSeedThatWasSentTwiceIsEatenOnceAndRejectedOnceInWhateverOrderTheyAreRead() {
        books.enter(seed("s"));
        books.enter(notNew("s"));
        books.enter(seed("s"));
        books.enter(notNew("t"));
        books.enter(seed("t"));
        books.enter(seed("t"));

        assertThat(books.ledger(Account.CANDIDATES).pending()).isZero();
        assertThat(books.ledger(Account.CANDIDATES).surplus()).isZero();
        assertThat(books.ledger(Account.CANDIDATES).outcomes())
                .containsEntry("pool food", 2L)
                .containsEntry("rejected", 2L);
    }

    private static Candidate seed(String id) {
        return Candidate.newBuilder()
                .setId(id)
                .setWay(Way.SEED)
                .setInstruction("Why is the sky blue?")
                .setInput("")
                .setLineage(lineage("file", id))
                .build();
    }

    private static Rejection notNew(String id) {
        return Rejection.newBuilder(rejection(id)).setStep("novelty").build();
    }

    @Test
    void takesIdentityPairsForGivenAndNotMadeOfAResponse() {
        books.enter(EngravingExample.newBuilder()
                .setId("e")
                .setInstruction("Who are you?")
                .setAnswer("A program")
                .setPrompt("")
                .setCompletion("")
                .setFinished(true)
                .setPrinciples(List.of())
                .setLineage(lineage(IdentityPairs.SOURCE))
                .build());

        assertThat(books.ledger(Account.EXAMPLES).ins()).isEqualTo(1);
        assertThat(books.ledger(Account.RESPONSES).surplus()).isZero();
    }
}
