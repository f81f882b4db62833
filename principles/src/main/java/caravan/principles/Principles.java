package caravan.principles;

import caravan.principles.reading.Folder;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The content of a principles folder: complete, consistent, immutable, and named by its version.
 *
 * <p>{@link #version()} covers what a model or a filter can come to see: texts, names, numbers, flags, samplings and
 * their order. Comments, layout, line endings and the order in which a disk lists files do not count.
 */
public final class Principles {
    private final Folder folder;
    private final Constitution constitution;
    private final AlignPrompt align;
    private final String version;

    private Principles(Folder folder) {
        this.folder = folder;
        this.constitution = folder.constitution().orElseThrow();
        this.align = new AlignPrompt(template(TemplateKind.ALIGN), constitution, folder.exemplars());
        this.version = ContentVersion.of(this);
    }

    /**
     * Reads and checks a folder.
     *
     * @throws PrinciplesException naming all problems, with file and line, when there are any
     */
    public static Principles load(Path path) {
        Folder folder = Folder.read(path);
        if (!folder.problems().isEmpty()) {
            throw new PrinciplesException(path, folder.problems());
        }
        return new Principles(folder);
    }

    /** What {@link #load} would complain about; empty when the folder is sound. */
    public static List<Problem> problems(Path path) {
        return Folder.read(path).problems();
    }

    /** 32 hex digits, from the content alone. */
    public String version() {
        return version;
    }

    /** The numbered rules. */
    public Constitution constitution() {
        return constitution;
    }

    /** Conversations that show the rules, in the order of their file names. */
    public List<Exemplar> exemplars() {
        return folder.exemplars();
    }

    /** Kinds of question that a static model gets wrong. */
    public List<RedTeamType> redTeamTypes() {
        return folder.redTeamTypes();
    }

    /** The type of this id. */
    public Optional<RedTeamType> redTeamType(String id) {
        return redTeamTypes().stream().filter(type -> type.id().equals(id)).findFirst();
    }

    /** Tasks by which a run begins. */
    public List<SeedTask> seedTasks() {
        return folder.seedTasks();
    }

    /** Words that no task may hold. */
    public BlockedWords blockedWords() {
        return folder.blockedWords();
    }

    /** The template of a kind that every folder has. */
    public Template template(TemplateKind kind) {
        return find(kind).orElseThrow();
    }

    /** The template of a kind; empty only for one that a folder may do without. */
    Optional<Template> find(TemplateKind kind) {
        return Optional.ofNullable(folder.templates().get(kind));
    }

    /** Asks for answers under this constitution and these exemplars. */
    public AlignPrompt align() {
        return align;
    }

    /**
     * Asks for answers with only these principles in sight, and the exemplars that cite no others.
     *
     * @throws IllegalArgumentException if there is no such principle, or no exemplar that fits
     */
    public AlignPrompt alignShowing(Set<String> names) {
        return align.showing(names, exemplars());
    }

    /** Asks for new tasks. */
    public VanillaPrompt vanilla() {
        return new VanillaPrompt(template(TemplateKind.VANILLA));
    }

    /** Asks for new red-team subjects. */
    public SubjectPrompt subjects() {
        return new SubjectPrompt(template(TemplateKind.SUBJECTS));
    }

    /** Asks for red-team instructions. */
    public TopicGuidedPrompt topicGuided() {
        return new TopicGuidedPrompt(template(TemplateKind.TOPIC_GUIDED));
    }

    /** Asks without principles. */
    public EngravingPrompt engraving() {
        return new EngravingPrompt(template(TemplateKind.ENGRAVE));
    }

    /** Asks without principles for answers at length; empty where the folder has no such template. */
    public Optional<EngravingPrompt> verbose() {
        return find(TemplateKind.VERBOSE).map(EngravingPrompt::new);
    }
}
