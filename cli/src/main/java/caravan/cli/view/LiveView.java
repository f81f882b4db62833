package caravan.cli.view;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;

/** Shows progress: redrawn in place on a terminal, as a line now and then elsewhere. Not thread-safe. */
public final class LiveView {
    private static final String CLEAR_LINE = "\u001b[2K";
    private static final int COLUMNS_MAX = 160;

    private final PrintWriter out;
    private final boolean isDrawn;
    private final Duration every;
    private final Panel panel;
    private final long startNanos = System.nanoTime();
    private long shownNanos = Long.MIN_VALUE;
    private int linesDrawn;
    private String lastTail = "";

    /** A view; {@code isDrawn} draws over itself, which needs a terminal. */
    public LiveView(PrintWriter out, boolean isDrawn, MeterRegistry meters) {
        this.out = out;
        this.isDrawn = isDrawn;
        this.every = isDrawn ? Duration.ofMillis(500) : Duration.ofSeconds(5);
        this.panel = new Panel(meters);
    }

    /** Shows it if it is time, and something has changed. */
    public void show(Progress progress, String training) {
        long now = System.nanoTime();
        if (shownNanos == Long.MIN_VALUE || now - shownNanos >= every.toNanos()) {
            shownNanos = now;
            showNow(progress, training);
        }
    }

    /** Shows it in any case, and for the last time. */
    public void showLast(Progress progress, String training) {
        showNow(progress, training);
        linesDrawn = 0;
    }

    private void showNow(Progress progress, String training) {
        long now = System.nanoTime();
        panel.read(progress, now);
        Duration since = Duration.ofNanos(now - startNanos);
        if (isDrawn) {
            draw(panel.lines(progress, training, since));
        } else {
            String tail = progress.rows() + training;
            if (!tail.equals(lastTail)) {
                out.println(panel.line(progress, training, since));
                out.flush();
            }
            lastTail = tail;
        }
    }

    private void draw(List<String> lines) {
        if (linesDrawn > 0) {
            out.printf("\u001b[%dA", linesDrawn);
        }
        for (String line : lines) {
            out.println(CLEAR_LINE + (line.length() > COLUMNS_MAX ? line.substring(0, COLUMNS_MAX) : line));
        }
        out.flush();
        linesDrawn = lines.size();
    }
}
