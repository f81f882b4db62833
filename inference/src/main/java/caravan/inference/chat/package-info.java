/**
 * Chats, written as a model folder's own template wants them. In come messages; out comes one text and the places in it
 * where the template, and not somebody's message, named a special token.
 *
 * <p>Templates are in the subset of Jinja that such folders use, run here by an interpreter of its own: every character
 * carries where it came from through all that a template does to it, which no interpreter for other purposes keeps.
 * What it does not know is refused when the folder is opened, with the line.
 */
@NullMarked
package caravan.inference.chat;

import org.jspecify.annotations.NullMarked;
