package caravan.trainer.pretrain;

import caravan.trainer.pretrain.corpus.Corpus.Size;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;

/** The losses of a training, kept as a CSV file and drawn as a PNG. Not thread-safe. */
final class LossCurve {
    private static final String HEADER = "step,tokens,seconds,rate,short,medium,long,rules,bare,norm";
    private static final int WIDTH = 900;
    private static final int HEIGHT = 480;
    private static final int MARGIN = 50;

    private final List<Point> points = new ArrayList<>();

    /**
     * One step.
     *
     * @param tokens read so far, padding not counted
     * @param losses means per learned token in nats, of the sizes that the step read
     */
    record Point(int step, long tokens, double seconds, double rate, Map<Size, Double> losses, double norm) {
        private String line() {
            return String.format(Locale.ROOT, "%d,%d,%.1f,%.3e,", step, tokens, seconds, rate)
                    + Arrays.stream(Size.values()).map(size -> cell(loss(size))).collect(Collectors.joining(","))
                    + String.format(Locale.ROOT, ",%.3f", norm);
        }

        private static Point parse(String line) {
            String[] cells = line.split(",", -1);
            Map<Size, Double> losses = new EnumMap<>(Size.class);
            int place = 4;
            for (Size size : Size.values()) {
                String cell = cells[place++];
                if (!cell.isEmpty()) {
                    losses.put(size, Double.parseDouble(cell));
                }
            }
            return new Point(
                    Integer.parseInt(cells[0]),
                    Long.parseLong(cells[1]),
                    Double.parseDouble(cells[2]),
                    Double.parseDouble(cells[3]),
                    losses,
                    Double.parseDouble(cells[cells.length - 1]));
        }

        private double loss(Size size) {
            return losses.getOrDefault(size, Double.NaN);
        }

        private static String cell(double loss) {
            return Double.isNaN(loss) ? "" : String.format(Locale.ROOT, "%.4f", loss);
        }
    }

    void add(Point point) {
        points.add(point);
    }

    /** Reads the points before a step, to go on from there. */
    void read(Path csv, int beforeStep) throws IOException {
        for (String line : Files.readAllLines(csv, StandardCharsets.UTF_8)) {
            if (!line.equals(HEADER) && !line.isBlank()) {
                Point point = Point.parse(line);
                if (point.step() < beforeStep) {
                    points.add(point);
                }
            }
        }
    }

    void write(Path csv) throws IOException {
        List<String> lines = new ArrayList<>();
        lines.add(HEADER);
        points.forEach(point -> lines.add(point.line()));
        Files.write(csv, lines, StandardCharsets.UTF_8);
    }

    /** Draws the losses over the steps, each smoothed over twenty of its points. */
    void draw(Path png) throws IOException {
        BufferedImage image = new BufferedImage(WIDTH, HEIGHT, BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, WIDTH, HEIGHT);
        double top = points.stream()
                .mapToDouble(point -> point.loss(Size.SHORT))
                .max()
                .orElse(1);
        axes(graphics, top);
        graphics.setStroke(new BasicStroke(2));
        curve(graphics, Size.SHORT, top, new Color(0x1f77b4), "short documents", 0);
        curve(graphics, Size.MEDIUM, top, new Color(0xd6802b), "whole lists, rules with exemplars", 1);
        curve(graphics, Size.LONG, top, new Color(0x2c8c4a), "under the full constitution", 2);
        curve(graphics, Size.RULES, top, new Color(0x9467bd), "questions under a few rules", 3);
        curve(graphics, Size.BARE, top, new Color(0x7f7f7f), "questions without rules", 4);
        graphics.dispose();
        ImageIO.write(image, "png", png.toFile());
    }

    private void axes(Graphics2D graphics, double top) {
        for (int nats = 0; nats <= top; nats++) {
            int y = (int) y(nats, top);
            graphics.setColor(new Color(0xdddddd));
            graphics.drawLine(MARGIN, y, WIDTH - MARGIN, y);
            graphics.setColor(Color.DARK_GRAY);
            graphics.drawString(nats + " nats", 5, y + 4);
        }
        if (!points.isEmpty()) {
            Point last = points.get(points.size() - 1);
            String end = String.format(Locale.ROOT, "step %d, %.1fM tokens", last.step() + 1, last.tokens() / 1e6);
            graphics.drawString(end, WIDTH - MARGIN - 160, HEIGHT - MARGIN / 2);
        }
    }

    private void curve(Graphics2D graphics, Size size, double top, Color colour, String name, int row) {
        Path2D path = new Path2D.Double();
        double smooth = Double.NaN;
        for (Point point : points) {
            double value = point.loss(size);
            if (Double.isNaN(value)) {
                continue;
            }
            double x = MARGIN + (WIDTH - 2.0 * MARGIN) * (point.step() + 1) / points.size();
            if (Double.isNaN(smooth)) {
                smooth = value;
                path.moveTo(x, y(smooth, top));
            } else {
                smooth += (value - smooth) / 20;
                path.lineTo(x, y(smooth, top));
            }
        }
        if (Double.isNaN(smooth)) {
            return; // The training had no such rows.
        }
        graphics.setColor(colour);
        graphics.draw(path);
        graphics.drawString(name, WIDTH - MARGIN - 220, MARGIN + 18 * row);
    }

    private static double y(double loss, double top) {
        return HEIGHT - MARGIN - (HEIGHT - 2.0 * MARGIN) * loss / top;
    }
}
