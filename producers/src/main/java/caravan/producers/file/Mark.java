package caravan.producers.file;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * Which file it was, and up to where it was read.
 *
 * @param inode the file system's own name of the file; changes when it is copied, not when it is renamed
 * @param headBytes how many bytes of its beginning are hashed
 * @param head their hash
 * @param at from where to go on: a byte of the plain text of lines, a record of a table
 * @param number how many lines or records were read
 * @param size how large it was when it was last looked at, bytes
 * @param doneAtSize the size at which it was read to its end or given up; -1 while it is not
 */
record Mark(String inode, int headBytes, String head, long at, long number, long size, long doneAtSize) {
    private static final JsonMapper JSON = new JsonMapper();

    static Mark start(String inode) {
        return new Mark(inode, 0, "", 0, 0, 0, -1);
    }

    static Mark read(String position) {
        try {
            return JSON.readValue(position, Mark.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("position '" + position + "' is not one of a file", e);
        }
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record of numbers and texts is always JSON", e);
        }
    }

    Mark movedTo(long newAt, long newNumber, long newDoneAtSize) {
        return new Mark(inode, headBytes, head, newAt, newNumber, size, newDoneAtSize);
    }

    Mark known(String newInode, int newHeadBytes, String newHead, long newSize) {
        return new Mark(newInode, newHeadBytes, newHead, at, number, newSize, doneAtSize);
    }
}
