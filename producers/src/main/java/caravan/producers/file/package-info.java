/**
 * Files and folders as sources: lines (text or JSON), CSV and Parquet, plain or compressed (gzip, zstd), as they grow,
 * are rotated, are cut and go away.
 *
 * <p>{@link caravan.producers.file.FolderSource} finds out which file is which: it is known by its inode and by the
 * hash of its first bytes, so that it is still the same after a rename, and another one after its name was given to a
 * new file. A {@link caravan.producers.file.RowReader} reads one of them. The position of a file is a
 * {@link caravan.producers.file.Mark}.
 */
@NullMarked
package caravan.producers.file;

import org.jspecify.annotations.NullMarked;
