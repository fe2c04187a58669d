package dev.millrace.infra.settings;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What every capability shares.
 *
 * @param account where the environment is deployed; empty is that of the credentials
 * @param region likewise
 * @param tags of every resource that takes some
 * @param clients machines that may ask for tokens, by name, each with its scopes
 * @param canaryReleases whether functions on the scoring path move to a new version by degrees
 * @param reserveConcurrency whether each job keeps one concurrent execution for itself
 * @param alarmEmails who is told of alarms; none means that only the topic is
 * @param logRetentionDays how long CloudWatch keeps logs, one of {@link #LOG_RETENTION_DAYS}
 * @param auditDays how long the record of changes is kept; empty is for ever
 * @param vpc whether functions run in a VPC without a way out
 * @param retain whether data outlives its stacks
 */
public record PlatformSettings(
    Optional<String> account,
    Optional<String> region,
    SortedMap<String, String> tags,
    SortedMap<String, List<String>> clients,
    boolean canaryReleases,
    boolean reserveConcurrency,
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

  /** The scopes of the API that tokens can hold. */
  public static final SortedSet<String> SCOPES =
      new TreeSet<>(List.of("ingest", "operate", "predict", "read"));

  private static final Pattern ACCOUNT = Pattern.compile("(\\d{12})?");
  private static final Pattern REGION = Pattern.compile("([a-z]{2}(-[a-z]+)+-\\d)?");
  private static final Pattern CLIENT = Pattern.compile("[a-z][a-z0-9-]{0,31}");
  private static final Pattern TAG = Pattern.compile("(?!aws:)[\\w .:/=+@-]{1,128}");
  private static final Pattern TAG_VALUE = Pattern.compile("[\\w .:/=+@-]{0,256}");
  private static final Pattern EMAIL = Pattern.compile("[^@\\s,]+@[^@\\s,]+\\.[^@\\s,]+");

  /**
   * Reads them.
   *
   * @throws InvalidSettingException when a value cannot be used
   */
  public static PlatformSettings of(SettingsReader reader) {
    return new PlatformSettings(
        optional(
            reader
                .setting(
                    "account",
                    "the AWS account; none is that of the credentials",
                    "**no**: an environment stays where its data is")
                .string("", ACCOUNT, "twelve digits")),
        optional(
            reader
                .setting(
                    "region",
                    "the AWS region; none is that of the credentials' profile, and is not checked",
                    "**no**: an environment stays where its data is")
                .string("", REGION, "a region such as eu-central-1")),
        reader
            .setting(
                "tags",
                "tags of every resource that takes some, beside `project` and `environment`",
                "yes")
            .strings(TAG, TAG_VALUE, "an object of tags, such as {\"cost-centre\": \"7\"}"),
        reader
            .setting(
                "clients",
                "machines that may ask for tokens, by name, each with the scopes that it gets;"
                    + " an output gives each one's id",
                "yes; a client that is taken out gets no more tokens, and those that it has last"
                    + " for an hour at most")
            .lists(
                "{\"api\": [\"ingest\", \"predict\", \"read\"]}",
                CLIENT,
                SCOPES,
                "an object of clients, each with a list of %s, such as {\"producer\": [\"ingest\"]}"
                    .formatted(SCOPES)),
        reader
            .setting(
                "canaryReleases",
                "whether a new version of ScoreSessions, of PredictionsApi and of EventsApi gets a tenth"
                    + " of the events for five minutes before it gets all, and is taken back when the"
                    + " function's alarm of errors goes off meanwhile; `false` moves all at once, and is"
                    + " quicker",
                "yes")
            .flag(true),
        reader
            .setting(
                "reserveConcurrency",
                "whether Redrive and each job of the lake keep one concurrent execution for"
                    + " themselves: their runs never overlap then, which spares work. That"
                    + " overlapping runs do no harm rests on conditional writes. A new account"
                    + " has none to give",
                "yes")
            .flag(false),
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
                "whether functions run in a VPC without a way out, but for FetchSource, which asks"
                    + " other systems; see below",
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

  private static Optional<String> optional(String text) {
    return Optional.of(text).filter(held -> !held.isEmpty());
  }
}
