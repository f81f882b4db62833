package caravan.trainer.export;

import java.util.Locale;
import java.util.Map;

/** A bar for each name, one below the other, as SVG; it is as readable without colours, and in a dark page. */
final class BarPlot {
    private static final int LEFT = 190;
    private static final int WIDTH = 420;
    private static final int RIGHT = 90;
    private static final int LINE = 22;
    private static final int HEAD = 40;
    private static final int NAME_CHARS_MAX = 26;

    private BarPlot() {}

    /** The picture's text. Numbers stand beside the bars, which begin at 0. */
    static String of(String title, Map<String, Long> bars) {
        int width = LEFT + WIDTH + RIGHT;
        int height = HEAD + LINE * bars.size() + 12;
        long largest = bars.values().stream().mapToLong(Long::longValue).max().orElse(1);
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\""
                        + " font-family=\"sans-serif\" fill=\"#222\">%n<rect width=\"%d\" height=\"%d\""
                        + " fill=\"white\"/>%n<text x=\"12\" y=\"24\" font-size=\"15\">%s</text>%n",
                width,
                height,
                width,
                height,
                width,
                height,
                escaped(title)));
        int y = HEAD;
        for (Map.Entry<String, Long> bar : bars.entrySet()) {
            double length = (double) WIDTH * bar.getValue() / Math.max(1, largest);
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" font-size=\"12\">%s</text>%n",
                    LEFT - 8,
                    y + 15,
                    escaped(shortened(bar.getKey()))));
            svg.append(String.format(
                    Locale.ROOT,
                    "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"#0072b2\"/>%n",
                    LEFT,
                    y + 3,
                    length,
                    LINE - 6));
            svg.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\" font-size=\"12\">%,d</text>%n",
                    LEFT + length + 6,
                    y + 15,
                    bar.getValue()));
            y += LINE;
        }
        return svg.append("</svg>\n").toString();
    }

    private static String shortened(String name) {
        return name.length() <= NAME_CHARS_MAX ? name : name.substring(0, NAME_CHARS_MAX - 1) + "…";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
