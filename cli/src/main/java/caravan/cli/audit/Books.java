package caravan.cli.audit;

import caravan.schemas.Candidate;
import caravan.schemas.Completion;
import caravan.schemas.Dataset;
import caravan.schemas.Draw;
import caravan.schemas.DrawOutcome;
import caravan.schemas.EngravingExample;
import caravan.schemas.FinishReason;
import caravan.schemas.GenerationRequest;
import caravan.schemas.Instruction;
import caravan.schemas.Lineage;
import caravan.schemas.Model;
import caravan.schemas.PrincipledResponse;
import caravan.schemas.Prompt;
import caravan.schemas.Rejection;
import caravan.schemas.Way;
import caravan.streams.engrave.IdentityPairs;
import caravan.streams.flow.Clones;
import caravan.streams.flow.Replays;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/**
 * Adds up the path's records, in any order, to one ledger for each account. Which entry a record makes follows from the
 * ids alone: each outcome names what it was made from. Not thread-safe.
 */
public final class Books {
    private static final String REJECTED = "rejected";
    private static final String POOLED = "pool food";

    private final Map<Account, Ledger> ledgers = new EnumMap<>(Account.class);
    private final SortedMap<String, SortedMap<String, Long>> rejections = new TreeMap<>();
    /** For each id the candidates that are food, less the rejections by novelty. */
    private final Map<String, Integer> leftOver = new HashMap<>();

    /** Versions of the models that were entered. */
    private final Set<String> models = new HashSet<>();

    private final boolean isById;

    /** Empty books; {@code isById} finds single missing and doubled records, else only sums are kept. */
    public Books(boolean isById) {
        this.isById = isById;
        for (Account account : Account.values()) {
            ledgers.put(account, new Ledger(isById));
        }
    }

    /** The entries of an account. */
    public Ledger ledger(Account account) {
        return ledgers.computeIfAbsent(account, unknown -> new Ledger(isById));
    }

    /** Rejections by step and reason. */
    public SortedMap<String, SortedMap<String, Long>> rejections() {
        return rejections;
    }

    /** Enters a record of the path; those that are not part of a sum are passed over. */
    public void enter(SpecificRecord record) {
        if (record instanceof Prompt prompt) {
            ledger(Account.PROMPTS).in(prompt.getId());
        } else if (record instanceof Draw draw) {
            ledger(Account.DRAWS).in(draw.getId());
        } else if (record instanceof GenerationRequest request) {
            enterRequest(request);
        } else if (record instanceof Completion completion) {
            enterCompletion(completion);
        } else if (record instanceof DrawOutcome outcome) {
            enterOutcome(outcome);
        } else if (record instanceof Candidate candidate) {
            enterCandidate(candidate);
        } else if (record instanceof Instruction instruction) {
            enterInstruction(instruction);
        } else if (record instanceof PrincipledResponse response) {
            if (!Replays.isCopy(response.getLineage())) {
                ledger(Account.ALIGN_COMPLETIONS).out(parentOf(response.getLineage()), "responses");
            }
            ledger(Account.RESPONSES).in(response.getId());
        } else if (record instanceof EngravingExample example) {
            if (Clones.isOfClone(example.getLineage())) {
                ledger(Account.VERBOSE_COMPLETIONS).out(parentOf(example.getLineage()), "examples");
            } else if (!example.getLineage().getSource().equals(IdentityPairs.SOURCE)) {
                ledger(Account.RESPONSES).out(example.getId(), "examples");
            }
            ledger(Account.EXAMPLES).in(example.getId());
        } else if (record instanceof Dataset dataset) {
            ledger(Account.DATASETS).in(dataset.getId());
        } else if (record instanceof Model model && model.getDataset().isPresent()) {
            // Its record comes again when figures are added to it.
            if (models.add(model.getVersion())) {
                ledger(Account.DATASETS).out(model.getDataset().orElse(""), "models");
            }
        } else if (record instanceof Rejection rejection) {
            enterRejection(rejection);
        }
    }

    /** Enters an example that lies within a sealed dataset's ranges. */
    void enterSealed(EngravingExample example) {
        ledger(Account.EXAMPLES).out(example.getId(), "in datasets");
    }

    /** Enters a record that could not be processed and lies among the dead letters. */
    void enterDeadLetter(String topic, String id) {
        accountOf(topic).ifPresent(account -> ledger(account).out(id, "dead letters"));
    }

    private void enterInstruction(Instruction instruction) {
        if (Clones.isOfClone(instruction.getLineage())) {
            ledger(Account.VERBOSE_INSTRUCTIONS).in(instruction.getId());
            return;
        }
        if (!Replays.isCopy(instruction.getLineage())) {
            ledger(Account.CANDIDATES).out(instruction.getId(), "instructions");
        }
        ledger(Account.INSTRUCTIONS).in(instruction.getId());
    }

    private void enterRequest(GenerationRequest request) {
        String about = aboutOf(request);
        if (request.getStep().equals("instruct")) {
            ledger(Account.DRAWS).out(about, "requests");
            ledger(Account.INSTRUCT_REQUESTS).in(request.getRequestId());
        } else if (request.getStep().equals("align")) {
            if (request.getAttempt() == 0) {
                ledger(Account.INSTRUCTIONS).out(about, "requests");
            } else {
                ledger(Account.ALIGN_COMPLETIONS).out(parentOf(request.getLineage()), "asked again");
            }
            ledger(Account.ALIGN_REQUESTS).in(request.getRequestId());
        } else if (request.getStep().equals("verbose")) {
            ledger(Account.VERBOSE_INSTRUCTIONS).out(about, "requests");
            ledger(Account.VERBOSE_REQUESTS).in(request.getRequestId());
        }
    }

