package caravan.cli.eval;

import caravan.trainer.evaluation.Interval;
import caravan.trainer.evaluation.Scored;
import java.util.List;
import java.util.Locale;

/**
 * Evaluations as an SVG that any browser opens: a row for each behaviour, in it a line for each model from one end of
 * its 95% interval to the other, with a dot at the mean.
 */
public final class EvaluationPicture {
    private static final int LEFT = 190;
    private static final int WIDTH = 560;
    private static final int RIGHT = 70;
    private static final int LINE = 16;
    private static final int GAP = 14;
    private static final int HEAD = 34;
    /** Okabe and Ito's colours, which people with any colour vision tell apart. */
    private static final List<String> COLOURS =
            List.of("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000");

    private final StringBuilder svg = new StringBuilder();
    private int y;

    private EvaluationPicture() {}

    /** The picture's text; every suite has a block of its own. */
    public static String of(List<List<Scored>> suites) {
        EvaluationPicture picture = new EvaluationPicture();
        suites.forEach(picture::suite);
        List<Scored> models = suites.get(0);
        for (int i = 0; i < models.size(); i++) {
            picture.y += LINE;
            picture.dot(LEFT, picture.y - 4, colour(i));
            picture.text(LEFT + 12, picture.y, "start", 12, models.get(i).model());
        }
        int height = picture.y + GAP;
        int width = LEFT + WIDTH + RIGHT;
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                                + " font-family=\"sans-serif\">%n<rect width=\"%d\" height=\"%d\" fill=\"white\"/>%n",
                        width,
                        height,
                        width,
                        height,
                        width,
                        height)
                + picture.svg
                + "</svg>\n";
    }

    private void suite(List<Scored> models) {
        Scored first = models.get(0);
        y += HEAD;
        text(
                10,
                y - 12,
                "start",
                14,
                first.suite().name() + ", " + first.items().size() + " items");
        int top = y;
        for (String behaviour : first.byBehaviour().keySet()) {
            int middle = y + LINE * models.size() / 2 + 4;
            text(LEFT - 10, middle, "end", 12, behaviour);
            for (int i = 0; i < models.size(); i++) {
                Interval score = models.get(i).byBehaviour().get(behaviour);
                if (score != null) {
                    row(y + LINE * i + LINE / 2, score, colour(i));
                }
            }
            y += LINE * models.size() + GAP;
        }
        for (int points = 0; points <= 100; points += 20) {
            double x = x(points / 100.0);
            svg.append(String.format(
                    Locale.ROOT,
                    "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"#bbb\" stroke-width=\"0.5\"/>%n",
                    x,
                    top,
                    x,
                    y));
            text(x, y + 12, "middle", 11, String.valueOf(points));
        }
        y += LINE + GAP;
    }

    private void row(int height, Interval score, String colour) {
        svg.append(String.format(
                Locale.ROOT,
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>%n",
                x(score.low()),
                height,
                x(score.high()),
                height,
                colour));
        dot(x(score.mean()), height, colour);
        text(x(score.high()) + 8, height + 4, "start", 11, String.format(Locale.ROOT, "%.1f", 100 * score.mean()));
    }

    private void dot(double x, int height, String colour) {
        svg.append(
                String.format(Locale.ROOT, "<circle cx=\"%.1f\" cy=\"%d\" r=\"4\" fill=\"%s\"/>%n", x, height, colour));
    }

    private void text(double x, int height, String anchor, int size, String text) {
        svg.append(String.format(
                Locale.ROOT,
                "<text x=\"%.1f\" y=\"%d\" text-anchor=\"%s\" font-size=\"%d\" fill=\"#222\">%s</text>%n",
                x,
                height,
                anchor,
                size,
                escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    private static double x(double share) {
        return LEFT + share * WIDTH;
    }

    private static String colour(int model) {
        return COLOURS.get(model % COLOURS.size());
    }
}
