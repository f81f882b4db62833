package caravan.streams.novelty;

import java.util.Arrays;

/** Texts of token numbers, end to end in blocks, with a label and a signature each. Not thread-safe. */
final class Texts {
    private static final int BLOCK_BITS = 20;

    private int[][] blocks = {new int[1 << BLOCK_BITS]};
    private int block;
    private int end;
    private long[] starts = new long[1 << 6]; // block and offset
    private int[] lengths = new int[1 << 6];
    private long[] labels = new long[1 << 6];
    private long[] signatures = new long[1 << 7]; // low, high
    private int[] table = new int[1 << 7]; // open addressing by content: place + 1, or 0
    private int size;

    /** How many there are. */
    int size() {
        return size;
    }

    /** Adds a text under the next place. */
    void add(long label, int[] text, Signature signature) {
        if (end + text.length > blocks[block].length) {
            blocks = Arrays.copyOf(blocks, ++block + 1);
            blocks[block] = new int[Math.max(1 << BLOCK_BITS, text.length)];
            end = 0;
        }
        if (size == labels.length) {
            starts = Arrays.copyOf(starts, 2 * size);
            lengths = Arrays.copyOf(lengths, 2 * size);
            labels = Arrays.copyOf(labels, 2 * size);
            signatures = Arrays.copyOf(signatures, 4 * size);
        }
        System.arraycopy(text, 0, blocks[block], end, text.length);
        starts[size] = (long) block << Integer.SIZE | end;
        lengths[size] = text.length;
        labels[size] = label;
        signatures[2 * size] = signature.low();
        signatures[2 * size + 1] = signature.high();
        end += text.length;
        size++;
        if (2 * size > table.length) {
            rehash();
        } else {
            table[slot(text, 0, text.length)] = size;
        }
    }

    /** Whether one of them is the same, token by token. */
    boolean has(int[] text) {
        return table[slot(text, 0, text.length)] > 0;
    }

    /** The block that a text's tokens lie in. */
    int[] block(int place) {
        return blocks[(int) (starts[place] >>> Integer.SIZE)];
    }

    /** Where in its block a text begins. */
    int start(int place) {
        return (int) starts[place];
    }

    int length(int place) {
        return lengths[place];
    }

    long label(int place) {
        return labels[place];
    }

    /** In how many bits a text's signature differs from another. */
    int distance(int place, Signature other) {
        return other.distance(signatures[2 * place], signatures[2 * place + 1]);
    }

    private void rehash() {
        table = new int[2 * table.length];
        for (int place = 0; place < size; place++) {
            table[slot(block(place), start(place), start(place) + length(place))] = place + 1;
        }
    }

    /** Where in the table a text stands, or would. */
    private int slot(int[] tokens, int from, int to) {
        int hash = 1;
        for (int i = from; i < to; i++) {
            hash = 31 * hash + tokens[i];
        }
        int slot = (hash * 0x9E3779B9) >>> Integer.numberOfLeadingZeros(table.length - 1);
        while (table[slot] > 0 && !isAt(table[slot] - 1, tokens, from, to)) {
            slot = (slot + 1) & (table.length - 1);
        }
        return slot;
    }

    private boolean isAt(int place, int[] tokens, int from, int to) {
        int start = start(place);
        return Arrays.equals(block(place), start, start + length(place), tokens, from, to);
    }
}
