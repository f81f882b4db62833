package caravan.cli;

import static com.tngtech.archunit.base.DescribedPredicate.alwaysTrue;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.equivalentTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import caravan.principles.Principles;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The module and step boundaries, held here because this module sees all the others. */
@AnalyzeClasses(packages = "caravan", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    /** A door may know the room behind it: {@code Principles.load} hands out what its reader found. */
    @ArchTest
    static final ArchRule packagesFormNoCycle = slices().matching("caravan.(**)")
            .should()
            .beFreeOfCycles()
            .ignoreDependency(equivalentTo(Principles.class), resideInAnyPackage("caravan.principles.reading"));

    @ArchTest
    static final ArchRule modulesDependDownThePath = layeredArchitecture()
            .consideringOnlyDependenciesInLayers()
            .layer("principles")
            .definedBy("caravan.principles..")
            .layer("schemas")
            .definedBy("caravan.schemas..")
            .layer("producers")
            .definedBy("caravan.producers..")
            .layer("inference")
            .definedBy("caravan.inference..")
            .layer("streams")
            .definedBy("caravan.streams..")
            .layer("trainer")
            .definedBy("caravan.trainer..")
            .layer("cli")
            .definedBy("caravan.cli..")
            .whereLayer("cli")
            .mayNotBeAccessedByAnyLayer()
            .whereLayer("producers")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("streams")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("trainer")
            .mayOnlyBeAccessedByLayers("cli")
            .whereLayer("inference")
            .mayOnlyBeAccessedByLayers("streams", "trainer", "cli")
            .whereLayer("schemas")
            .mayOnlyBeAccessedByLayers("producers", "streams", "trainer", "cli")
            .whereLayer("principles")
            .mayOnlyBeAccessedByLayers("streams", "trainer", "cli");

    @ArchTest
    static final ArchRule stepsDoNotKnowEachOther = slices().matching("caravan.streams.(*)..")
            .should()
            .notDependOnEachOther()
            .ignoreDependency(alwaysTrue(), resideInAnyPackage("caravan.streams.flow..", "caravan.streams.backlog.."));

    @ArchTest
    static final ArchRule stepsKnowOnlyTheDoorToTheModel = noClasses()
            .that()
            .resideInAPackage("caravan.streams..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("caravan.inference.*..");

    @ArchTest
    static final ArchRule theDoorKnowsNoneOfTheRoomsBehindIt = noClasses()
            .that()
            .resideInAPackage("caravan.inference")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("caravan.inference.*..", "ai.djl..", "java.net.http..", "com.fasterxml.jackson..");

    @ArchTest
    static final ArchRule theWayToAServerNeedsNoEngine = noClasses()
            .that()
            .resideInAPackage("caravan.inference.openai..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("caravan.inference.djl..", "ai.djl..");

    @ArchTest
    static final ArchRule onlyEngineAndTrainerKnowDjl = noClasses()
            .that()
            .resideOutsideOfPackages("caravan.inference.djl..", "caravan.trainer..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl..");

    @ArchTest
    static final ArchRule onlyTheWiringOfAStepKnowsKafka = noClasses()
            .that()
            .resideInAPackage("caravan.streams.(*)..")
            .and()
            .resideOutsideOfPackages(
                    "caravan.streams.flow..",
                    "caravan.streams.backlog..",
                    "caravan.streams.collect..",
                    "caravan.streams.generate..")
            .and()
            .haveNameNotMatching(".*Topology(\\$.*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule contentAndContractsKnowNoKafka = noClasses()
            .that()
            .resideInAnyPackage("caravan.principles..", "caravan.inference..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.apache.kafka..");

    @ArchTest
    static final ArchRule onlyTheCommandStartsABroker = noClasses()
            .that()
            .resideOutsideOfPackage("caravan.cli.embedded..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("kafka.server..", "org.apache.kafka.metadata..");
}
