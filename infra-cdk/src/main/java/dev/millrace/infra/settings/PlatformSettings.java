package dev.millrace.infra.settings;

import java.util.List;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What every capability shares.
 *
 * @param alarmEmails who is told of alarms; none means that only the topic is
 * @param logRetentionDays how long CloudWatch keeps logs, one of {@link #LOG_RETENTION_DAYS}
 * @param auditDays how long the record of changes is kept; empty is for ever
 * @param vpc whether functions run in a VPC without a way out
 * @param retain whether data outlives its stacks
 */
public record PlatformSettings(
    DocumentSettings documents,
    StreamSettings streams,
    CatalogSettings catalog,
    ApiSettings api,
    List<String> alarmEmails,
    int logRetentionDays,
    OptionalInt auditDays,
    boolean vpc,
    boolean retain) {
  /** The numbers of days that CloudWatch knows. */
  public static final SortedSet<Integer> LOG_RETENTION_DAYS =
      new TreeSet<>(List.of(1, 3, 7, 14, 30, 60, 90, 180, 365, 731));

  private static final Pattern EMAIL = Pattern.compile("[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+");

  /**
   * Reads them.
   *
   * @throws InvalidSettingException when a value cannot be used
   */
  public static PlatformSettings of(SettingsReader reader) {
    return new PlatformSettings(
        DocumentSettings.of(reader),
        StreamSettings.of(reader),
        CatalogSettings.of(reader),
        ApiSettings.of(reader),
        reader
            .setting(
                "alarmEmails",
                "who subscribes to the alarms' topic",
                "yes; each new address must confirm its subscription")
            .list(EMAIL, "e-mail addresses, by commas"),
        reader
            .setting("logRetentionDays", "how long CloudWatch keeps logs")
            .oneOf(30, LOG_RETENTION_DAYS),
        reader
            .setting(
                "auditDays",
                "how long the audit table tells who changed what",
                "yes; rows expire as they were told when they were written")
            .daysOrForever("730"),
        reader
            .setting(
                "vpc",
                "whether functions run in a VPC without a way out; see below",
                "yes; leaving the VPC takes long, because the deployment waits until Lambda has"
                    + " given its network interfaces back")
            .flag(false),
        reader
            .setting(
                "retain",
                "whether data is kept when stacks are deleted, and its stacks are protected;"
                    + " `false` is for trials (empty the buckets before `cdk destroy`)",
                "yes; to `false` in a deployment of its own before stacks are deleted")
            .flag(true));
  }
}
