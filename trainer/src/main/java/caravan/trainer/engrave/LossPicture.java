package caravan.trainer.engrave;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The losses of a training as an SVG: a line through the steps' losses, smoothed, over the losses themselves, and dots
 * where the held-out examples were measured, the best of them filled. Losses that are no numbers are left out.
 */
final class LossPicture {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 380;
    private static final int LEFT = 60;
    private static final int RIGHT = 20;
    private static final int TOP = 50;
    private static final int BOTTOM = 40;
    private static final int TICKS = 5;
    /** Of a step's weight in the smoothed line. */
    private static final double SMOOTHING = 0.2;
    /** Okabe and Ito's blue and vermilion, which people with any colour vision tell apart. */
    private static final String TRAIN = "#0072b2";

    private static final String HELD_OUT = "#d55e00";

    private final List<Double> losses;
    private final List<Double> heldOutLosses;
    private final double least;
    private final double most;
    private final StringBuilder svg = new StringBuilder();

    private LossPicture(List<Double> losses, List<Double> heldOutLosses) {
        this.losses = losses;
        this.heldOutLosses = heldOutLosses;
        double[] all = Stream.concat(losses.stream(), heldOutLosses.stream())
                .mapToDouble(Double::doubleValue)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        this.least = all.length == 0 ? 0 : all[0];
        this.most = all.length == 0 ? 1 : Math.max(least + 1e-3, all[all.length - 1]);
    }

    /**
     * The picture's text; the same for the same losses.
     *
     * @param losses of each step, in nats per learned token
     * @param heldOutLosses before the first step, then after epochs of equally many steps
     */
    static String of(List<Double> losses, List<Double> heldOutLosses) {
        LossPicture picture = new LossPicture(losses, heldOutLosses);
        picture.frame();
        picture.curve(1, 0.35);
        picture.curve(SMOOTHING, 1);
        picture.dots();
        return picture.svg.append("</svg>\n").toString();
    }

    private void frame() {
        add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" font-size=\"12\" fill=\"#222\">%n"
                        + "<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                WIDTH, HEIGHT, WIDTH, HEIGHT, WIDTH, HEIGHT);
        add("<text x=\"%d\" y=\"20\" font-size=\"15\">Loss in nats per learned token</text>%n", LEFT);
        add("<text x=\"%d\" y=\"38\" fill=\"%s\">training steps, smoothed</text>%n", LEFT, TRAIN);
        add("<text x=\"%d\" y=\"38\" fill=\"%s\">held-out examples, the best filled</text>%n", LEFT + 190, HELD_OUT);
        for (int tick = 0; tick <= TICKS; tick++) {
            double loss = least + (most - least) * tick / TICKS;
            add(
                    "<line x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\" stroke=\"#ccc\" stroke-width=\"0.5\"/>%n",
                    LEFT, y(loss), WIDTH - RIGHT, y(loss));
            add("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\">%.2f</text>%n", LEFT - 8, y(loss) + 4, loss);
        }
        int step = Math.max(1, (losses.size() + TICKS - 1) / TICKS);
        for (int at = 0; at <= losses.size(); at += step) {
            add("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d</text>%n", x(at), HEIGHT - BOTTOM + 18, at);
        }
        add("<text x=\"%d\" y=\"%d\" text-anchor=\"end\">steps</text>%n", WIDTH - RIGHT, HEIGHT - 8);
    }

    /**
     * A line through the losses.
     *
     * @param weight of the newest in each point, the rest being that of those before
     */
    private void curve(double weight, double opacity) {
        StringBuilder points = new StringBuilder();
        double smooth = Double.NaN;
        for (int i = 0; i < losses.size(); i++) {
            double loss = losses.get(i);
            if (Double.isFinite(loss)) {
                smooth = Double.isNaN(smooth) ? loss : smooth + weight * (loss - smooth);
                points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(i + 1), y(smooth)));
            }
        }
        add(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"%.1f\" opacity=\"%.2f\"/>%n",
                points.toString().strip(), TRAIN, weight == 1 ? 1.0 : 2.0, opacity);
    }

    private void dots() {
        double best = heldOutLosses.stream()
                .skip(1)
                .mapToDouble(Double::doubleValue)
                .min()
                .orElse(Double.NaN);
        int epochs = Math.max(1, heldOutLosses.size() - 1);
        for (int epoch = 0; epoch < heldOutLosses.size(); epoch++) {
            double loss = heldOutLosses.get(epoch);
            if (Double.isFinite(loss)) {
                boolean isBest = epoch > 0 && loss == best;
                add(
                        "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"4\" fill=\"%s\" stroke=\"%s\" stroke-width=\"1.5\"/>%n",
                        x((double) losses.size() * epoch / epochs), y(loss), isBest ? HELD_OUT : "white", HELD_OUT);
            }
        }
    }

    private void add(String format, Object... values) {
        svg.append(String.format(Locale.ROOT, format, values));
    }

    private double x(double step) {
        return LEFT + (WIDTH - LEFT - RIGHT) * step / Math.max(1, losses.size());
    }

    private double y(double loss) {
        return TOP + (HEIGHT - TOP - BOTTOM) * (most - loss) / (most - least);
    }
}
