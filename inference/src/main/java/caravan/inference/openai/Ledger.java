package caravan.inference.openai;

import caravan.inference.ModelException;
import caravan.inference.ModelException.Kind;

/**
 * Keeps the account, and holds calls back when it is used up. What calls in flight may come to is set aside, so that a
 * bound is not overrun by as many calls as are sent at once. Thread-safe.
 */
final class Ledger {
    /** Where a tokenizer is not at hand; English texts have about four characters to a token. */
    private static final int CHARACTERS_A_TOKEN = 4;

    private final Spending spending;
    private Account account = Account.EMPTY;
    private long tokensAside;
    private double costAside;

    Ledger(Spending spending) {
        this.spending = spending;
    }

    synchronized Account account() {
        return account;
    }

    /** The most that a call comes to, by its texts' length and its token limit. */
    static Usage atMost(int characters, int maxTokens) {
        return new Usage(characters / CHARACTERS_A_TOKEN + 1, 0, maxTokens);
    }

    /**
     * Sets aside what a call may come to.
     *
     * @throws ModelException of kind UNAVAILABLE when that would go beyond a bound
     */
    synchronized void setAside(Usage most) {
        long tokens = account.tokens() + tokensAside + most.promptTokens() + most.completionTokens();
        if (spending.tokensMax().isPresent() && tokens > spending.tokensMax().get()) {
            throw new ModelException(
                    Kind.UNAVAILABLE,
                    "budget-spent",
                    "tokens-max is %d; %d are spent, %d set aside for calls under way, and the next call may take %d"
                            .formatted(
                                    spending.tokensMax().get(),
                                    account.tokens(),
                                    tokensAside,
                                    most.promptTokens() + most.completionTokens()));
        }
        double next = spending.cost(most.promptTokens(), 0, most.completionTokens());
        if (spending.costMax().isPresent()
                && account.cost() + costAside + next > spending.costMax().get()) {
            throw new ModelException(
                    Kind.UNAVAILABLE,
                    "budget-spent",
                    "cost-max is %s; %.4f is spent, %.4f set aside for calls under way, and the next call may cost %.4f"
                            .formatted(spending.costMax().get(), account.cost(), costAside, next));
        }
        tokensAside += most.promptTokens() + most.completionTokens();
        costAside += next;
    }

    /** A call that was set aside for ended, and came to that. */
    synchronized void book(Usage most, Usage came) {
        giveBack(most);
        account = account.plus(came, spending);
    }

    /** A call that was set aside for ended without an answer; what a server charges for it is not told. */
    synchronized void giveBack(Usage most) {
        tokensAside -= most.promptTokens() + most.completionTokens();
        costAside -= spending.cost(most.promptTokens(), 0, most.completionTokens());
    }
}
