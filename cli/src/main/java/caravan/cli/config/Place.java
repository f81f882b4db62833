package caravan.cli.config;

/** Where a setting was written, as a person finds it: {@code caravan.yaml:7}, or {@code --set model.threads}. */
record Place(String text) {
    static Place line(String file, int line) {
        return new Place(file + ":" + line);
    }

    static Place option(String key) {
        return new Place("--set " + key);
    }

    @Override
    public String toString() {
        return text;
    }
}
