package caravan.trainer.study;

import static org.assertj.core.api.Assertions.assertThat;

import caravan.principles.Principle;
import caravan.principles.Principles;
import caravan.trainer.pretrain.corpus.Behaviours;
import caravan.trainer.pretrain.corpus.World;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StudyConstitutionTest {
    private static final Path PRINCIPLES = Path.of("../principles");
    private static final Behaviours BEHAVIOURS =
            Behaviours.of(World.load(), Principles.load(PRINCIPLES).constitution());

    @TempDir
    private Path folder;

    @Test
    void isAPrinciplesFolderWithFewRulesAndTheTemplatesOfTheWholeOne() throws IOException {
        StudyConstitution study = StudyConstitution.behaviours(BEHAVIOURS);

        Principles written = study.write(PRINCIPLES, folder, 99);

        Principles whole = Principles.load(PRINCIPLES);
        assertThat(written.constitution()).isEqualTo(study.constitution());
        assertThat(written.exemplars()).hasSize(1);
        assertThat(written.exemplars().get(0).turns())
                .isEqualTo(study.exemplar().turns());
        assertThat(written.engraving().prompt("Why?", ""))
                .isEqualTo(whole.engraving().prompt("Why?", ""));
        assertThat(written.align().sampling().maxTokens()).isEqualTo(99);
        assertThat(written.engraving().sampling().maxTokens()).isEqualTo(99);
    }

    @Test
    void sharesNoDecidingRuleBetweenTheFirstConstitutionAndTheSecond() {
        assertThat(StudyConstitution.manners(BEHAVIOURS).constitution().principles().stream()
                        .map(Principle::name))
                .doesNotContain("candor", "ethical", "format", "clarification", "numerical sensitivity")
                .contains("greeting", "signature");
        assertThat(StudyConstitution.behaviours(BEHAVIOURS).constitution().principles().stream()
                        .map(Principle::name))
                .contains("candor", "ethical", "format", "clarification", "numerical sensitivity")
                .doesNotContain("greeting", "signature");
    }
}
