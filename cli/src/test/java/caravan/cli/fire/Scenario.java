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
        GENERATE("kill generate"),
        EVERYTHING("kill broker and generate together"),
        BROKER("kill the broker (1 of 1)");

        private final String title;

        Victim(String title) {
            this.title = title;
        }

        String title() {
            return title;
        }
    }

    /** The longest time at work between two kills, so that the kills spread over the work. */
    long workMillisMax() {
        return Math.max(200, Math.round(2_000 * requests / pace.callsPerSecond() / (kills + 1)));
    }
}
