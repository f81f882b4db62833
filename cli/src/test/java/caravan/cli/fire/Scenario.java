package caravan.cli.fire;

/**
 * One trial: a process is killed again and again while requests are worked off.
 *
 * @param victim what is killed
 * @param requests how many requests wait from the beginning
 * @param kills how often
 * @param pace of the fake engine
 */
record Scenario(Victim victim, int requests, int kills, FakeModel.Pace pace) {
    /** What is killed. */
    enum Victim {
        GENERATE("generate", "kill generate", 1),
        TOGETHER("together", "kill broker and generate together", 1),
        BROKER("broker", "kill the broker (1 of 1)", 1),
        BROKER_OF_THREE("broker3", "kill a broker (1 of 3)", 3);

        private final String word;
        private final String title;
        private final int brokers;

        Victim(String word, String title, int brokers) {
            this.word = word;
            this.title = title;
            this.brokers = brokers;
        }

        /** How a person asks for this trial. */
        String word() {
            return word;
        }

        String title() {
            return title;
        }

        int brokers() {
            return brokers;
        }

        /** Whether the process that submits the calls lives on. */
        boolean sparesGenerate() {
            return this == BROKER || this == BROKER_OF_THREE;
        }
    }

    /**
     * The longest time at work before the next kill, so that all kills fall into the work that is left.
     *
     * @param left requests without a result
     * @param killsLeft the next among them
     * @param outageMean results that came while something was away, on average so far: they are no time at work
     */
    long workMillisMax(int left, int killsLeft, double outageMean) {
        double atWork = left - killsLeft * outageMean;
        return Math.max(200, Math.round(2_000 * atWork / pace.callsPerSecond() / (killsLeft + 1)));
    }
}
