package dev.millrace.scoring.redrive;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;

/** What stands at one place of a source's object. */
sealed interface RedriveEntry
    permits FailedRecord, RedriveEntry.OtherReason, RedriveEntry.Unreadable {
  /** A record that was quarantined for a reason that is not asked for. */
  record OtherReason(String recordId) implements RedriveEntry {}

  /**
   * What is not what it should be.
   *
   * @param why a sentence that quotes no payload
   */
  record Unreadable(String why) implements RedriveEntry {
    /** Says where, and not what stands there. */
    static Unreadable notJson(String what, JsonProcessingException malformed) {
      JsonLocation at = malformed.getLocation();
      return new Unreadable(
          at == null
              ? what + " is not JSON"
              : "%s is not JSON at its line %d, column %d"
                  .formatted(what, at.getLineNr(), at.getColumnNr()));
    }
  }
}
