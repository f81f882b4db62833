package caravan.streams.novelty;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RougeLTest {
    /** All 20 l = 7 (m + n): rounding alone decides, as measured with the reference implementation. */
    private static final int[][] REJECTED = {
        {7, 13, 7},
        {8, 12, 7},
        {9, 11, 7},
        {11, 9, 7},
        {12, 8, 7},
        {13, 7, 7},
        {14, 26, 14},
        {15, 25, 14},
        {16, 24, 14},
        {18, 22, 14}
    };

    private static final int[][] KEPT = {{10, 10, 7}, {20, 20, 14}, {17, 23, 14}, {19, 21, 14}};

    @Test
    void decidesTheBoundaryAsTheReferenceRoundsIt() {
        for (int[] mnl : REJECTED) {
            assertThat(RougeL.isNear(mnl[2], mnl[0], mnl[1]))
                    .as("%s", (Object) mnl)
                    .isTrue();
        }
        for (int[] mnl : KEPT) {
            assertThat(RougeL.isNear(mnl[2], mnl[0], mnl[1]))
                    .as("%s", (Object) mnl)
                    .isFalse();
        }
    }

    @Test
    void rounds1702OfThe3711BoundaryCasesUp() {
        int boundary = 0;
        int near = 0;
        for (int m = 1; m < 400; m++) {
            for (int n = 1; n < 400; n++) {
                int common = 7 * (m + n);
                if (common % 20 == 0 && common / 20 <= Math.min(m, n)) {
                    boundary++;
                    near += RougeL.isNear(common / 20, m, n) ? 1 : 0;
                }
            }
        }
        assertThat(boundary).isEqualTo(3711);
        assertThat(near).isEqualTo(1702);
    }

    @Test
    void isNothingForTextsWithoutTokens() {
        assertThat(RougeL.f(0, 0, 0)).isZero();
        assertThat(RougeL.isNear(0, 0, 0)).isFalse();
    }
}
