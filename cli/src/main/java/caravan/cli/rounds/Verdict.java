package caravan.cli.rounds;

import java.util.Optional;

/**
 * Whether a loop goes on after a round.
 *
 * @param stop why it does not
 * @param serve the version that is aligned from now on, where the round's own is worse
 */
public record Verdict(Optional<String> stop, Optional<String> serve) {
    static final Verdict GO_ON = new Verdict(Optional.empty(), Optional.empty());

    static Verdict stop(String why) {
        return new Verdict(Optional.of(why), Optional.empty());
    }

    static Verdict stopServing(String version, String why) {
        return new Verdict(Optional.of(why), Optional.of(version));
    }
}
