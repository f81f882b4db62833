package caravan.trainer.evaluation;

/** One question of a suite, and how to tell what a model makes of it. */
public sealed interface Item permits ChoiceItem, MatchItem, RubricItem {
    /** Its name within the suite. */
    String id();

    /** What it measures; results are told by behaviour. */
    String behaviour();
}
