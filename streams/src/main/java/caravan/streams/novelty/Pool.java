package caravan.streams.novelty;

import caravan.schemas.Candidate;
import caravan.schemas.Exemplar;
import caravan.schemas.Instruction;
import caravan.schemas.Way;
import caravan.streams.flow.Rules;
import caravan.streams.flow.Verdict;
import caravan.streams.flow.Whitespace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** All that a run has so far, in memory: held against every candidate, and drawn from. Not thread-safe. */
final class Pool {
    private final Rules rules;
    private final Map<String, Long> numberByContent = new HashMap<>();
    private final NearDuplicates texts = new NearDuplicates();
    private final List<Exemplar> seeds = new ArrayList<>();
    private final List<Exemplar> generated = new ArrayList<>();
    private final List<Exemplar> seedSubjects = new ArrayList<>();
    private final Map<String, List<Exemplar>> subjectsByType = new TreeMap<>();
    private long size;
    private String source = "";

    Pool(Rules rules) {
        this.rules = rules;
    }

    /** Why the candidate says nothing new, if it does not. */
    Optional<Verdict> judge(Candidate candidate) {
        Long same = numberByContent.get(contentOf(
                candidate.getWay(), candidate.getInstruction(), candidate.getInput(), typeAndTopic(candidate)));
        if (same != null) {
            return Optional.of(new Verdict("exact-duplicate", "says the same as number " + same + " of the pool"));
        }
        if (!isCompared(candidate.getWay())) {
            return Optional.empty();
        }
        return texts.find(Tokens.of(candidate.getInstruction()))
                .map(near -> new Verdict(
                        "near-duplicate",
                        "ROUGE-L with number " + near.label() + " of the pool is " + near.f() + ", must be at most "
                                + RougeL.THRESHOLD));
    }

    /** Takes a member in, as the next in order. */
    void add(Instruction member) {
        Exemplar exemplar = Exemplar.newBuilder()
                .setId(member.getId())
                .setInstruction(member.getInstruction())
                .setInput(member.getInput())
                .setRedTeamType(member.getRedTeamType().orElse(null))
                .setRedTeamTopic(member.getRedTeamTopic().orElse(null))
                .build();
        switch (member.getWay()) {
            case SEED -> {
                seeds.add(exemplar);
                source = member.getLineage().getSource();
            }
            case VANILLA, TOPIC_GUIDED -> generated.add(exemplar);
            case SUBJECT -> {
                subjectsByType
                        .computeIfAbsent(exemplar.getRedTeamType().orElse(""), type -> new ArrayList<>())
                        .add(exemplar);
                if (!exemplar.getInstruction().isEmpty()) {
                    seedSubjects.add(exemplar);
                }
            }
            case USER -> {}
        }
        numberByContent.putIfAbsent(
                contentOf(member.getWay(), member.getInstruction(), member.getInput(), typeAndTopic(exemplar)),
                member.getNumber());
        if (rules == Rules.IMPROVED || member.getWay() == Way.SEED || member.getWay() == Way.VANILLA) {
            texts.add(member.getNumber(), Tokens.of(member.getInstruction()));
        }
        size = Math.max(size, member.getNumber() + 1);
    }

    /** What people wrote is not; by the paper's rules, topic-guided instructions are not either. */
    private boolean isCompared(Way way) {
        return way == Way.VANILLA || (way == Way.TOPIC_GUIDED && rules == Rules.IMPROVED);
    }

    /** How many members it has: the next one's number. */
    long size() {
        return size;
    }

    /** The seed tasks. */
    List<Exemplar> seeds() {
        return seeds;
    }

    /** The generated instructions. */
    List<Exemplar> generated() {
        return generated;
    }

    /** The red-team subjects that came with a question. */
    List<Exemplar> seedSubjects() {
        return seedSubjects;
    }

    /** All red-team subjects by type, those that came with a question among them. */
    Map<String, List<Exemplar>> subjectsByType() {
        return subjectsByType;
    }

    /** The prompt source that its seeds came from. */
    String source() {
        return source;
    }

    /** By the paper's rules the subject alone tells topic-guided instructions apart. */
    private String contentOf(Way way, String instruction, String input, String typeAndTopic) {
        boolean isHint = way == Way.TOPIC_GUIDED && rules == Rules.PAPER;
        String said = way == Way.SUBJECT || isHint ? typeAndTopic : instruction + "\n" + input;
        return (way == Way.SUBJECT ? "subject " : isHint ? "hint " : "task ")
                + Whitespace.collapse(said).toLowerCase(Locale.ROOT);
    }

    private static String typeAndTopic(Candidate candidate) {
        return candidate.getRedTeamType().orElse("") + " "
                + candidate.getRedTeamTopic().orElse("");
    }

    private static String typeAndTopic(Exemplar exemplar) {
        return exemplar.getRedTeamType().orElse("") + " "
                + exemplar.getRedTeamTopic().orElse("");
    }
}
