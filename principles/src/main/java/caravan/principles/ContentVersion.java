package caravan.principles;

/** Names a folder by what stands in it: every value in its order, each list with its length. */
final class ContentVersion {
    private final Fingerprint hash = new Fingerprint();

    private ContentVersion() {}

    static String of(Principles principles) {
        ContentVersion version = new ContentVersion();
        version.add(principles.constitution());
        version.hash.add("exemplars").add(principles.exemplars().size());
        principles.exemplars().forEach(version::add);
        version.hash.add("red-team-types").add(principles.redTeamTypes().size());
        principles.redTeamTypes().forEach(version::add);
        version.hash.add("seed-tasks").add(principles.seedTasks().size());
        principles.seedTasks().forEach(version::add);
        version.hash.add("blocked-words").add(principles.blockedWords().words().size());
        principles.blockedWords().words().forEach(version.hash::add);
        for (TemplateKind kind : TemplateKind.values()) {
            principles.find(kind).ifPresent(version::add);
        }
        return version.hash.hex();
    }

    private void add(Constitution constitution) {
        hash.add("constitution").add(constitution.selfIdentification());
        hash.add(constitution.principles().size());
        constitution
                .principles()
                .forEach(p -> hash.add(p.number()).add(p.name()).add(p.text()));
    }

    private void add(Exemplar exemplar) {
        hash.add(exemplar.turns().size());
        exemplar.turns()
                .forEach(turn -> hash.add(turn.user()).add(turn.thoughts()).add(turn.answer()));
    }

    private void add(RedTeamType type) {
        hash.add(type.id()).add(type.kind()).add(type.subject()).add(type.question());
    }

    private void add(SeedTask task) {
        hash.add(task.instruction()).add(task.input()).add(task.classification());
    }

    private void add(Template template) {
        Sampling sampling = template.sampling();
        hash.add(template.kind().id()).add(template.prefix()).add(template.text());
        hash.add(sampling.temperature()).add(sampling.topP()).add(sampling.maxTokens());
        hash.add(sampling.stop().size());
        sampling.stop().forEach(hash::add);
    }
}
