/**
 * How well a model answers, found by program. In: suites ({@link caravan.trainer.evaluation.SuiteFile}) of multiple
 * choice, of answers to match with instructions, and of answers to be checked, and a model that an
 * {@link caravan.trainer.evaluation.Evaluator} puts them to. Out: scores by item and behaviour with intervals, and
 * whether one model is no worse than another ({@link caravan.trainer.evaluation.NonInferiority}).
 */
@NullMarked
package caravan.trainer.evaluation;

import org.jspecify.annotations.NullMarked;
