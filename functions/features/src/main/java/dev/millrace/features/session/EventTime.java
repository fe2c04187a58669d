package dev.millrace.features.session;

import java.time.Instant;

/** What the event time's field held. */
sealed interface EventTime {

  record Known(Instant instant) implements EventTime {}

  record Problem(Reason reason, String detail) implements EventTime {}
}