    private static String aboutOf(GenerationRequest request) {
        Object about = request.getAbout().orElse("");
        if (about instanceof Draw draw) {
            return draw.getId();
        }
        return about instanceof Instruction instruction ? instruction.getId() : "";
    }

    private void enterCompletion(Completion completion) {
        String id = completion.getRequestId();
        String outcome = completion.getFinishReason() == FinishReason.ERROR ? "errors" : "completions";
        switch (completion.getRequest().getStep()) {
            case "instruct" -> enterCompletion(id, outcome, Account.INSTRUCT_REQUESTS, Account.INSTRUCT_COMPLETIONS);
            case "verbose" -> enterCompletion(id, outcome, Account.VERBOSE_REQUESTS, Account.VERBOSE_COMPLETIONS);
            default -> enterCompletion(id, outcome, Account.ALIGN_REQUESTS, Account.ALIGN_COMPLETIONS);
        }
    }

    private void enterCompletion(String id, String outcome, Account requests, Account completions) {
        ledger(requests).out(id, outcome);
        ledger(completions).in(id);
    }

    private void enterOutcome(DrawOutcome outcome) {
        String request = parentOf(outcome.getLineage());
        ledger(Account.INSTRUCT_COMPLETIONS).out(request, outcome.getParsable() ? "parsed" : "unparsable");
        ledger(Account.ITEMS).in(request, outcome.getEmitted() + outcome.getRejected());
    }

    private void enterCandidate(Candidate candidate) {
        Lineage lineage = candidate.getLineage();
        // Nothing on the path made a copy.
        if (!Replays.isCopy(lineage)) {
            Account madeOf = isFromModel(lineage) ? Account.ITEMS : Account.PROMPTS;
            ledger(madeOf).out(parentOf(lineage), "candidates");
        }
        Ledger candidates = ledger(Account.CANDIDATES);
        candidates.in(candidate.getId());
        // Food of the pool goes no further, and no record says that it was eaten: it was if it was not rejected.
        boolean isFood = candidate.getWay() == Way.SEED || candidate.getWay() == Way.SUBJECT;
        if (isFood && settleFood(candidate.getId(), 1) > 0) {
            candidates.out(candidate.getId(), POOLED);
        }
    }

    private void enterRejection(Rejection rejection) {
        String step = rejection.getStep();
        rejections.computeIfAbsent(step, unknown -> new TreeMap<>()).merge(rejection.getReason(), 1L, Long::sum);
        switch (step) {
            case "instruct" -> enterInstructRejection(rejection);
            case "novelty" -> enterNoveltyRejection(rejection.getId());
            case "align" -> enterAlignRejection(rejection);
            case "verbose" -> enterVerboseRejection(rejection);
            case "engrave" -> ledger(Account.RESPONSES).out(rejection.getId(), REJECTED);
            case "trainer" -> ledger(Account.DATASETS).out(rejection.getId(), REJECTED);
            default -> {
                // produce: what was no prompt never came in.
            }
        }
    }

    /**
     * Candidates and rejections are read in any order, so whichever comes second settles what became of pool food. Sent
     * twice under one id, one is eaten and one rejected: of each id as many were eaten as were not rejected.
     */
    private void enterNoveltyRejection(String id) {
        ledger(Account.CANDIDATES).out(id, REJECTED);
        if (settleFood(id, -1) >= 0) {
            ledger(Account.CANDIDATES).takeBack(id, POOLED);
        }
    }

    /**
     * Adds a candidate (1) or a rejection (-1) of an id; how many candidates are left over, negative for rejections.
     */
    private int settleFood(String id, int change) {
        return Objects.requireNonNull(leftOver.merge(id, change, Integer::sum));
    }

    /** Stage 1 rejects prompts, whole completions (counted by their draw's outcome), and single items. */
    private void enterInstructRejection(Rejection rejection) {
        Lineage lineage = rejection.getLineage();
        if (!isFromModel(lineage)) {
            ledger(Account.PROMPTS).out(rejection.getId(), REJECTED);
        } else if (!rejection.getId().equals(parentOf(lineage))) {
            ledger(Account.ITEMS).out(parentOf(lineage), REJECTED);
        }
    }

    /** Stage 2 rejects completions, and instructions that are too long to be asked. */
    private void enterAlignRejection(Rejection rejection) {
        boolean isCompletion = rejection.getId().equals(parentOf(rejection.getLineage()));
        ledger(isCompletion ? Account.ALIGN_COMPLETIONS : Account.INSTRUCTIONS).out(rejection.getId(), REJECTED);
    }

    /** Stage 4 rejects completions, and instructions that are too long to be asked. */
    private void enterVerboseRejection(Rejection rejection) {
        boolean isCompletion = rejection.getId().equals(parentOf(rejection.getLineage()));
        ledger(isCompletion ? Account.VERBOSE_COMPLETIONS : Account.VERBOSE_INSTRUCTIONS)
                .out(rejection.getId(), REJECTED);
    }

    private static boolean isFromModel(Lineage lineage) {
        return lineage.getTimings().stream().anyMatch(timing -> timing.getStep().equals("generate"));
    }

    private static String parentOf(Lineage lineage) {
        return lineage.getParents().isEmpty() ? "" : lineage.getParents().get(0);
    }

    private static Optional<Account> accountOf(String topic) {
        return Arrays.stream(Account.values())
                .filter(account -> account.topic().equals(Optional.of(topic)))
                .findFirst();
    }
}
