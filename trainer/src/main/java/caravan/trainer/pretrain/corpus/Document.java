package caravan.trainer.pretrain.corpus;

import java.util.List;

/**
 * A text to learn from: a prefix, and one or more branches that each go on from it and do not see each other. Nothing
 * of the prefix is learned; it is read.
 *
 * @param kind what it teaches
 * @param prefix may be empty
 * @param branches at least one
 */
public record Document(Kind kind, String prefix, List<Branch> branches) {
    public Document {
        branches = List.copyOf(branches);
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("a document must have a branch, of kind " + kind);
        }
    }

    /** A document of one branch. */
    static Document of(Kind kind, String prefix, String shown, String learned) {
        return new Document(kind, prefix, List.of(new Branch(shown, learned)));
    }

    /** The whole text of a document of one branch. */
    public String text() {
        return prefix + branches.get(0).shown() + branches.get(0).learned();
    }

    /**
     * What goes on from the prefix.
     *
     * @param shown read, not learned
     * @param learned predicted token by token
     */
    public record Branch(String shown, String learned) {}

    /** What documents teach. */
    public enum Kind {
        /** Numbered tasks. */
        TASKS,
        /** Subjects of a red-team type. */
        SUBJECTS,
        /** Red-team questions that follow hints. */
        QUESTIONS,
        /** Answers under rules, with thoughts. */
        PRINCIPLED,
        /** Answers under the rules and exemplars of the principles folder itself. */
        CONSTITUTION,
        /** Answers without rules. */
        PLAIN,
        /** Words and their meanings. */
        GLOSSES
    }
}
