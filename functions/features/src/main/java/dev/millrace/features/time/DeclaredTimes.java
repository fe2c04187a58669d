package dev.millrace.features.time;

import dev.millrace.features.json.JsonMembers;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;

/** Formats and zones of times, as a definition writes them. */
public final class DeclaredTimes {
  private DeclaredTimes() {}

  /**
   * The format that the members {@code as} and {@code zone} declare.
   *
   * @throws dev.millrace.features.json.InvalidMember when either holds what it cannot
   */
  public static TimeFormat format(JsonMembers members) {
    Optional<String> name = members.optionalText("as");
    TimeForm form =
        name.map(
                given ->
                    TimeForm.named(given)
                        .orElseThrow(
                            () ->
                                members.refused(
                                    "as", "one of " + String.join(", ", TimeForm.names()))))
            .orElse(TimeForm.DEFAULT);
    if (form == TimeForm.ISO_LOCAL) {
      members.text("zone");
      return new TimeFormat(form, Optional.of(zone(members)));
    }
    if (members.has("zone")) {
      throw members.refused("zone", "no zone: only times that are iso_local have one");
    }
    return new TimeFormat(form, Optional.empty());
  }

  /**
   * The zone that the member {@code zone} names; UTC without it.
   *
   * @throws dev.millrace.features.json.InvalidMember when there is no such zone
   */
  public static ZoneId zone(JsonMembers members) {
    Optional<String> name = members.optionalText("zone");
    if (name.isEmpty()) {
      return ZoneOffset.UTC;
    }
    try {
      return ZoneId.of(name.get());
    } catch (DateTimeException unknown) {
      throw members.refused("zone", "a time zone's name, Europe/Berlin say");
    }
  }
}
