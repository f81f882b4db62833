package caravan.streams.novelty;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * An exact index for the ROUGE-L filter: finds a near-duplicate if and only if comparing with every text would, and
 * compares with a handful.
 *
 * <p>It is the prefix filter of set-similarity joins (Chaudhuri et al. 2006, Bayardo et al. 2007) on tokens made
 * distinct by their occurrence. A common subsequence of c tokens needs c common elements; so if all texts sort their
 * elements by one total order, two near texts of m and n share one among the first {@code m - c + 1} of the one and the
 * first {@code n - c + 1} of the other, and the shared one leaves at least c - 1 behind it in both. Rarest first keeps
 * those lists short. What shares an element is still passed over if its length or its {@link Signature} rules it out;
 * only the rest is compared token by token.
 *
 * <p>The order must not change under the index: it is taken from the texts each time their number has doubled, and all
 * are indexed again. A text added twice is indexed once. Not thread-safe.
 */
public final class NearDuplicates {
    private static final int FIRST_REORDERING = 64;

    private final Elements elements = new Elements();
    private final Texts texts = new Texts();
    private final Postings postings = new Postings();
    private final CommonSubsequence common = new CommonSubsequence();
    private int[] seenBy = new int[FIRST_REORDERING]; // by place, the last search that compared it
    private int search;
    private int nextReordering = FIRST_REORDERING;
    private long verified;

    /** A text's near-duplicate: its label and the measure. */
    public record Match(long label, double f) {}

    /** Adds a text under a label; a text without tokens is near to none, and left out. */
    public void add(long label, List<String> tokens) {
        int[] text = elements.tokens(tokens, true);
        if (text.length == 0 || texts.has(text)) {
            return;
        }
        if (text.length > Postings.LENGTH_MAX || texts.size() == Postings.TEXTS_MAX) {
            throw new IllegalArgumentException("an index takes " + Postings.TEXTS_MAX + " texts of at most "
                    + Postings.LENGTH_MAX + " tokens; this is one of " + text.length + " after " + texts.size());
        }
        long[] ranked = elements.ordered(text, 0, text.length, true);
        elements.count(ranked);
        texts.add(label, text, Signature.of(ranked));
        if (texts.size() < nextReordering) {
            index(texts.size() - 1, ranked);
        } else {
            nextReordering = 2 * texts.size();
            reorder();
        }
    }

    /** The earliest text that is near. */
    public Optional<Match> find(List<String> tokens) {
        int[] text = elements.tokens(tokens, false);
        int m = text.length;
        if (m == 0) {
            return Optional.empty();
        }
        long[] ranked = elements.ordered(text, 0, m, false);
        Search near = new Search(text, Signature.of(ranked));
        int[] commonMin = commonMinByLength(m);
        int prefix = m - RougeL.commonMin(m, RougeL.lengthMin(m)) + 1;
        for (int i = 0; i < prefix; i++) {
            int element = Elements.elementOf(ranked[i]);
            if (element != Elements.UNKNOWN) {
                near.among(postings.list(element), postings.size(element), m - i, commonMin);
            }
        }
        return near.earliest();
    }

    /** Texts in the index. */
    int size() {
        return texts.size();
    }

    /** Pairs compared token by token so far. */
    long verified() {
        return verified;
    }

    /** By length of the other text, the common tokens that it takes; more than there can be where none are enough. */
    private static int[] commonMinByLength(int m) {
        int longest = 13 * m / 7;
        int[] commonMin = new int[longest + 1];
        Arrays.fill(commonMin, Integer.MAX_VALUE);
        for (int n = RougeL.lengthMin(m); n <= longest; n++) {
            commonMin[n] = RougeL.commonMin(m, n);
        }
        return commonMin;
    }

    private void reorder() {
        elements.freeze();
        postings.clear();
        for (int place = 0; place < texts.size(); place++) {
            int start = texts.start(place);
            index(place, elements.ordered(texts.block(place), start, start + texts.length(place), true));
        }
    }

    private void index(int place, long[] ranked) {
        int n = ranked.length;
        int prefix = n - RougeL.commonMin(n, RougeL.lengthMin(n)) + 1;
        for (int i = 0; i < prefix; i++) {
            postings.add(Elements.elementOf(ranked[i]), place, n, n - i);
        }
    }

    /** One text's search for the earliest that is near. */
    private final class Search {
        private final int[] text;
        private final Signature signature;
        private int earliest = Integer.MAX_VALUE;
        private double f;
        private boolean begun;

        Search(int[] text, Signature signature) {
            this.text = text;
            this.signature = signature;
            search++;
            seenBy = seenBy.length < texts.size() ? Arrays.copyOf(seenBy, 2 * texts.size()) : seenBy;
        }

        /**
         * Looks among those that share one element.
         *
         * @param remaining how many of the text's elements stand from the shared one on
         */
        void among(long[] list, int size, int remaining, int[] commonMin) {
            for (int i = 0; i < size; i++) {
                long posting = list[i];
                int n = Postings.length(posting);
                if (n >= commonMin.length || Math.min(remaining, Postings.remaining(posting)) < commonMin[n]) {
                    continue;
                }
                int place = Postings.place(posting);
                if (place >= earliest) {
                    return;
                }
                if (seenBy[place] != search && mayShare(place, n, commonMin[n])) {
                    seenBy[place] = search;
                    compare(place, n);
                }
            }
        }

        Optional<Match> earliest() {
            return earliest == Integer.MAX_VALUE ? Optional.empty() : Optional.of(new Match(texts.label(earliest), f));
        }

        /** Unknown elements are missing from the signature and yet the text's alone, so they only widen the bound. */
        private boolean mayShare(int place, int n, int commonMin) {
            return texts.distance(place, signature) <= text.length + n - 2 * commonMin;
        }

        private void compare(int place, int n) {
            if (!begun) {
                common.begin(text);
                begun = true;
            }
            verified++;
            int start = texts.start(place);
            int l = common.lengthWith(texts.block(place), start, start + n);
            if (RougeL.isNear(l, text.length, n)) {
                earliest = place;
                f = RougeL.f(l, text.length, n);
            }
        }
    }
}
