package caravan.inference.chat;

/**
 * A turn of a chat.
 *
 * @param role such as system, user or assistant
 * @param content what was said
 */
public record ChatMessage(String role, String content) {}
