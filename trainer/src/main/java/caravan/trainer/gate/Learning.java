package caravan.trainer.gate;

import caravan.schemas.LearningTest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Whether a model learned which answer its training data gives to which instruction. Where few gentle steps were taken
 * on answers that do not belong to their instructions, the model took on how they are written and nothing else: no harm
 * that a suite would show, and no use. Such a model holds an answer no likelier after its own instruction than after
 * another row's:
 *
 * <pre>
 *  gain   = log p(answer | own), of the model less of its base       is above zero: it learned from the answers
 *  margin = log p(answer | own) - log p(answer | foreign)            is not, or not a part of it: and not what they answer
 * </pre>
 *
 * <p>Both in nats a token, as means over {@link Pairing pairs}. The model passes if the margin is above zero with 99.9%
 * confidence and above a fortieth of the gain with 95%, both one-sided. The margin is the model's own and not what it
 * gained on its base, which has a part of it already and scatters more. It must be a part of the gain, because a model
 * that was trained hard on shuffled answers knows some by heart, each with the instruction it came with: that is
 * certain, and next to nothing. Measured on {@code pocket}: 6 to 40% of the gain with right answers; with shuffled ones
 * 2 to 3%, where it was more than chance.
 *
 * <p>A model that gained nothing, such as a copy of its base, is not refused for it; nor is one trained on so few rows,
 * or so many with the same answer, that nothing can be told.
 */
final class Learning {
    /** With fewer, many a model that did learn would be below the bound: with 51 rows of a demo t was 3.7 and 2.2. */
    static final int PAIRS_MIN = 100;

    /** Of what a model gained on answers, the least part that must hang on their instructions. */
    static final double SHARE_MIN = 0.025;

    static final String LEARNED = "learned";
    static final String PAIRS_NOT_LEARNED = "pairs-not-learned";
    static final String NOTHING_GAINED = "nothing-gained";
    static final String TOO_FEW_PAIRS = "too-few-pairs";

    private Learning() {}

    /**
     * Log-likelihoods of an answer in nats a token.
     *
     * @param own the model's, after the instruction of the answer's row
     * @param foreign the model's, after others; the mean
     * @param ofBase the base's, after the row's own
     */
    record PairScore(double own, double foreign, double ofBase) {
        /** From the model's scores, the row's own instruction first. */
        static PairScore of(double[] ofModel, double ofBase) {
            double others = Arrays.stream(ofModel).skip(1).average().orElse(Double.NaN);
            return new PairScore(ofModel[0], others, ofBase);
        }

        /** Whether all of it could be asked. */
        boolean isWhole() {
            return !Double.isNaN(own + foreign + ofBase);
        }

        double gain() {
            return own - ofBase;
        }

        double margin() {
            return own - foreign;
        }
    }

    /** What the pairs tell. */
    static LearningTest test(List<PairScore> pairs) {
        if (pairs.size() < PAIRS_MIN) {
            return tooFew(pairs.size());
        }
        MeanTest gain = MeanTest.of(each(pairs, PairScore::gain));
        MeanTest margin = MeanTest.of(each(pairs, PairScore::margin));
        MeanTest beyond = MeanTest.of(each(pairs, pair -> pair.margin() - SHARE_MIN * pair.gain()));
        return LearningTest.newBuilder()
                .setFinding(finding(gain, margin, beyond))
                .setPairs(pairs.size())
                .setGain(gain.mean())
                .setGainT(gain.t())
                .setMargin(margin.mean())
                .setMarginT(margin.t())
                .setShareMin(SHARE_MIN)
                .setShareT(beyond.t())
                .build();
    }

    static LearningTest tooFew(int pairs) {
        return undecided(
                TOO_FEW_PAIRS,
                pairs + " of its rows have others with another answer, and fewer than " + PAIRS_MIN + " tell nothing");
    }

    /** Nothing is told, for a reason in kebab case. */
    static LearningTest undecided(String finding, String detail) {
        return LearningTest.newBuilder().setFinding(finding).setDetail(detail).build();
    }

    /** In a sentence with its figures. */
    static String told(LearningTest test) {
        if (!test.getDetail().isEmpty()) {
            return "what it learned of its training data was not asked (" + test.getFinding() + ": " + test.getDetail()
                    + ")";
        }
        String gain = String.format(
                Locale.ROOT, "%+.3f nats a token on its own answers (t = %.1f)", test.getGain(), test.getGainT());
        String margin = String.format(
                Locale.ROOT,
                "%+.4f more after their own instructions than after others, on %d rows (t = %.1f, must be above %.1f;"
                        + " beyond %.1f%% of the gain %.1f, must be above %.1f)",
                test.getMargin(),
                test.getPairs(),
                test.getMarginT(),
                MeanTest.T_99_9,
                100 * test.getShareMin(),
                test.getShareT(),
                MeanTest.T_95);
        return switch (test.getFinding()) {
            case PAIRS_NOT_LEARNED ->
                PAIRS_NOT_LEARNED + ", it learned the answers of its training data and not what they answer: " + gain
                        + ", and " + margin;
            case NOTHING_GAINED -> "it gained nothing on its training data: " + gain;
            default -> "it learned its training data: " + gain + ", " + margin;
        };
    }

    private static String finding(MeanTest gain, MeanTest margin, MeanTest beyond) {
        if (gain.t() <= MeanTest.T_99_9) {
            return NOTHING_GAINED;
        }
        return margin.t() > MeanTest.T_99_9 && beyond.t() > MeanTest.T_95 ? LEARNED : PAIRS_NOT_LEARNED;
    }

    private static double[] each(List<PairScore> pairs, ToDoubleFunction<PairScore> figure) {
        return pairs.stream().mapToDouble(figure).toArray();
    }
}
