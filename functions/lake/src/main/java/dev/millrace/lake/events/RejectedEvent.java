package dev.millrace.lake.events;

import java.util.Optional;

/**
 * An event that does not become a row of silver.
 *
 * @param eventId the event's id where one can be read; of malformed JSON the one that stands before
 *     what is malformed
 * @param detail a sentence: the field, what it held (at most 100 characters of it), what was
 *     expected
 */
public record RejectedEvent(RejectionReason reason, String detail, Optional<String> eventId)
    implements ParsedEvent {}
