package caravan.trainer.export;

import java.util.List;
import java.util.Locale;

/** How rows are written. */
public enum Format {
    /** JSON, an object a line. */
    JSONL,
    /** Apache Parquet, compressed by zstd. */
    PARQUET,
    /** Both; the card's configurations read the Parquet files. */
    BOTH;

    List<Format> written() {
        return this == BOTH ? List.of(PARQUET, JSONL) : List.of(this);
    }

    String suffix() {
        return name().toLowerCase(Locale.ROOT);
    }
}
