package caravan.principles.reading;

import caravan.principles.BlockedWords;
import caravan.principles.Constitution;
import caravan.principles.Exemplar;
import caravan.principles.Problem;
import caravan.principles.RedTeamType;
import caravan.principles.SeedTask;
import caravan.principles.Template;
import caravan.principles.TemplateKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that could be read of a folder, and all that is wrong in it.
 *
 * @param constitution absent only when it has problems
 * @param templates all kinds, save those with problems
 * @param problems by file and line; when empty, everything else is complete
 */
public record Folder(
        Optional<Constitution> constitution,
        List<Exemplar> exemplars,
        List<RedTeamType> redTeamTypes,
        List<SeedTask> seedTasks,
        BlockedWords blockedWords,
        Map<TemplateKind, Template> templates,
        List<Problem> problems) {

    /** Reads every file, also after the first problem. */
    public static Folder read(Path path) {
        Problems problems = new Problems();
        if (!Files.isDirectory(path)) {
            problems.add(path.toString(), 0, "is not a folder");
            return new Folder(
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    new BlockedWords(List.of()),
                    Map.of(),
                    problems.sorted());
        }
        Optional<Constitution> constitution = new ConstitutionReader(problems).read(path);
        BlockedWords blocked = new BlockedWordsReader(problems).read(path);
        return new Folder(
                constitution,
                List.copyOf(new ExemplarReader(constitution, problems).read(path)),
                List.copyOf(new RedTeamTypeReader(problems).read(path)),
                List.copyOf(new SeedTaskReader(blocked, problems).read(path)),
                blocked,
                Map.copyOf(new TemplateReader(problems).read(path)),
                problems.sorted());
    }
}
